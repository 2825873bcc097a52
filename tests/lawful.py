"""The law of the day on which the tests stand; a figure of the law is never read but for a day."""

from datetime import date

from shared.law.parameters import law_on

LAW = law_on(date(2026, 11, 24))
