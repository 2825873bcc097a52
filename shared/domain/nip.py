"""The number of a civil servant (NIP): 18 digits, however they are spaced.

Example::

    nip_of("19900101 201503 1 001")  # "199001012015031001"
"""

import re
from typing import Final

NIP: Final = re.compile(r"(?:\d[ .'’\-]?){17}\d")


def nip_of(said: str) -> str | None:
    """Its digits; None: that is no NIP, as where a spreadsheet has lost the last of them."""
    found = said.strip()
    return re.sub(r"\D", "", found) if NIP.fullmatch(found) else None
