"""Files of a letter through the real addresses: attached, shown, handed out, taken away; what is no scan."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from services.intake.letter.decider import LETTER, AttachFiles, TakeAwayFile
from services.intake.letter.decider.files import FILES_MOST
from services.intake.letter.events import FileAttached, FileTakenAway
from shared.access.policy import RoleName
from shared.domain.filed import FILE_BYTES_MAX, Filed, Media
from shared.domain.personal import Personal
from shared.domain.units import SOCIAL
from shared.runtime.settings import Settings
from tests.forms import OURS, PAGE, form_in, led, pressed
from tests.given import given
from tests.intake.letter.test_decider import NOW, received
from tests.intake.letter.test_decider import ONE as LETTER_ID
from tests.intake.letter.test_routes import of_unit, registered
from tests.opened import Opened, opened_for
from tests.papers.scanned import HEIC, image, pdf

WHY = "Pindaian surat lain yang tertukar"


def filed(number: int) -> Filed:
    file_id = f"00000000-0000-4000-8000-{number:012d}"
    said = {"file_id": file_id, "media": Media.PDF, "size_bytes": 1000, "pages": 1}
    return Filed.model_validate(said | {"file_name": f"{number}.pdf", "seal": f"{file_id} {'0' * 64}"})


RECEIVED = received()
ONE, TWO = filed(1), filed(2)


def attached(one: Filed, number: int) -> FileAttached:
    said = {name: getattr(one, name) for name in Filed.model_fields}
    return FileAttached(letter_id=LETTER_ID, file=number, **said)


def test_files_are_numbered_as_they_come_and_each_is_attached_once() -> None:
    first, both = AttachFiles(letter_id=LETTER_ID, files=(ONE,)), AttachFiles(letter_id=LETTER_ID, files=(ONE, TWO))
    given(LETTER, RECEIVED, circumstances=NOW).when(both).then(attached(ONE, 1), attached(TWO, 2))
    given(LETTER, RECEIVED, attached(ONE, 1), circumstances=NOW).when(both).then(attached(TWO, 2))
    given(LETTER, RECEIVED, attached(ONE, 1), circumstances=NOW).when(first).then()


def test_a_letter_has_so_many_files_and_none_where_there_is_no_letter() -> None:
    attach = AttachFiles(letter_id=LETTER_ID, files=(filed(FILES_MOST + 1),))
    full = [attached(filed(number), number) for number in range(1, FILES_MOST + 1)]
    given(LETTER, RECEIVED, *full, circumstances=NOW).when(attach).refused("letter-files-many")
    given(LETTER, RECEIVED, *full[:-1], circumstances=NOW).when(attach).then(attached(attach.files[0], FILES_MOST))
    given(LETTER, circumstances=NOW).when(attach).refused("letter-unknown")


def test_a_file_is_taken_away_once_and_none_that_is_not_there() -> None:
    take = TakeAwayFile(letter_id=LETTER_ID, file=1, reason=Personal(WHY))
    taken = FileTakenAway(letter_id=LETTER_ID, file=1, reason=Personal(WHY))
    given(LETTER, RECEIVED, attached(ONE, 1), circumstances=NOW).when(take).then(taken)
    given(LETTER, RECEIVED, attached(ONE, 1), taken, circumstances=NOW).when(take).then()
    given(LETTER, RECEIVED, circumstances=NOW).when(take).refused("letter-file-unknown")


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[Opened]:
    roles = [RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR]
    async with opened_for(settings, ["intake"], roles) as found:
        await of_unit(found, RoleName.COORDINATOR, SOCIAL)
        yield found


Brought = list[tuple[str, tuple[str, bytes]]]


def berkas(*files: tuple[str, bytes]) -> Brought:
    return [("berkas", file) for file in files]


async def attach(clerk: httpx2.AsyncClient, letter_id: str, *files: tuple[str, bytes], **more: str) -> httpx2.Response:
    return await clerk.post(f"/letter/{letter_id}/files", files=berkas(*files), headers=more)


def lying(settings: Settings) -> list[Path]:
    return sorted(one for one in settings.files_dir.rglob("*") if one.is_file())


@pytest.mark.slow
async def test_scans_are_attached_shown_and_handed_out_as_downloads_and_lie_sealed(
    house: Opened, settings: Settings
) -> None:
    clerk, letter_id = house.clients[RoleName.COORDINATOR], await registered(house)
    scan, photo = pdf(3), image("JPEG")
    page = (await clerk.get(f"/letter/{letter_id}", headers=PAGE)).text
    action, fields = form_in(page, "attach")
    sent = berkas(("surat Sekretariat.pdf", scan), ("IMG 1.HEIC", HEIC), ("lembar 2.jpg", photo))
    answer = await clerk.post(action, data=fields, files=sent, headers=PAGE | OURS)
    shown = await led(clerk, answer)
    assert "Berkas dilampirkan." in shown
    assert "surat Sekretariat.pdf</a>" in shown
    assert "PDF, 3 halaman" in shown
    assert "IMG 1.heic</a>" in shown
    for number, (content, media) in enumerate(((scan, Media.PDF), (HEIC, Media.HEIC), (photo, Media.JPEG)), 1):
        handed = await clerk.get(f"/letter/{letter_id}/files/{number}")
        assert handed.content == content
        assert handed.headers["content-type"] == media
        assert handed.headers["content-disposition"].startswith("attachment; ")
        assert handed.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in handed.headers["content-security-policy"]
        picture = await clerk.get(f"/letter/{letter_id}/files/{number}/preview")
        assert picture.headers["content-type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
    lies = lying(settings)
    assert len(lies) == 6
    assert not any(begins in one.read_bytes() for one in lies for begins in (b"%PDF", b"\x89PNG", b"JFIF", b"ftypheic"))
    said = (await clerk.get(f"/letter/{letter_id}")).json()["files"]
    assert [(one["file"], one["media"], one["pages"]) for one in said] == [
        (1, Media.PDF, 3), (2, Media.HEIC, 1), (3, Media.JPEG, 1),
    ]  # fmt: skip
    assert "Sekretariat" not in str(said)


@pytest.mark.slow
async def test_a_file_that_is_none_keeps_the_others_out_and_says_which_it_is(house: Opened, settings: Settings) -> None:
    clerk, letter_id = house.clients[RoleName.COORDINATOR], await registered(house)
    page = (await clerk.get(f"/letter/{letter_id}", headers=PAGE)).text
    action, fields = form_in(page, "attach")
    sent = berkas(("a.pdf", pdf()), ("b.pdf", pdf(300)), ("c.pdf", image("PNG")), ("d.pdf", pdf(password="sandi")))
    shown = await led(clerk, await clerk.post(action, data=fields, files=sent, headers=PAGE | OURS))
    assert "Berkas ke-2 berisi 300 halaman, paling banyak 200." in shown
    assert "Berkas ke-3 bernama .pdf, padahal isinya PNG." in shown
    assert "Berkas ke-4 terkunci kata sandi." in shown
    assert "Belum ada berkas." in shown
    assert not lying(settings)
    answer = await attach(clerk, letter_id, ("besar.pdf", b"%PDF-" + b"0" * FILE_BYTES_MAX))
    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["rule"], fault["pointer"]) == (422, "scan-too-large", "/berkas")
    empty = await attach(clerk, letter_id, ("kosong.pdf", b""))
    assert (empty.status_code, empty.json()["rule"]) == (422, "scan-empty")
    nothing = await clerk.post(action, data=fields | {"berkas": ""}, headers=PAGE | OURS)
    assert nothing.status_code == 415
    assert not lying(settings)


@pytest.mark.slow
async def test_a_request_that_comes_twice_attaches_once_and_another_file_is_no_retry(
    house: Opened, settings: Settings
) -> None:
    clerk, letter_id = house.clients[RoleName.COORDINATOR], await registered(house)
    key, scan = {"idempotency-key": "once"}, pdf()
    first = await attach(clerk, letter_id, ("a.pdf", scan), **key)
    again = await attach(clerk, letter_id, ("a.pdf", scan), **key)
    assert first.status_code == again.status_code == 200
    assert first.json()["position"] == again.json()["position"]
    other = await attach(clerk, letter_id, ("a.pdf", pdf(2)), **key)
    assert other.status_code == 422
    assert (await clerk.get(f"/letter/{letter_id}/files/1")).content == scan


@pytest.mark.slow
async def test_a_file_that_is_taken_away_is_shown_with_its_reason_and_handed_out_no_more(house: Opened) -> None:
    clerk, letter_id = house.clients[RoleName.COORDINATOR], await registered(house)
    assert (await attach(clerk, letter_id, ("a.pdf", pdf()))).is_success
    page = (await clerk.get(f"/letter/{letter_id}", headers=PAGE)).text
    shown = await led(clerk, await pressed(clerk, page, "take-away-1", {"reason": WHY}))
    assert "diambil kembali" in shown
    assert WHY in shown
    for address in ("files/1", "files/1/preview"):
        answer = await clerk.get(f"/letter/{letter_id}/{address}")
        assert (answer.status_code, answer.json()["rule"]) == (404, "letter-file-unknown")


@pytest.mark.slow
async def test_files_are_read_by_whom_the_letter_is(house: Opened) -> None:
    clerk, stranger, auditor = (house.clients[one] for one in (
        RoleName.COORDINATOR, RoleName.OFFICER, RoleName.AUDITOR,
    ))  # fmt: skip
    letter_id = await registered(house)
    assert (await attach(clerk, letter_id, ("Budi Rekaan.pdf", pdf()))).is_success
    assert (await stranger.get(f"/letter/{letter_id}/files/1")).status_code == 404
    assert (await attach(stranger, letter_id, ("a.pdf", pdf()))).status_code == 404
    assert (await auditor.get(f"/letter/{letter_id}/files/1")).status_code == 403
    seen = (await auditor.get(f"/letter/{letter_id}", headers=PAGE)).text
    assert "berkas 1" in seen
    assert "Budi Rekaan" not in seen
