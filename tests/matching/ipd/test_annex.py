"""Lampiran I as a paper: what it says of whom, and that what an office did not offer is not said of it."""

from datetime import date
from typing import Any

import httpx2
import pytest

from services.intake.account.events import AccountLinked, LinkKind
from services.matching.ipd.papers import Annex, Offered, days
from services.matching.ipd.projections import OfferRow
from shared.access.policy import RoleName
from shared.domain.identifiers import Code
from shared.domain.lampiran import CATEGORIES
from shared.papers.printing import print_paper
from shared.runtime.settings import Settings
from tests.matching.ipd.test_routes import LINE, PAGE, TURN, office
from tests.neighbours import account_of, tell
from tests.opened import opened, opened_for
from tests.papers.looking import faults_of, fonts_of, pages_of, tags_of, text_of

TODAY = date(2026, 11, 30)
EMPTY_ROW = "1.d Kegiatan sosial lainnya 2 Membantu tugas pelayanan publik"


def offer(category: int, activity: str, site: str, **other: Any) -> OfferRow:
    said: dict[str, Any] = {
        "offer_id": "offer",
        "ipd_id": "ipd",
        "site_id": "site",
        "site_name": site,
        "host_kind": "office",
        "kecamatan": "35.03.11",
        "category": category,
        "activity": activity,
        "slots": 2,
        "regimes": ("adult",),
        "weekdays": (0, 1, 2, 3, 4),
        "open_from_minute": 480,
        "open_until_minute": 900,
        "skills": (),
        "is_open": True,
    }
    return OfferRow(**{**said, **other})


OFFERED = (
    Offered("Dinas Contoh", offer(1, "merawat-lansia", "Panti #let x", regimes=("child", "adult"))),
    Offered("Dinas Contoh", offer(3, "menyapu", "Taman Contoh")),
    Offered("Kecamatan Contoh", offer(3, "menyapu", "Alun-alun [satu]", slots=6, weekdays=(0, 5))),
    Offered("Kecamatan Contoh", offer(5, "kerja-sendiri", "Balai Contoh")),
)


def printed(annex: Annex) -> bytes:
    return print_paper(annex.paper.template, annex.paper.data)


def test_every_kind_of_work_has_its_offices_and_remarks_and_one_that_nobody_offers_an_empty_row() -> None:
    pdf = printed(Annex(OFFERED, TODAY))
    text = text_of(pdf)
    for words in (
        "LAMPIRAN I Nota Kesepakatan antara Balai Pemasyarakatan Kelas II Kediri dan Pemerintah Kabupaten Trenggalek",
        "Keadaan pada 30 November 2026 No. Jenis pekerjaan I-PD pengampu Keterangan",
        "1.a Merawat lansia di panti jompo Dinas Contoh Panti #let x, Kec. Trenggalek: 2 orang,",
        "WIB, dewasa dan anak",
        EMPTY_ROW,
        "Kecamatan Contoh Alun-alun [satu], Kec. Trenggalek: 6 orang, Senin, Sabtu 08.00–",
        "5.d kerja-sendiri Kecamatan Contoh",
        "Lampiran I ini memuat 4 kesediaan dari 2 I-PD, keadaan pada 30 November 2026. PIHAK KESATU",
        "PIHAK KEDUA",
    ):
        assert words in text, words
    missing = [name for one in CATEGORIES.values() for name in (one.name, *one.activities.values()) if name not in text]
    assert not missing
    assert text.count("3.a") == 2


def test_one_offices_form_says_what_it_offers_and_where_it_offers_nothing() -> None:
    (only,) = pages_of(printed(Annex(OFFERED[:2], TODAY, "Dinas Contoh")))
    assert "2 Membantu tugas pelayanan publik – Tidak ada kesediaan 3 Membersihkan lingkungan" in only
    assert "Pimpinan Dinas Contoh," in only
    assert "Relawan" not in only
    assert "PIHAK" not in only


def test_the_annex_is_kept_for_ever_read_aloud_as_a_table_and_printed_alike() -> None:
    annex = Annex(OFFERED * 40, TODAY)
    pdf = printed(annex)
    assert pdf == printed(annex)
    assert not faults_of(pdf)
    assert fonts_of(pdf) == {"Arimo", "Arimo-Bold"}
    assert {"H1", "Table", "THead", "TH", "TR", "TD"} <= set(tags_of(pdf))
    pages = pages_of(pdf)
    assert all("No. Jenis pekerjaan I-PD pengampu Keterangan" in page for page in pages[:-1])
    assert "Lampiran I ini memuat 160 kesediaan" in pages[-1]
    assert f"halaman 2 dari {len(pages)}" in pages[1]


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ((4, 0, 1, 2, 3), "Senin–Jumat"),
        ((0, 1), "Senin, Selasa"),
        ((0, 2, 4), "Senin, Rabu, Jumat"),
        ((0, 0, 2), "Senin, Rabu"),
        ((6,), "Minggu"),
    ],
)
def test_open_days_are_said_in_words(weekdays: tuple[int, ...], words: str) -> None:
    assert days(weekdays) == words


async def line(client: httpx2.AsyncClient, ipd_id: str, **other: Any) -> dict[str, Any]:
    answer = await client.post(f"/ipd/{ipd_id}/offers", json=LINE | other)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_coordinator_prints_the_annex_of_what_is_open_and_each_offices_own(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        first, second = [await office(coordinator, name) for name in ("Dinas Sosial dan P3A", "Inspektorat")]
        closed = await line(coordinator, first)
        await line(coordinator, first, site_name="Panti Terbuka")
        await line(coordinator, second, site_name="Ruang Arsip", category=4, activity="arsip")
        turned = await coordinator.post(f"/ipd/{first}/offers/{closed['offer_id']}/closure", json=TURN)
        await coordinator.get(f"/ipd?after={turned.json()['position']}")
        whole, own = [await coordinator.get(address) for address in ("/ipd/annex", f"/ipd/{first}/own-annex")]
        listed = (await coordinator.get("/ipd", headers=PAGE)).text
        nobodys = await coordinator.get(f"/ipd/{closed['offer_id']}/own-annex")
    assert whole.headers["content-disposition"] == 'attachment; filename="lampiran-i.pdf"'
    assert own.headers["content-disposition"] == 'attachment; filename="lampiran-i-dinsos.pdf"'
    assert "Panti Terbuka" in text_of(whole.content)
    assert "Ruang Arsip" in text_of(whole.content)
    assert "Panti Contoh" not in text_of(whole.content)
    assert "Panti Terbuka" in text_of(own.content)
    assert "Ruang Arsip" not in text_of(own.content)
    assert 'href="/ipd/annex"' in listed
    assert nobodys.status_code == 404


async def test_a_host_prints_its_own_office_and_knows_of_no_other(settings: Settings) -> None:
    async with opened_for(settings, ["matching"], [RoleName.COORDINATOR, RoleName.HOST]) as house:
        coordinator, host = house.clients[RoleName.COORDINATOR], house.clients[RoleName.HOST]
        mine, other = [await office(coordinator, name) for name in ("Dinas Sosial dan P3A", "Inspektorat")]
        await line(coordinator, other, site_name="Ruang Arsip", category=4, activity="arsip")
        me = await account_of(house.parts.database, RoleName.HOST)
        linked = AccountLinked(account_id=me, to=LinkKind.IPD, key=Code(mine))
        await tell(house.parts.database, f"account-{me}", linked)
        await house.level()
        own, others, nobodys = [
            await host.get(f"/ipd/{one}/own-annex") for one in (mine, other, "00000000-0000-4000-8000-000000000000")
        ]
    assert own.headers["content-type"] == "application/pdf"
    assert (others.status_code, others.json()["rule"]) == (404, "ipd-unknown")
    assert {**others.json(), "instance": ""} == {**nobodys.json(), "instance": ""}


async def test_the_annex_waits_for_what_was_recorded_and_says_where_it_is_still_on_its_way(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        position = (await line(coordinator, ipd_id, site_name="Panti Terbuka"))["position"]
        addresses = "/ipd/annex", f"/ipd/{ipd_id}/own-annex"
        printed_after = [await coordinator.get(f"{address}?after={position}") for address in addresses]
        behind = [await coordinator.get(f"{address}?after={position + 1_000}") for address in addresses]
        pages = [
            (await coordinator.get(f"{address}?after={position}", headers=PAGE)).text
            for address in ("/ipd", f"/ipd/{ipd_id}")
        ]
        here = (await coordinator.get("/ipd", headers=PAGE)).text
    assert all("Panti Terbuka" in text_of(one.content) for one in printed_after)
    assert [(one.status_code, one.json()["rule"]) for one in behind] == [(503, "file-behind")] * 2
    for address, page in zip(addresses, pages, strict=True):
        assert f'href="{address}?after={position}">' in page
    assert 'href="/ipd/annex">' in here


async def test_a_name_that_the_letters_cannot_show_is_named_and_nothing_is_printed(settings: Settings) -> None:
    async with opened(settings, "matching", role=RoleName.COORDINATOR) as coordinator:
        ipd_id = await office(coordinator)
        position = (await line(coordinator, ipd_id, site_name="Pesantren نور"))["position"]
        address = f"/ipd/{ipd_id}/own-annex?after={position}"
        refused = await coordinator.get(address)
        english = await coordinator.get(address, headers={"accept-language": "en"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "paper-signs-unshown")
    (fault,) = refused.json()["errors"]
    assert "ن" in fault["message"]
    assert "Pesantren □□□" in fault["message"]
    assert english.json()["errors"][0]["message"].startswith("The letters of the paper have")
