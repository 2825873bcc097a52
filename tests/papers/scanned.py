"""Scans as offices send them, and files that no office should get."""

from base64 import b64decode
from io import BytesIO

import pikepdf
from PIL import Image

HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJp"
    "bG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAAQkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAAB"
    "AAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEA"
    "AQArQgEBA3AAAAMAkAAAAwAAAwAeoBQgeWW6kkprm4CGgwIAAAMAMgAAAwACEGIAAQAHRAHBcrBiQAAAABNjb2xybmNseAABAA0ABoAA"
    "AAAUaXNwZQAAAAAAAACgAAAAeAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAARFtZGF0AAABBSgBr1Qjtot+"
    "ZNYAcxe7fkFq/ygX6b9lanK30w2EVH0HJryJqbDf1ilIpp4woUPWKVoBCXT1AnX9zbR7B1R2cvRnWp6hk7EA2cRCvmW829sxeDNmnZQC"
    "swIcZF0Eb4mLL/+KA35WXqjkCGQQWCldLYlYkR/98HUotnTU42yA67kXupkn3KdmTb2y9GRhS+tgZvOy8oPk//Qtm5e93xMuw8eIQLnJ"
    "20C4G+nHUrIktkrReF6JOY3Lj6UHoNzFUiQIlhQxkhpLYU43HCXmsrUyqUkfUjRVybGd+hSx77YE3UOn7h/Q1TWlqmDUdoJGXXO0vMUG"
    "Sm7vP4AAAAMAAASUAAADAFoBFQ=="
)
"""A photograph of 160 x 120, as a phone makes them; what we use reads such files and writes none."""


def pdf(pages: int = 1, password: str | None = None, owner: str | None = None) -> bytes:
    made, locked = BytesIO(), password is not None or owner is not None
    with pikepdf.new() as found:
        for _ in range(pages):
            found.add_blank_page(page_size=(595, 842))
        found.save(made, encryption=pikepdf.Encryption(user=password or "", owner=owner or "") if locked else False)
    return made.getvalue()


def image(kind: str, size: tuple[int, int] = (400, 300)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "#dde").save(made, kind)
    return made.getvalue()


def pixels(many: int) -> bytes:
    """A picture of so many pixels a side, packed into some kilobytes."""
    made = BytesIO()
    Image.new("1", (many, many)).save(made, "PNG")
    return made.getvalue()
