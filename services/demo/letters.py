"""The demo's letters: whose agendas the accounts keep, invented letterheads, and some letters of the first day: one
that brought a ruling, one that waits for an answer, one of which the number is SRIKANDI's, one that invites to a
meeting."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from services.demo.teller import Teller
from shared.access.policy import RoleName
from shared.domain.identifiers import derived
from shared.domain.units import BAPAS, SECRETARIAT, SOCIAL, UNITS

KEPT: Final = ((RoleName.COORDINATOR.login, SOCIAL), (RoleName.COORDINATOR.login, SECRETARIAT))
PLACE: Final = "Trenggalek"
HEADS: Final[Mapping[str, Mapping[str, Any]]] = {
    SECRETARIAT: {
        "lines": ["PEMERINTAH KABUPATEN CONTOH", "SEKRETARIAT DAERAH"],
        "address": "Jalan Contoh Nomor 1, Contoh 66300",
        "contact": "Telepon (0355) 000000, laman contoh.go.id, pos-el setda@contoh.go.id",
        "logos": ["regency"],
        "on_behalf": "a.n. SEKRETARIS DAERAH",
        "post": "Asisten Pemerintahan dan Kesejahteraan Rakyat",
        "rank": "Pembina Utama Muda (IV/c)",
        "signer_name": "CONTOH PEJABAT, S.H., M.Si.",
        "signer_nip": "19800101 200501 1 001",
    },
    SOCIAL: {
        "lines": ["PEMERINTAH KABUPATEN CONTOH", "DINAS SOSIAL, PEMBERDAYAAN PEREMPUAN", "DAN PERLINDUNGAN ANAK"],
        "address": "Jalan Contoh Nomor 2, Contoh 66300",
        "logos": ["regency"],
        "post": "Kepala Dinas",
        "rank": "Pembina Tingkat I (IV/b)",
        "signer_name": "CONTOH KADIS, S.Sos.",
        "signer_nip": "19810202 200602 2 002",
    },
    BAPAS: {
        "lines": ["KEMENTERIAN IMIGRASI DAN PEMASYARAKATAN", "BALAI PEMASYARAKATAN CONTOH"],
        "address": "Jalan Contoh Nomor 3, Contoh 64100",
        "logos": ["bapas"],
        "post": "Kepala Balai",
        "rank": "Pembina (IV/a)",
        "signer_name": "CONTOH KABAPAS, Bc.IP., S.H.",
        "signer_nip": "19820303 200703 1 003",
    },
}
"""Everything in them is invented."""


async def tell_of_letters(
    coordinator: Teller, officer: Teller, operator: Teller, by_login: Mapping[str, str], putusan_id: str, today: date
) -> None:
    """On the first day, which the story begins with."""
    for login, unit in (*KEPT, (RoleName.OFFICER.login, BAPAS)):
        await operator.post(f"/account/{by_login[login]}/links", {"to": "unit", "key": unit})
    for whose, head in HEADS.items():
        told = {"number": 1, "valid_from": f"{today.year}-01-01", "place": PLACE, **head}
        await coordinator.post(f"/unit/{whose}/letterheads", told)
    elsewhere = {"number": 1, "numbering": "srikandi", "valid_from": f"{today.year}-01-01"}
    await coordinator.post(
        f"/unit/{SOCIAL}/numbering", elsewhere | {"reason": "Dinas memakai SRIKANDI sejak awal tahun"}
    )
    await _came_in(coordinator, officer, putusan_id, today)
    await _went_out(coordinator, today)


async def _came_in(coordinator: Teller, officer: Teller, putusan_id: str, today: date) -> None:
    """In the agendas of the Dinas and of Bapas."""
    days = {"written_on": (today - timedelta(days=2)).isoformat(), "received_on": today.isoformat()}
    bapas = {"correspondent": "Balai Pemasyarakatan Kelas II Kediri", "number": "WP.10.PAS.PAS.8-UM.01.01 - 892"}
    asked = {"perihal": "Permohonan data kesediaan I-PD", "urgency": "segera", "attachments": "1 (satu) lembar"}
    due = {"answer_due": (today + timedelta(days=7)).isoformat()}
    asking = await coordinator.post("/letter/incoming", {"unit": SOCIAL, **bapas, **days, **asked, **due})
    await _forwarded(coordinator, f"/letter/{asking['letter_id']}")
    secret = {"correspondent": "Inspektorat", "perihal": "Permintaan keterangan", "secrecy": "rahasia"}
    await coordinator.post(
        "/letter/incoming", {"unit": SOCIAL, **days, **secret, "number": f"700/12/Rekaan/{today.year}"}
    )
    kejari = {"correspondent": "Kejaksaan Negeri Contoh", "number": f"B-980/M.5.16/Eoh.2/{today.month:02}/{today.year}"}
    cover = {"perihal": "Pengantar petikan putusan", "matter": "putusan", "attachments": "1 (satu) berkas"}
    letter = await officer.post("/letter/incoming", {"unit": BAPAS, **kejari, **days, **cover})
    await officer.post(f"/letter/{letter['letter_id']}/rulings", {"putusan_id": putusan_id})


async def _forwarded(coordinator: Teller, letter: str) -> None:
    """By the Kepala Dinas to two Kabid; one is done, one waits."""
    said = {"wishes": ["proses"], "note": "Siapkan isian Lampiran I bersama kecamatan."}
    to = [f"{SOCIAL}.{section}" for section in ("resos", "p3a")]
    forward = await coordinator.post(f"{letter}/forwards", {"to_units": to, **said})
    first = derived("task", forward["forward_id"], to[0])
    await coordinator.post(f"{letter}/tasks/{first}/completion", {"note": "Data sudah dihimpun."})


async def _went_out(coordinator: Teller, today: date) -> None:
    """One with a number of the own series, one that waits for SRIKANDI's."""
    written = {"written_on": today.isoformat(), "matter": "meeting"}
    hosts = {"correspondent": "Daftar terlampir", "perihal": "Undangan rapat kesiapan I-PD", "urgency": "segera"}
    letter = await coordinator.post("/letter/outgoing", {"unit": SECRETARIAT, **written, **hosts})
    number = {"classification": "100.3.7.1", "written_on": today.isoformat(), "numbering": 1}
    await coordinator.post(f"/letter/{letter['letter_id']}/number", number)
    await _invited(coordinator, letter["letter_id"], today)
    answer = {"correspondent": "Balai Pemasyarakatan Kelas II Kediri", "perihal": "Data kesediaan I-PD"}
    await coordinator.post("/letter/outgoing", {"unit": SOCIAL, "written_on": today.isoformat(), **answer})


async def _invited(coordinator: Teller, letter_id: str, today: date) -> None:
    """The meeting that the letter invites to, and one that was held."""
    room = {"unit": SECRETARIAT, "kind": "meeting", "place": "Ruang rapat Sekretariat Daerah"}
    offices = [UNITS[SOCIAL].name, UNITS[BAPAS].name, "Dinas Contoh"]
    when = {"day": (today + timedelta(days=2)).isoformat(), "begins": "13:00"}
    meeting = {"title": "Rapat kesiapan I-PD", "note": "Mohon I-PD membawa isian Lampiran I", "letter_id": letter_id}
    told = await coordinator.post("/activity", {**room, **when, **meeting, "invited": offices})
    coming = {"invited": offices[2], "comes": True, "sends": "Contoh Utusan"}
    await coordinator.post(f"/activity/{told['activity_id']}/answers", coming)
    before = (today - timedelta(days=5)).isoformat()
    first = {"title": "Rapat pembagian tugas para pihak", "day": before, "invited": offices}
    told = await coordinator.post("/activity", {**room, **first})
    present = [{"office": offices[0], "names": "Contoh Hadir"}, {"office": offices[1]}]
    minutes = "Para pihak menyepakati jadwal pengisian Lampiran I."
    held = {"held_on": before, "number": 1, "present": present, "minutes": minutes}
    await coordinator.post(f"/activity/{told['activity_id']}/holding", held)
    due = {"decision": 1, "to_unit": SOCIAL, "due": (today + timedelta(days=4)).isoformat()}
    decided = {"text": "Mengumpulkan isian Lampiran I dari setiap I-PD", **due}
    await coordinator.post(f"/activity/{told['activity_id']}/decisions", decided)
