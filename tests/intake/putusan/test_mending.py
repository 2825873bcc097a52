"""A ruling is mended through its address: as JSON, and by the forms of its page, which nobody has to type again."""

import re
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.intake.putusan.decider import PUTUSAN, AmendPutusan, Opened, refs_of
from services.intake.putusan.decider.amendment import ELSEWHERE
from services.intake.putusan.decider.flags import CHECKS, FIELD_OF_FLAG
from services.intake.putusan.decider.paper import UNITS_OF, Paper
from services.intake.putusan.routes.mending import PART_OF, PARTS
from services.intake.putusan.rows import COLUMNS
from shared.access.policy import RoleName
from shared.domain.identifiers import Code, CommandId, PutusanId
from shared.domain.personal import Personal
from shared.domain.who import Who
from shared.ledger.execute import Asked, known_events
from shared.runtime.settings import Settings
from shared.web.language import Language
from tests.forms import form_in, led, pressed
from tests.intake.putusan.test_routes import PAGE, PAPER, office, shown  # noqa: F401 (a fixture)
from tests.intake.putusan.test_texts import TEXTS
from tests.opened import opened_for

REASON = "salah ketik ketika mendaftarkan"


async def told(office: httpx2.AsyncClient, **said: Any) -> tuple[str, dict[str, Any]]:  # noqa: F811
    """A ruling's address, and its row."""
    answer = await office.post("/putusan", json={**PAPER, **said})
    assert answer.status_code == 201, answer.text
    return f"/putusan/{answer.json()['putusan_id']}", await shown(office, answer)


async def page(office: httpx2.AsyncClient, address: str) -> str:  # noqa: F811
    found = await office.get(address, headers=PAGE)
    assert found.status_code == 200, found.text
    return found.text


async def mended(office: httpx2.AsyncClient, address: str, **body: Any) -> httpx2.Response:  # noqa: F811
    return await office.post(f"{address}/amendments", json={"reason": REASON, "number": 1, **body})


async def test_a_program_mends_what_it_says_and_reads_it_back(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, before = await told(office, kecamatan=None)
    assert [flag["pointer"] for flag in before["flags"] if flag["rule"] == "kecamatan-not-stated"] == ["/kecamatan"]
    done = await mended(
        office, address, paper={"kecamatan": "35.03.02", "minutes_a_day": None}, document="Ralat 1/2026"
    )
    assert done.status_code == 201, done.text
    row = await shown(office, done)
    assert (row["kecamatan"], row["minutes_a_day"], row["amended"]) == ("35.03.02", 480, 1)
    (one,) = row["amendments"]
    assert (one["number"], one["fields"]) == (1, ["kecamatan", "minutes_a_day"])
    marks = {flag["rule"] for flag in row["flags"]} ^ {flag["rule"] for flag in before["flags"]}
    assert marks == {"kecamatan-not-stated", "day-not-stated"}
    again = await mended(
        office, address, paper={"kecamatan": "35.03.02", "minutes_a_day": None}, document="Ralat 1/2026"
    )
    assert (again.status_code, again.json()["position"]) == (201, done.json()["position"])


@pytest.mark.parametrize(
    ("body", "status", "rule", "pointer"),
    [
        ({"paper": {}}, 422, "amendment-empty", "/paper"),
        ({"paper": {"total_minutes": 600}}, 422, "amendment-document-missing", "/document"),
        ({"paper": {"final_on": "2026-03-14"}}, 422, "finality-elsewhere", "/paper/final_on"),
        ({"paper": {"name": None}}, 422, "name-missing", "/paper/name"),
        ({"paper": {"kecamatan": "35.03.02"}, "fields": ["nothing"]}, 422, None, None),
        ({"paper": {"kecamatan": "35.99.99"}}, 422, None, "/paper/kecamatan"),
        ({"paper": {"kecamatan": "35.03.02"}, "reason": "pendek"}, 422, None, "/reason"),
        ({"paper": {"kecamatan": "35.03.02"}, "opened": None}, 422, None, None),
    ],
)
async def test_what_is_no_correction_is_refused_with_the_field_that_is_wrong(
    office: httpx2.AsyncClient,  # noqa: F811
    body: dict[str, Any],
    status: int,
    rule: str | None,
    pointer: str | None,
) -> None:
    address, _ = await told(office)
    answer = await mended(office, address, **body)
    assert answer.status_code == status, answer.text
    assert rule is None or answer.json()["rule"] == rule
    assert pointer is None or pointer in [error["pointer"] for error in answer.json()["errors"]]


async def test_two_who_mend_at_once_do_not_overwrite_each_other(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office)
    assert (await mended(office, address, paper={"kecamatan": "35.03.02"})).status_code == 201
    late = await mended(office, address, paper={"kecamatan": "35.03.03"})
    assert (late.status_code, late.json()["rule"]) == (409, "amendment-conflict")
    assert (await mended(office, address, paper={"sex": "male"}, number=2)).status_code == 201
    unknown = await mended(office, "/putusan/11111111-1111-4111-8111-111111111111", paper={"sex": "male"})
    assert (unknown.status_code, unknown.json()["rule"]) == (404, "putusan-unknown")


async def test_the_form_of_a_flag_stands_open_with_what_stands_and_mends_one_field(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office, nik=None)
    start = await page(office, address)
    (link,) = re.findall(rf'href="({address}\?mend=nik#identity-nik)"', start)
    assert "9903110203900001" not in start
    asked = await page(office, link.partition("#")[0])
    fields = form_in(asked, "identity")[1]
    assert (fields["nama"], fields["kecamatan"], fields["tanggal_lahir"]) == ("Budi Rekaan", "Trenggalek", "1990-03-02")
    slip = await pressed(office, asked, "identity", {"nik": "99031102039O0001", "reason": REASON})
    looked = await led(office, slip)
    assert "NIK memuat tanda selain angka" in looked
    assert "Catat apa adanya" in looked
    back = await led(office, await pressed(office, looked, "identity", {"_check": "change"}))
    assert form_in(back, "identity")[1]["reason"] == REASON
    assert form_in(back, "identity")[1]["nik"] == "99031102039O0001"
    done = await led(office, await pressed(office, back, "identity", {"nik": "9903110203900001"}))
    assert "Pembetulan 1 tercatat" in done
    assert "semula tidak disebut" in done
    assert REASON in done
    assert "?mend=nik" not in done
    row = (await office.get(address)).json()
    assert [one["fields"] for one in row["amendments"]] == [["nik"]]
    assert not row["masked"]


async def test_a_field_that_is_emptied_is_not_said_and_the_sentence_needs_its_document(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    address, _ = await told(office, place_named="Masjid Rekaan", skills=["mengajar"], sanctions=["prison", "fine"])
    asked = await page(office, f"{address}?mend=terms")
    fields = form_in(asked, "terms")[1]
    assert (fields["tempat"], fields["jumlah_jam"]) == ("Masjid Rekaan", "20 jam")
    typed = {"tempat": "", "jumlah_jam": "30 jam", "reason": REASON, "sanksi": "penjara"}
    back = await led(office, await pressed(office, asked, "terms", typed))
    assert "tetapi dasarnya tidak disebut" in back
    done = await led(office, await pressed(office, back, "terms", {"document": "Ralat 2/2026"}))
    assert "Menurut Ralat 2/2026" in done
    assert "30 jam" in done
    row = (await office.get(address)).json()
    assert (row["place_fixed"], row["total_minutes"]) == (False, 1800)
    assert set(row["amendments"][0]["fields"]) == {"total_minutes", "sanctions", "place_named"}


async def test_of_a_masked_person_the_form_is_empty_and_what_is_left_empty_stays(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, row = await told(
        office,
        kind="child",
        birth_date="2010-03-02",
        nik="9903110203100001",
        guardian="Orang Tua Rekaan",
        address="Jalan Rekaan 1",
        case_number="4/Pid.Sus-Anak/2026/PN Trk",
    )
    assert row["masked"]
    asked = await page(office, f"{address}?mend=identity")
    for secret in ("Budi Rekaan", "9903110203100001", "Orang Tua Rekaan", "Jalan Rekaan 1", "2010-03-02"):
        assert secret not in asked
    done = await led(office, await pressed(office, asked, "identity", {"kecamatan": "Panggul", "reason": REASON}))
    assert REASON not in done
    row = (await office.get(address)).json()
    assert row["amendments"][0]["fields"] == ["kecamatan"]
    asked = await page(office, f"{address}?mend=identity")
    await led(office, await pressed(office, asked, "identity", {"wali": "-", "reason": REASON}))
    row = (await office.get(address)).json()
    assert row["amendments"][1]["fields"] == ["guardian"]
    assert "guardian-not-stated" in [flag["rule"] for flag in row["flags"]]


async def test_a_date_that_nobody_can_mean_is_asked_before_it_is_recorded(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office, birth_date=None)
    asked = await page(office, f"{address}?mend=birth_date")
    assert '<option value="Putusan 123/Pid.B/2026/PN Trk">' in asked, "a slip of typing is mended by the ruling itself"
    assert "wajib bila berubah: tanggal lahir" in asked
    typed = {"tanggal_lahir": "2026-04-01", "reason": REASON}
    without = await led(office, await pressed(office, asked, "identity", typed))
    assert "dasarnya tidak disebut" in without
    looked = await led(office, await pressed(office, without, "identity", {"document": "Putusan itu sendiri"}))
    assert "Catat apa adanya" in looked
    assert (await office.get(address)).json()["amendments"] == []
    done = await led(office, await pressed(office, looked, "identity", {"_check": "take"}))
    assert "Pembetulan 1 tercatat" in done
    row = (await office.get(address)).json()
    assert [cell["rule"] for cell in row["unread"]] == ["birth-after-ruling"]


async def test_answers_to_a_held_ruling_are_shown_before_they_are_taken(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, row = await told(office, total_minutes=18_000)
    assert row["state"] == "held"
    start = await page(office, address)
    typed = {
        "surat_jaksa": "B-1/2026",
        "alasan_jaksa": "Paling banyak menurut undang-undang",
        "tanggal_surat": "2026-04-01",
        "jumlah_jam": "240 jam",
        "jangka_waktu": "6 bulan",
    }
    looked = await led(office, await pressed(office, start, "prosecutor", typed))
    assert "Periksa sebelum dicatat" in looked
    assert "Jumlah jam" in looked
    assert (await office.get(address)).json()["state"] == "held"
    slip = await led(office, await pressed(office, looked, "prosecutor", {"_check": "change"}))
    assert form_in(slip, "prosecutor")[1]["jumlah_jam"] == "240 jam"
    again = await led(office, await pressed(office, slip, "prosecutor"))
    done = await led(office, await pressed(office, again, "prosecutor", {"_check": "take"}))
    assert "Jawaban jaksa tercatat" in done
    assert (await office.get(address)).json()["state"] == "registered"


async def test_what_the_house_knows_of_an_answer_is_told_where_it_is_looked_at(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office, total_minutes=18_000)
    start = await page(office, address)
    typed = {"surat_jaksa": "B-1/2026", "tanggal_surat": "2026-01-01", "jumlah_jam": "260 jam"}
    typed["alasan_jaksa"] = "Menurut pertimbangan jaksa"
    early = await led(office, await pressed(office, start, "prosecutor", typed))
    assert "Surat jaksa lebih tua dari putusannya." in early
    assert "Periksa sebelum dicatat" not in early
    looked = await led(office, await pressed(office, early, "prosecutor", {"tanggal_surat": "2026-04-01"}))
    assert "260 jam, lebih dari paling banyak 240 jam." in looked
    assert "Catat apa adanya" in looked
    done = await led(office, await pressed(office, looked, "prosecutor", {"_check": "take"}))
    assert "Jawaban jaksa tercatat" in done, "the prosecutor's word is obeyed"


async def test_a_nik_that_cannot_be_right_is_asked_of_whoever_registers_by_page(office: httpx2.AsyncClient) -> None:  # noqa: F811
    start = await page(office, "/putusan/new")
    typed = {
        "nomor_perkara": "77/Pid.B/2026/PN Trk",
        "nama": "Siti Rekaan",
        "tanggal_putusan": "2026-03-05",
        "jenis_pidana": "pidana kerja sosial",
        "jumlah_jam": "80 jam",
        "nik": "350311420390",
    }
    looked = await led(office, await pressed(office, start, "putusan", typed))
    assert "NIK tidak berjumlah 16 angka." in looked
    done = await led(office, await pressed(office, looked, "putusan", {"_check": "take"}))
    assert "Putusan terdaftar." in done


async def test_a_correction_that_holds_the_ruling_says_so_and_why(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office)
    form = await page(office, f"{address}?mend=total_minutes")
    typed = {"jumlah_jam": "300 jam", "document": "Ralat 1/2026", "reason": REASON}
    looked = await led(office, await pressed(office, form, "terms", typed))
    assert "300 jam, lebih dari paling banyak 240 jam." in looked
    assert '<a href="#terms-jumlah_jam">Jumlah jam</a>: ' in looked
    assert 'id="terms-jumlah_jam"' in looked, "a question leads to what was answered"
    assert (await office.get(address)).json()["amendments"] == []
    done = await led(office, await pressed(office, looked, "terms", {"_check": "take"}))
    said = re.search(r'role="status">.*?</p>', done, re.DOTALL)
    assert said is not None
    assert "putusan kini ditahan: 300 jam, lebih dari paling banyak 240 jam." in said[0]
    assert "mengikutinya" not in said[0]


async def test_the_way_to_a_day_that_stands_opens_its_form_with_it(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, row = await told(office, final_on="2026-03-13")
    found = await page(office, f"{address}?mend=final_on")
    assert '<details class="data" open><summary>Betulkan tanggalnya' in found
    assert form_in(found, "finality")[1]["final_on"] == row["final_on"]


async def test_what_cannot_be_read_in_an_answer_is_told_at_its_field(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office, total_minutes=18_000)
    start = await page(office, address)
    typed = {"surat_jaksa": "B-1/2026", "tanggal_surat": "2026-04-01", "jumlah_jam": "240 kali"}
    back = await led(office, await pressed(office, start, "prosecutor", typed))
    assert 'href="#prosecutor-jumlah_jam"' in back
    assert form_in(back, "prosecutor")[1]["surat_jaksa"] == "B-1/2026"


async def test_the_document_of_the_day_of_finality_is_shown_with_who_recorded_it(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office, final_on=None)
    start = await page(office, address)
    done = await led(
        office, await pressed(office, start, "finality", {"final_on": "2026-03-13", "document": "SIPP 3/2026"})
    )
    assert "menurut SIPP 3/2026" in done
    assert "Nama probation_officer" in done


def test_every_flag_that_asks_somebody_to_do_something_leads_to_the_field_where_it_is_done() -> None:
    asking = re.compile(r"\b(lengkapi|periksa|isi|ketik|catat|samakan|cocokkan|betulkan)\b", re.IGNORECASE)
    for rule, field in FIELD_OF_FLAG.items():
        remedy = TEXTS.remedy(rule, {}, Language.ID) or ""
        if field is None:
            assert not asking.search(remedy), rule
        else:
            assert field in PART_OF or field in ELSEWHERE, rule
    assert {rule for rule, _, _ in CHECKS} <= FIELD_OF_FLAG.keys()


def test_every_field_of_a_paper_is_in_one_form() -> None:
    assert sorted(name for names in PARTS.values() for name in names) == sorted(
        Paper.model_fields.keys() - {*ELSEWHERE, *UNITS_OF.values()}
    )
    assert {column.field for column in COLUMNS} == Paper.model_fields.keys() - {*UNITS_OF.values()}


async def test_the_list_leads_to_what_is_worth_a_look(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, row = await told(office, kecamatan=None)
    listed = await page(office, f"/putusan?after={row['position']}")
    assert f'href="{address}#tanda">{len(row["flags"])} perlu dilihat</a>' in listed
    assert 'id="tanda"' in await page(office, address)


async def test_a_correction_whose_process_ended_is_brought_to_key_store_and_search_all_the_same(
    settings: Settings,
) -> None:
    """Carried out without its route: only the reaction follows."""
    async with opened_for(settings, ["intake", "reporting"], [RoleName.OFFICER]) as found:
        client, house = found.clients[RoleName.OFFICER], found.parts.houses["intake"]
        answer = (await client.post("/putusan", json=PAPER | {"name": "Budi Rekam"})).json()
        putusan_id = PutusanId(answer["putusan_id"])
        received = PUTUSAN.fold(known_events(await house.ledger.read_stream(PUTUSAN.stream(putusan_id)))).received
        assert received is not None
        clear = await house.vault.opened(received, "test", Who("test"))
        assert clear is not None
        command = AmendPutusan(
            putusan_id=putusan_id,
            number=1,
            paper=Paper.model_validate({"name": "Budi Rekaan", "nik": "9903110203900002"}),
            reason=Personal(REASON),
            opened=Opened(refs=refs_of(received), clear=clear),
        )
        once = CommandId(str(uuid4()))
        await house.executor.carry_out(command, Asked(once, Code("test"), once))
        await found.level()
        other = await client.post(
            "/putusan", json=PAPER | {"name": "Orang Lain", "case_number": "124/Pid.B/2026/PN Trk"}
        )
        assert other.json()["state"] == "registered"
        assert other.json()["klien_id"] != answer["klien_id"]
        sought = await client.post("/reports/klien/search", json={"words": "rekam"})
        assert sought.json()["items"] == []


async def test_every_fault_of_an_answer_and_of_a_correction_is_told_at_once(office: httpx2.AsyncClient) -> None:  # noqa: F811
    """What cannot be read hides neither what is missing nor a text that is too short."""
    address, _ = await told(office, total_minutes=15_000, minutes_a_day=480)
    answer = await office.post(f"{address}/confirmation", data={"jumlah_jam": "240 kali"})
    found = [one["pointer"] for one in answer.json()["errors"]]
    assert found == ["/document", "/reason", "/terms/total_minutes", "/terms/regime", "/answered_on"]
    typed = {"part": "terms", "number": "1", "jumlah_jam": "40 kali", "reason": "salah"}
    answer = await office.post(f"{address}/amendments", data=typed)
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/paper/total_minutes", "/reason"]
    answer = await office.post(f"{address}/amendments", data=typed | {"jumlah_jam": "40 jam"})
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/reason", "/document"]


async def test_a_total_that_nobody_ruled_is_called_counted_until_the_prosecutor_says_it(
    office: httpx2.AsyncClient,  # noqa: F811
) -> None:
    address, row = await told(office, total_minutes=None, period_days=30)
    assert row["state"] == "held"
    counted = "dihitung; putusan tidak menyebut jumlahnya"
    assert counted in await page(office, address)
    terms = {"regime": "adult", "total_minutes": row["total_minutes"], "minutes_a_day": 120, "period_days": 30}
    answer = {"document": "B-1/2026", "answered_on": "2026-04-01", "terms": terms, "reason": "Dihitung per hari"}
    await shown(office, await office.post(f"{address}/confirmation", json=answer))
    assert counted not in await page(office, address)


async def test_the_forms_ask_what_the_kind_needs(office: httpx2.AsyncClient) -> None:  # noqa: F811
    address, _ = await told(office)
    identity = form_in(await page(office, f"{address}?mend=identity"), "identity")[1]
    case = form_in(await page(office, f"{address}?mend=case"), "case")[1]
    assert ("wali" in identity, "ancaman" in case) == (False, True)
    child = {"kind": "child", "birth_date": "2009-03-02", "case_number": "9/Pid.Sus-Anak/2026/PN Trk", "nik": None}
    address, _ = await told(office, **child)
    identity = form_in(await page(office, f"{address}?mend=identity"), "identity")[1]
    case = form_in(await page(office, f"{address}?mend=case"), "case")[1]
    assert ({"wali", "hubungan_wali", "telepon_wali"} <= {*identity}, "ancaman" in case) == (True, False)
