"""Where a write comes from: a page of another site may not act with the cookie of who reads it.

The rules are those of Fetch Metadata: browsers say where a request comes from, and pages cannot forge it.
"""

from ipaddress import ip_address

from starlette.requests import Request

from shared.web.cookies import scheme_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OURS = frozenset({"same-origin", "none"})
"""``none``: the person typed or reloaded the address themself."""
DEVICES = {
    "android": "android",
    "iphone": "ios",
    "ipad": "ios",
    "windows": "windows",
    "macintosh": "mac",
    "x11": "linux",
    "mozilla": "browser",
}
"""Signs in what browsers say of themselves, the telling ones first, and the kind of device each means."""


def from_elsewhere(request: Request) -> bool:
    """Does the browser say that another site sent this? A program says nothing and is not stopped here."""
    return says(request) is False


def surely_ours(request: Request) -> bool:
    """Does the browser say that a page of this site sent this? Asked before a cookie is trusted with a write."""
    return says(request) is True


def says(request: Request) -> bool | None:
    """True: one of our pages; False: another site; None: nothing was said."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in OURS
    origin = request.headers.get("origin")  # sent without Fetch Metadata over plain http in an office network
    if origin is not None:
        return origin.lower() == f"{scheme_of(request)}://{request.headers.get('host', '').lower()}"
    return None


def source_of(request: Request) -> str:
    """Whose line this comes over, as sign-ins are counted: an address, or the /64 that one caller of IPv6 has."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return str(address) if address.version == 4 else address.exploded[:19]


def device_of(request: Request) -> str:
    """On what kind of device this is asked, in a word of ``DEVICES``: enough for its person to know it again."""
    agent = request.headers.get("user-agent", "").lower()
    return next((kind for sign, kind in DEVICES.items() if sign in agent), "program")
