"""Indonesian numbers in words, as rulings repeat them in brackets: ``80 (delapan puluh) jam``."""

NAMES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
DIGITS = {word: number for number, word in enumerate(NAMES)}
WHOLE = {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}
TIMES = {"belas": 1, "puluh": 10, "ratus": 100, "ribu": 1000}


def number_in_words(text: str) -> int | None:
    """The number that these words say, from 0 to 9999; None where they say none."""
    total, digit = 0, None
    for word in text.casefold().split():
        if digit is None and word in WHOLE:
            total += WHOLE[word]
        elif digit is None and word in DIGITS:
            digit = DIGITS[word]
        elif digit is not None and word in TIMES:
            total += digit * TIMES[word] + (10 if word == "belas" else 0)
            digit = None
        else:
            return None
    if not text.strip():
        return None
    return total + (digit or 0)
