"""A paper looked at: its text, its pages as pictures, and what keeps it from being kept for ever and read aloud."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2

SCALE = 1.5
FIGURE = "/Figure"


def pages_of(pdf: bytes) -> list[str]:
    """What each page says, blanks and line ends as one blank; the marks of where a word may be broken left out."""
    with pypdfium2.PdfDocument(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [re.sub(r"\s+", " ", text.replace("\u200b", "").replace("\ufffe", "")).strip() for text in texts]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def drawn(pdf: bytes, folder: Path, name: str) -> list[Path]:
    """Its pages as PNG, for whoever looks at them."""
    with pypdfium2.PdfDocument(pdf) as document:
        made = [folder / f"{name}-{number}.png" for number in range(1, len(document) + 1)]
        for page, path in zip(document, made, strict=True):
            page.render(scale=SCALE).to_pil().save(path)
    return made


def faults_of(pdf: bytes) -> set[str]:
    """What PDF/A-2a and PDF/UA-1 ask for, and this file has not."""
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root
        with document.open_metadata() as told:
            claims = {
                "claims PDF/A-2a": (told.get("pdfaid:part"), told.get("pdfaid:conformance")) == ("2", "A"),
                "claims PDF/UA-1": told.get("pdfuaid:part") == "1",
                "has a title": bool(told.get("dc:title")),
            }
        fonts = list(_fonts(document))
        figures = [one for one in _tags(root.get("/StructTreeRoot")) if one.get("/S") == FIGURE]
        asked = claims | {
            "has an output intent": any("/DestOutputProfile" in one for one in root.get("/OutputIntents", ())),
            "is marked": bool(root.get("/MarkInfo", {}).get("/Marked", False)),
            "has a tag tree": len(list(_tags(root.get("/StructTreeRoot")))) > 1,
            "says its language": "/Lang" in root,
            "shows its title": bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            "embeds its fonts": bool(fonts) and all(_is_embedded(font) for font in fonts),
            "tells its letters": all("/ToUnicode" in font for font in fonts),
            "says what its pictures show": all(str(one.get("/Alt", "")).strip() for one in figures),
            "does nothing by itself": not {"/OpenAction", "/AA", "/AcroForm"} & set(root.keys()),
            "is not encrypted": not document.is_encrypted,
        }
    return {what for what, held in asked.items() if not held}


def tags_of(pdf: bytes) -> list[str]:
    """The kinds of its tags, in the order in which it is read."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(one.S).lstrip("/") for one in _tags(document.Root.StructTreeRoot) if "/S" in one]


def alternatives_of(pdf: bytes) -> list[str]:
    """What is said of each picture to whoever does not see it."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(one.Alt) for one in _tags(document.Root.StructTreeRoot) if one.get("/S") == FIGURE]


def fonts_of(pdf: bytes) -> set[str]:
    """Their names without the mark of a part."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return {str(font.BaseFont).lstrip("/").partition("+")[2] for font in _fonts(document)}


def _tags(tag: Any) -> Iterator[Any]:
    if not isinstance(tag, pikepdf.Dictionary):
        return
    yield tag
    below = tag.get("/K", pikepdf.Array())
    for one in below if isinstance(below, pikepdf.Array) else [below]:
        yield from _tags(one)


def _fonts(document: pikepdf.Pdf) -> Iterator[Any]:
    """Wherever they are: in pages, and in the forms that pages draw."""
    for one in document.objects:
        is_font = isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        if is_font and one.get("/Subtype") not in ("/CIDFontType0", "/CIDFontType2"):  # these lie below another
            yield one


def _is_embedded(font: Any) -> bool:
    below = font.get("/DescendantFonts", [font])[0]
    described = below.get("/FontDescriptor", pikepdf.Dictionary())
    return bool({"/FontFile", "/FontFile2", "/FontFile3"} & set(described.keys()))
