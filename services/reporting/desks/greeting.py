"""How a desk greets whoever sits at it."""

from datetime import datetime
from typing import Final

from shared.law.calendar import WIB

GREETINGS: Final = ((11, "Selamat pagi"), (15, "Selamat siang"), (18, "Selamat sore"), (24, "Selamat malam"))


def greeting(now: datetime) -> str:
    """By the hour in WIB."""
    hour = now.astimezone(WIB).hour
    return next(word for until, word in GREETINGS if hour < until)
