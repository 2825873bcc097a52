"""What the judge weighs, and orders for when the service is not done (KUHP 85(2), (7))."""

from enum import StrEnum


class Sanction(StrEnum):
    """What the ruling itself orders when the service is not done without lawful reason (KUHP 85(7), UU SPPA 76(2))."""

    REPEAT = "repeat"
    PRISON = "prison"
    FINE = "fine"


class Extent(StrEnum):
    """How much of what a sanction names the ruling orders; None where it says neither."""

    WHOLE = "whole"
    PART = "part"


class Consideration(StrEnum):
    """What the judge weighs, each by itself (KUHP 85(2))."""

    CONFESSION = "confession"
    ABILITY = "ability"
    """To work."""
    CONSENT = "consent"
    HISTORY = "history"
    SAFETY = "safety"
    CONVICTION = "conviction"
    """Religion, belief, political conviction."""
    PAYMENT = "payment"
    """Whether they could pay a fine."""
