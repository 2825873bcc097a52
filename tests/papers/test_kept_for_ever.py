"""Every paper can be kept for ever and read aloud; a file that cannot is found."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from shared.papers.printing import ROOT, print_paper
from tests.papers.examples import CHECK, PAPERS
from tests.papers.looking import alternatives_of, drawn, faults_of, fonts_of, tags_of, text_of

SAID = {
    "undangan": "Hal : Undangan rapat kesiapan I-PD",
    "surat-pengantar": "Petikan putusan 12/Pid.B/2026/PN Trk",
    "daftar-hadir": "DAFTAR HADIR",
    "lembar-disposisi": "LEMBAR DISPOSISI",
    "notula": "NOTULA Rapat kesiapan I-PD tahun 2027",
    "lampiran-i": "LAMPIRAN I Nota Kesepakatan antara Balai Pemasyarakatan Kelas II Kediri",
}


def test_no_template_is_without_its_example() -> None:
    templates = {str(one.relative_to(ROOT)) for one in (ROOT / "services").rglob("papers/*.typ")}
    assert {paper.template for paper in PAPERS.values()} == templates
    assert PAPERS.keys() == SAID.keys()


@pytest.mark.parametrize("name", PAPERS)
def test_the_text_of_a_paper_is_found_in_its_file(name: str) -> None:
    assert SAID[name] in text_of(print_paper(PAPERS[name].template, PAPERS[name].data))


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_what_pdf_a_and_pdf_ua_ask_for(name: str, tmp_path: Path) -> None:
    paper = PAPERS[name]
    pdf = print_paper(paper.template, paper.data)
    assert not faults_of(pdf)
    assert fonts_of(pdf) == {"Arimo", "Arimo-Bold"}
    assert all(path.stat().st_size > 5_000 for path in drawn(pdf, tmp_path, name))


def test_a_bare_file_is_found_out() -> None:
    bare = pikepdf.new()
    page = bare.add_blank_page()
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=bare.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
            )
        )
    )
    page.Contents = bare.make_stream(b"BT /F1 24 Tf 72 720 Td (Putusan) Tj ET")
    written = BytesIO()
    bare.save(written)
    assert faults_of(written.getvalue()) == {
        "claims PDF/A-2a",
        "claims PDF/UA-1",
        "has a title",
        "has an output intent",
        "is marked",
        "has a tag tree",
        "says its language",
        "shows its title",
        "embeds its fonts",
        "tells its letters",
    }


def test_a_picture_that_nobody_describes_is_found_out() -> None:
    paper = PAPERS["undangan"]
    with pikepdf.open(BytesIO(print_paper(paper.template, paper.data))) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure":
                del one["/Alt"]
        written = BytesIO()
        document.save(written)
    assert faults_of(written.getvalue()) == {"says what its pictures show"}


def test_whoever_does_not_see_the_paper_is_told_where_it_is_checked_and_what_is_ticked() -> None:
    invitation, slip = (
        print_paper(paper.template, paper.data) for paper in (PAPERS["undangan"], PAPERS["lembar-disposisi"])
    )
    assert alternatives_of(invitation) == [f"Kode QR dengan alamat pemeriksaan naskah ini: {CHECK.address}"]
    assert alternatives_of(slip).count("Dipilih:") == 4
    assert {"Table", "TH", "TR", "TD", "P", "H1"} <= set(tags_of(invitation))
