"""A file is what its content says; what hurts whoever opens it hurts one process that nobody needs."""

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.domain.filed import Media
from shared.domain.refusal import Fault
from shared.papers.scans import COMING_MOST, NotLooked, Scanner, Seen
from tests.papers.scanned import HEIC, image, pdf, pixels

PNG_BEGINS = b"\x89PNG\r\n\x1a\n"


async def seen(folder: Path, content: bytes, name: str) -> Seen | Fault:
    path = folder / "file"
    path.write_bytes(content)
    with path.open("rb") as source:
        return await Scanner().seen(source, name)


@pytest.mark.parametrize(
    ("content", "name", "media", "pages"),
    [
        (pdf(3), "surat.pdf", Media.PDF, 3),
        (pdf(200), "berkas perkara.PDF", Media.PDF, 200),
        (pdf(owner="pengadilan"), "dibatasi.pdf", Media.PDF, 1),
        (image("JPEG"), "foto.jpeg", Media.JPEG, 1),
        (image("PNG"), "tanpa akhiran", Media.PNG, 1),
        (HEIC, "IMG_0001.HEIC", Media.HEIC, 1),
    ],
    ids=["pdf", "200 pages", "limited pdf", "jpeg", "png", "heic"],
)
async def test_a_scan_is_what_its_content_says_and_its_first_page_is_drawn(
    tmp_path: Path, content: bytes, name: str, media: Media, pages: int
) -> None:
    found = await seen(tmp_path, content, name)
    assert isinstance(found, Seen), found
    assert (found.media, found.pages) == (media, pages)
    assert found.picture.startswith(PNG_BEGINS)


@pytest.mark.parametrize(
    ("content", "name", "rule", "facts"),
    [
        (pdf(300), "a.pdf", "scan-pages", {"pages": 300, "most": 200}),
        (pdf(password="rahasia"), "a.pdf", "scan-encrypted", {}),
        (pdf()[:200], "a.pdf", "scan-damaged", {}),
        (b"%PDF-1.7\n" + b"x" * 3000, "a.pdf", "scan-damaged", {}),
        (image("JPEG")[:400], "a.jpg", "scan-damaged", {}),
        (HEIC[:400], "a.heic", "scan-damaged", {}),
        (image("GIF"), "a.png", "scan-kind", {}),
        (b"MZ" + b"\0" * 5000, "a.pdf", "scan-kind", {}),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "scan-kind", {}),
        (image("JPEG"), "a.pdf", "scan-named-otherwise", {"ending": ".pdf", "kind": "JPG"}),
        (pdf(), "surat.pdf.exe", "scan-named-otherwise", {"ending": ".exe", "kind": "PDF"}),
        (pixels(20_000), "a.png", "scan-pixels", {"pixels": 400, "most": 60}),
    ],
    ids=lambda said: said if isinstance(said, str) else "",
)
async def test_what_is_no_scan_is_refused_by_name(
    tmp_path: Path, content: bytes, name: str, rule: str, facts: Mapping[str, object]
) -> None:
    assert await seen(tmp_path, content, name) == Fault(rule, facts)


async def test_a_process_that_is_ended_by_its_bounds_is_a_damaged_file_and_the_next_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as short:
        short.setattr("shared.papers.scans.LONGEST_S", 0.01)
        assert await seen(tmp_path, pdf(), "a.pdf") == Fault("scan-damaged")
    assert isinstance(await seen(tmp_path, pdf(), "a.pdf"), Seen)


async def test_many_at_once_each_get_their_own_answer(tmp_path: Path) -> None:
    files = [tmp_path / f"{pages}.pdf" for pages in range(1, 5)]
    for pages, path in enumerate(files, 1):
        path.write_bytes(pdf(pages))
    scanner = Scanner()

    async def one(path: Path) -> Seen | Fault:
        with path.open("rb") as source:
            return await scanner.seen(source, path.name)

    found = await asyncio.gather(*map(one, files))
    assert [isinstance(each, Seen) and each.pages for each in found] == [1, 2, 3, 4]


def test_so_many_requests_bring_files_at_once_and_another_once_one_is_done() -> None:
    scanner = Scanner()
    with ExitStack() as coming:
        for _ in range(COMING_MOST):
            coming.enter_context(scanner.receiving())
        with pytest.raises(NotLooked), scanner.receiving():
            pass
    with scanner.receiving():
        pass
