"""What a person can do and an offer can use: one short list, so that both sides speak of the same thing.

A ruling's occupation and the profile name skills in words; the codes are ours, the words Bahasa Indonesia.
"""

from pydantic_core import PydanticCustomError

from shared.domain.identifiers import Code

SKILLS: dict[Code, str] = {
    Code("administrasi"): "Administrasi dan arsip",
    Code("bangunan"): "Pertukangan dan bangunan",
    Code("berdagang"): "Berdagang dan kewirausahaan",
    Code("bertani"): "Bertani dan berkebun",
    Code("desain"): "Desain dan menggambar",
    Code("kebersihan"): "Kebersihan dan taman",
    Code("komputer"): "Komputer dan pengolahan data",
    Code("listrik"): "Listrik dan elektronik",
    Code("memasak"): "Memasak",
    Code("mengajar"): "Mengajar dan melatih",
    Code("mengaji"): "Mengaji dan keagamaan",
    Code("mengemudi"): "Mengemudi",
    Code("menjahit"): "Menjahit",
    Code("merawat"): "Merawat lansia, anak atau orang sakit",
    Code("musik"): "Musik dan kesenian",
    Code("olahraga"): "Olahraga",
    Code("otomotif"): "Bengkel dan otomotif",
}

OCCUPATIONS: dict[str, Code] = {
    "guru": Code("mengajar"),
    "petani": Code("bertani"),
    "buruh tani": Code("bertani"),
    "pedagang": Code("berdagang"),
    "sopir": Code("mengemudi"),
    "montir": Code("otomotif"),
    "tukang": Code("bangunan"),
    "tukang kayu": Code("bangunan"),
    "tukang batu": Code("bangunan"),
    "penjahit": Code("menjahit"),
    "perawat": Code("merawat"),
    "bidan": Code("merawat"),
    "koki": Code("memasak"),
    "pegawai administrasi": Code("administrasi"),
    "operator komputer": Code("komputer"),
    "teknisi listrik": Code("listrik"),
}
"""The skill that an occupation brings with it, where a ruling names only the occupation."""


def skill_named(words: str) -> Code | None:
    """The skill of this code or these words; None where the list has none."""
    wanted = " ".join(words.split()).casefold()
    for code, name in SKILLS.items():
        if wanted in (code, name.casefold()):
            return code
    return OCCUPATIONS.get(wanted)


def known_skill(code: Code) -> Code:
    """The code itself; refused where our list has no such skill."""
    if code not in SKILLS:
        raise PydanticCustomError("skill-unknown", "skill-unknown")
    return code
