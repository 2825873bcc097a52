"""The scan of a paper that was signed by hand comes back to that paper, whatever became of it meanwhile."""

import httpx2
import pytest

from services.intake.letter.decider import AttachSigned, SignPaper, TakeAwayFile, UnsignPaper
from services.intake.letter.events import FileAttached, FileTakenAway, LetterStruckOut, PaperSigned, PaperUnsigned
from shared.domain.filed import Filed, Media, seal_of
from shared.domain.identifiers import FileId
from shared.domain.personal import Personal
from tests.forms import OURS, PAGE, form_in, led, pressed
from tests.intake.letter.test_decider import ONE, WHY
from tests.intake.letter.test_issuing import issued, letter, replaced, withdrawn
from tests.intake.letter.test_paper_routes import SAID, checked, clerk, done, house, written
from tests.papers.scanned import image, pdf

__all__ = ["clerk", "house"]
REASON = "pindaian ini dari surat yang lain"


def filed(number: int) -> Filed:
    file_id = FileId(f"0b7e8f0e-6a0f-5a4c-9d3a-0d0a8a3c001{number}")
    own = {"file_name": Personal("a.pdf"), "size_bytes": 1000, "pages": 1}
    return Filed(file_id=file_id, media=Media.PDF, seal=seal_of(file_id, "b" * 64), **own)


def attached(number: int) -> FileAttached:
    return FileAttached(letter_id=ONE, file=number, **dict(filed(number)))


def signed(paper: int, file: int) -> PaperSigned:
    return PaperSigned(letter_id=ONE, paper=paper, file=file)


def attaching(paper: int, *files: int) -> AttachSigned:
    return AttachSigned(letter_id=ONE, paper=paper, files=tuple(filed(one) for one in files))


def test_every_sheet_that_was_scanned_is_a_file_of_the_letter_and_of_the_paper() -> None:
    letter(issued(), attached(1)).when(attaching(1, 2, 3)).then(attached(2), attached(3), signed(1, 2), signed(1, 3))
    letter(issued(), attached(1)).when(attaching(1, 1)).then(signed(1, 1))
    letter(issued(), attached(1), signed(1, 1)).when(attaching(1, 1)).then()


def test_a_paper_that_holds_no_longer_has_its_scan_too() -> None:
    letter(issued(), replaced(1, 2), issued(2)).when(attaching(1, 1)).then(attached(1), signed(1, 1))
    letter(issued(), withdrawn()).when(attaching(1, 1)).then(attached(1), signed(1, 1))


def test_what_is_no_paper_or_no_file_of_the_letter_is_told() -> None:
    signing = SignPaper(letter_id=ONE, paper=1, file=1)
    letter().when(attaching(1, 1)).refused("paper-unknown")
    letter(attached(1)).when(signing).refused("paper-unknown")
    letter(issued()).when(signing).refused("letter-file-unknown")
    letter(issued(), attached(1), FileTakenAway(letter_id=ONE, file=1, reason=WHY)).when(signing).refused(
        "letter-file-unknown"
    )
    for asked in (signing, attaching(1, 1)):
        letter(issued(), attached(1), LetterStruckOut(letter_id=ONE, reason=WHY)).when(asked).refused(
            "letter-struck-out"
        )


def test_a_scan_that_is_another_papers_is_taken_from_it_and_may_come_back() -> None:
    signing, ending = SignPaper(letter_id=ONE, paper=1, file=1), UnsignPaper(letter_id=ONE, paper=1, file=1, reason=WHY)
    ended = PaperUnsigned(letter_id=ONE, paper=1, file=1, reason=WHY)
    letter(issued(), attached(1)).when(ending).refused("paper-not-signed-by")
    letter(issued(), attached(1), signed(1, 1)).when(signing).then()
    letter(issued(), attached(1), signed(1, 1)).when(ending).then(ended)
    letter(issued(), attached(1), signed(1, 1), ended).when(signing).then(signed(1, 1))


def test_a_file_that_is_taken_away_is_no_papers_scan() -> None:
    away = FileTakenAway(letter_id=ONE, file=1, reason=WHY)
    told = letter(issued(), attached(1), attached(2), signed(1, 1), signed(1, 2), away)
    told.when(TakeAwayFile(letter_id=ONE, file=1, reason=WHY.value)).then()
    told.when(UnsignPaper(letter_id=ONE, paper=1, file=1, reason=WHY)).refused("paper-not-signed-by")
    told.when(SignPaper(letter_id=ONE, paper=1, file=2)).then()


@pytest.mark.slow
async def test_a_signed_scan_is_attached_by_page_and_the_paper_says_so(clerk: httpx2.AsyncClient) -> None:
    letter = await written(clerk)
    told = await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    before = await checked(clerk, told["code"], told["position"])
    page = (await clerk.get(f"{letter}/papers", headers=PAGE)).text
    action, fields = form_in(page, "tanda-tangan-1")
    scan = pdf()
    sent = [("berkas", ("undangan ttd.pdf", scan)), ("berkas", ("lembar 2.png", image("PNG")))]
    shown = await led(clerk, await clerk.post(action, data=fields, files=sent, headers=PAGE | OURS))
    assert "Ditandatangani, pindaian ada" in shown
    assert "undangan ttd.pdf</a>" in shown
    assert "Pindaian naskah yang ditandatangani dicatat." in shown
    (paper,) = (await done(clerk.get(f"{letter}/papers")))["papers"]
    assert [one["file"] for one in paper["signed"]] == [1, 2]
    assert all(one["told_at"] and one["told_by"] for one in paper["signed"])
    assert (await clerk.get(f"{letter}/files/1")).content == scan
    await done(clerk.post(f"{letter}/papers/1/withdrawal", json={"reason": REASON}))
    (paper,) = (await done(clerk.get(f"{letter}/papers")))["papers"]
    assert (paper["state"], len(paper["signed"])) == ("dicabut", 2)
    after = await checked(clerk, told["code"], 0)
    assert before.keys() == after.keys()


@pytest.mark.slow
async def test_a_file_of_the_letter_is_said_to_be_the_scan_and_taken_back(clerk: httpx2.AsyncClient) -> None:
    letter = await written(clerk)
    await done(clerk.post(f"{letter}/papers", json=SAID | {"paper": 1}), 201)
    await done(clerk.post(f"{letter}/files", files={"berkas": ("a.pdf", pdf())}))
    page = (await clerk.get(f"{letter}/papers", headers=PAGE)).text
    shown = await led(clerk, await pressed(clerk, page, "pindaian-1", {"file": "1"}))
    assert "Ditandatangani, pindaian ada" in shown
    shown = await led(clerk, await pressed(clerk, shown, "lepas-1-1", {"reason": REASON}))
    assert "Ditandatangani, pindaian ada" not in shown
    assert REASON in (await clerk.get(letter, headers=PAGE)).text
    assert (await clerk.get(f"{letter}/files/1")).status_code == 200
