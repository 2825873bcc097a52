"""What the story chooses: who is left waiting, when a service starts and how it goes; the same at each telling."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

from services.demo.shifts import Pace, Workplace, shifts
from shared.domain.identifiers import derived
from shared.domain.sentence import Terms
from shared.law.calendar import DAY
from shared.law.law import Laws

WAITING_EACH, STARTED_AFTER_DAYS = 9, (16, 30)
"""Every ninth placement is left for the viewer to accept; service starts two to four weeks after the ruling."""
REGIMES = {"dewasa": "adult", "anak": "child"}
PACES = (Pace.ON_COURSE, Pace.ON_COURSE, Pace.ON_COURSE, Pace.LATE, Pace.ON_COURSE, Pace.ON_COURSE, Pace.STALLED)


PROFILED_EACH = 2
"""Of every second one who waits an officer has told the profile."""
PROFILES: tuple[Mapping[str, Any], ...] = (
    {
        "skills": ["las"],
        "interests": ["sarana-prasarana"],
        "experience": "Bengkel las di rumah, enam tahun",
        "can_come": "Senin–Jumat 08.00–12.00",
        "livelihood": "Menerima pesanan pagar pada sore hari",
        "livelihood_hours": "Senin–Sabtu 13.00–17.00",
    },
    {
        "skills": ["memasak", "berdagang"],
        "interests": ["posko-bencana", "panti-asuhan"],
        "can_come": "Senin–Sabtu 10.00–15.00",
        "cannot_come": "Jumat 11.15–13.00",
        "livelihood": "Berjualan di pasar",
        "livelihood_hours": "Senin–Sabtu 05.00–09.30",
        "support": "Istri membantu mengantar",
    },
    {
        "skills": ["komputer", "administrasi"],
        "interests": ["arsip", "isi-data"],
        "avoids": ["menyapu", "fasilitas-umum"],
        "education": "SMK",
        "health": "Tidak boleh mengangkat beban berat",
    },
)


def offer_of(row: Mapping[str, str]) -> dict[str, Any]:
    """A line of tempat.csv as the body of an offer."""
    return {
        "site_name": row["tempat"],
        "host_kind": row["jenis_tempat"],
        "kecamatan": row["kecamatan"],
        "category": int(row["jenis_pekerjaan"]),
        "activity": row["kegiatan"],
        "slots": int(row["jumlah"]),
        "regimes": [REGIMES[word] for word in row["golongan"].split()],
        "weekdays": [int(day) for day in row["hari"].split()],
        "open_from_minute": _minute(row["buka"]),
        "open_until_minute": _minute(row["tutup"]),
        "skills": row["keahlian"].split(),
        "unpaid": True,
    }


def is_taken_up(number: int, placement: Mapping[str, Any]) -> bool:
    """Whether the host accepts this placement, the number-th, in the story."""
    return placement["state"] in ("proposed", "accepted") and number % WAITING_EACH != WAITING_EACH - 1


def starts_on(putusan_id: str, ruled_on: date) -> date:
    """The day of its berita acara."""
    return ruled_on + DAY * Random(putusan_id).randrange(*STARTED_AFTER_DAYS)


def worked(one: Mapping[str, Any], place: Workplace, today: date) -> Iterator[dict[str, Any]]:
    """The logs of one service until yesterday, as their supervisor sends them."""
    terms = Terms.model_validate({name: one["ruling"].get(name) for name in Terms.model_fields})
    random = Random(f"hours/{one['putusan_id']}")
    pace = PACES[one["number"] % len(PACES)]
    started_on = date.fromisoformat(one["started_on"])
    for day, starts, ends in shifts(random, terms, place, started_on, today, pace, Laws().on):
        yield {
            "klien_id": one["klien_id"],
            "shift_id": derived("demo-shift", one["putusan_id"], day.isoformat()),
            "site_id": place.site_id,
            "ipd_id": place.ipd_id,
            "starts": starts.isoformat(),
            "ends": ends.isoformat(),
            "source": "paper",
        }


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(".")
    return int(hours) * 60 + int(minutes)
