"""The persons of the reports: whether they are masked, and where the vault has the names that their rulings give."""

from services.intake.putusan.events import (
    PutusanConfirmed,
    PutusanLeft,
    PutusanReceived,
    PutusanRejected,
    PutusanReplaced,
)
from shared.access.persons import persons

PERSONS = persons("reporting", PutusanReceived, PutusanRejected, PutusanConfirmed, PutusanLeft, PutusanReplaced)
