"""The forms by which a ruling's page mends its paper: which fields each has, how they are drawn, what stands in them.

The words of a field are those of its column, so that a new field of the paper is in a form by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.intake.putusan.decider.amendment import ELSEWHERE
from services.intake.putusan.decider.paper import UNITS_OF, Paper
from services.intake.putusan.events import Facts
from services.intake.putusan.rows import COLUMNS, cells_of, name_of
from shared.access.fields import hidden_of_paper
from shared.access.policy import RoleName
from shared.domain.desa import VILLAGES, desa_said
from shared.domain.personal import Personal
from shared.domain.places import PLACES
from shared.domain.sentence import Regime
from shared.domain.skills import SKILLS
from shared.domain.written.dates import read_date
from shared.domain.written.own_days import NAMES as WEEKDAYS
from shared.web.language import rupiah

Options = Sequence[tuple[str, str | Sequence[tuple[str, str]]]]
"""The words of a closed list with what is shown of them; those of one kind stand under a heading."""
IDENTITY = (
    "name", "namesake", "nik", "birth_date", "sex", "kecamatan", "desa", "address", "contact", "guardian",
    "guardian_relation", "guardian_contact", "occupation", "skills",
)  # fmt: skip
CASE = ("case_number", "court", "ruled_on", "document", "offence", "offence_on", "threat_months", "prosecutor_number")
PARTS: Mapping[str, tuple[str, ...]] = {
    "identity": IDENTITY,
    "case": CASE,
    "terms": tuple(one.field for one in COLUMNS if one.field not in (*IDENTITY, *CASE, *ELSEWHERE)),
}
"""The forms, each with the fields that it mends. The days of finality and of an appeal have forms of their own."""
STATED: Mapping[str, tuple[str, ...]] = {
    "identity": ("skills",),
    "case": ("threat_months",),
    "terms": (
        "replaced", "replaced_prison_days", "replaced_fine_rupiah", "work_category", "consent", "considerations_stated",
        "considerations", "sanctions", "sanction_repeat", "sanction_repeat_minutes", "sanction_prison",
        "sanction_prison_days", "sanction_fine", "sanction_fine_rupiah", "probation_days", "reports_monthly",
    ),
}  # fmt: skip
"""What the paper says in codes and figures besides its terms: the page shows it, and opens nothing for it."""
PART_OF = {name: part for part, names in PARTS.items() for name in names}
COLUMN_OF = {column.field: column.names[0] for column in COLUMNS}
DAYS = frozenset(column.field for column in COLUMNS if column.read is read_date)
SECRET = hidden_of_paper(RoleName.OFFICER, masked=True)
"""Fields that the form of a masked person leaves empty; left so, they stay as they are."""
LABELS = {
    "namesake": "Terdakwa ke-",
    "desa": "Desa atau kelurahan",
    "guardian": "Orang tua atau wali (anak)",
    "guardian_relation": "Hubungannya dengan anak",
    "guardian_contact": "Telepon orang tua atau wali",
    "kind": "Dewasa atau anak",
    "document": "Dokumen",
    "appealed_on": "Tanggal permohonan banding",
    "prosecutor_number": "Nomor kejaksaan",
    "threat_months": "Ancaman pidana",
    "total_minutes": "Jumlah jam",
    "minutes_a_day": "Paling banyak sehari",
    "least_minutes_a_day": "Paling sedikit sehari",
    "days_a_week": "Hari seminggu",
    "days_a_month": "Hari sebulan",
    "work_category": "Jenis pekerjaan",
    "work_named": "Pekerjaan dalam putusan",
    "place_named": "Tempat yang disebut",
    "replaced": "Menggantikan",
    "consent": "Persetujuan terpidana",
    "considerations_stated": "Pertimbangan Ps 85(2), bila tidak dirinci",
    "considerations": "Yang ditimbang hakim (Ps 85(2))",
    "sanctions": "Bila tidak dilaksanakan",
    "sanction_repeat": "Mengulang seberapa",
    "sanction_repeat_minutes": "Jam yang diulang",
    "sanction_prison": "Menjalani penjara seberapa",
    "sanction_prison_days": "Lama penjara yang dijalani",
    "sanction_fine": "Membayar denda seberapa",
    "sanction_fine_rupiah": "Denda yang dibayar",
}
"""Where the form says more than the name of the column."""
HINTS = {
    "case_number": "123/Pid.B/2026/PN Trk", "nik": "16 angka", "namesake": "bila ada yang senama",
    "threat_months": "4 tahun", "total_minutes": "80 jam", "minutes_a_day": "2 jam", "least_minutes_a_day": "1 jam",
    "days_a_week": "5", "days_a_month": "10", "period_days": "6 bulan", "day_from_minute": "08.00",
    "day_until_minute": "16.00", "periods": "22/06/2026 s.d. 11/07/2026", "replaced_prison_days": "3 bulan",
    "replaced_fine_rupiah": "Rp5.000.000,00", "sanction_repeat_minutes": "40 jam",
    "sanction_prison_days": "1 bulan", "sanction_fine_rupiah": "Rp1.000.000,00", "probation_days": "6 bulan",
    "livelihood_hours": "Senin–Sabtu 05.00–09.30",
}  # fmt: skip
NOT_SAID = ("", "Tidak disebut")
YES_OR_NO = (NOT_SAID, ("ya", "Ya"), ("tidak", "Tidak"))
EXTENT = (NOT_SAID, ("seluruhnya", "Seluruhnya"), ("sebagian", "Sebagian"))
OPTIONS: Mapping[str, Options] = {
    "kind": (
        ("pidana kerja sosial", "Dewasa: pidana kerja sosial"),
        ("pidana pelayanan masyarakat", "Anak: pidana pelayanan masyarakat"),
    ),
    "document": (("putusan", "Putusan, petikan atau salinannya"), ("penetapan diversi", "Penetapan diversi")),
    "sex": (NOT_SAID, ("l", "Laki-laki"), ("p", "Perempuan")),
    "kecamatan": (NOT_SAID, *sorted((place.name, place.name) for place in PLACES.values())),
    "desa": (
        NOT_SAID,
        *sorted(
            (place.name, [(desa_said(one), one.name) for one in VILLAGES if one.kecamatan == code])
            for code, place in PLACES.items()
        ),
    ),
    "work_category": (
        NOT_SAID,
        ("1", "1 Lembaga sosial"),
        ("2", "2 Pelayanan publik"),
        ("3", "3 Lingkungan dan fasilitas umum"),
        ("4", "4 Administratif ringan"),
        ("5", "5 Mengajar atau melatih"),
    ),
    "replaced": (
        NOT_SAID,
        ("penjara", "Penjara"),
        ("denda", "Denda"),
        ("denda tidak dibayar", "Denda yang tidak dibayar"),
        ("kewajiban adat", "Kewajiban adat"),
    ),
    "consent": (NOT_SAID, ("ya", "Setuju"), ("tidak", "Tidak setuju")),
    "considerations_stated": (NOT_SAID, ("ya", "Dimuat"), ("tidak", "Tidak dimuat")),
    "reports_monthly": YES_OR_NO,
    **dict.fromkeys(("sanction_repeat", "sanction_prison", "sanction_fine"), EXTENT),
}
"""Closed lists, by the words that the field's column reads."""
SEVERAL: Mapping[str, Sequence[tuple[str, str]]] = {
    "skills": tuple(SKILLS.items()),
    "considerations": (
        ("pengakuan", "Pengakuan terdakwa"),
        ("kemampuan kerja", "Kemampuan kerja"),
        ("persetujuan", "Persetujuan terdakwa sesudah dijelaskan"),
        ("riwayat sosial", "Riwayat sosial"),
        ("keselamatan kerja", "Pelindungan keselamatan kerja"),
        ("agama", "Agama, kepercayaan, dan keyakinan politik"),
        ("kemampuan membayar", "Kemampuan membayar denda"),
    ),
    "sanctions": (
        ("ulang", "Mengulangi kerja"),
        ("penjara", "Menjalani penjara yang diganti"),
        ("denda", "Membayar denda yang diganti, atau penjara penggantinya"),
    ),
    "weekdays": tuple((name, name) for name in WEEKDAYS),
}
"""The same where several may be chosen."""
ONLY: Mapping[str, Regime] = {
    **dict.fromkeys(("guardian", "guardian_relation", "guardian_contact"), Regime.CHILD),
    **dict.fromkeys(
        (
            *("threat_months", "replaced", "replaced_prison_days", "replaced_fine_rupiah", "consent"),
            *("considerations_stated", "considerations", "sanction_prison", "sanction_prison_days"),
            *("sanction_fine", "sanction_fine_rupiah"),
        ),
        Regime.ADULT,
    ),
}
"""What is asked of one kind alone; where it says something it is shown of the other, too."""
REQUIRED = frozenset({"name", "case_number", "ruled_on", "kind"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a form as it is drawn."""

    name: str
    """Of its column."""
    at: str
    label: str
    kind: str
    value: str = ""
    values: tuple[str, ...] = ()
    options: Options = ()
    hint: str = ""
    required: bool = False
    only: Regime | None = None


def needed(part: str, paper: Paper) -> list[str]:
    """The fields of a form that this kind of ruling needs. That of the terms asks for the kind itself, and hides by it
    what the other needs (bakti.css)."""
    said = cells_of(paper)
    kind = None if part == "terms" else paper.kind
    return [name for name in PARTS[part] if ONLY.get(name) in (None, kind or ONLY.get(name)) or COLUMN_OF[name] in said]


def label_of(field: str) -> str:
    """What a form calls a field of the paper."""
    called = name_of(field)
    return LABELS.get(field) or called[:1].upper() + called[1:]


def drawn(fields: Iterable[str], paper: Paper, at: str, *, masked: bool = False) -> list[Shown]:
    """These fields with what stands in them; of a masked person nothing that says who they are. ``at``: where the body
    has the paper, as a JSON pointer."""
    cells = cells_of(paper)
    shown = (_shown(name, f"{at}/{name}", paper, cells, masked=masked and name in SECRET) for name in fields)
    return [replace(one, only=ONLY.get(one.at.rpartition("/")[2])) for one in shown]


def stated(facts: Facts | None) -> dict[str, list[tuple[str, str]]]:
    """Of each part what the paper states of ``STATED``, by the labels and words of its form; nothing of no ruling."""
    if facts is None:
        return {}
    found = {}
    for part, fields in STATED.items():
        read = (*fields, *(UNITS_OF[name] for name in fields if name in UNITS_OF))
        shown = drawn(fields, Paper.model_construct(**{name: getattr(facts, name) for name in read}), "")
        found[part] = [(one.label, words) for one in shown if (words := _words(one, facts))]
    return found


def _words(field: Shown, facts: Facts) -> str:
    for amount in ("replaced_fine_rupiah", "sanction_fine_rupiah"):
        if field.name == COLUMN_OF[amount]:
            found = getattr(facts, amount)
            return "" if found is None else rupiah(found)
    known = {word: shown for word, shown in field.options if isinstance(shown, str)}
    return "; ".join(known.get(one, one) for one in field.values or (field.value,) if one)


def _shown(field: str, at: str, paper: Paper, cells: Mapping[str, str], *, masked: bool) -> Shown:
    name = COLUMN_OF[field]
    if field in SEVERAL:
        return Shown(name, at, label_of(field), "several", values=_several(field, paper), options=SEVERAL[field])
    stands = "" if masked else cells.get(name, "")
    if field in OPTIONS:
        options = (("", "Tetap seperti tercatat"), *OPTIONS[field][1:]) if masked else OPTIONS[field]
        return Shown(name, at, label_of(field), "choice", stands, options=options, required=field in REQUIRED)
    kind = "date" if field in DAYS and not masked else "text"
    value = _iso(paper, field) if kind == "date" else stands
    required = field in REQUIRED and not masked
    return Shown(name, at, label_of(field), kind, value, hint=HINTS.get(field, ""), required=required)


def _iso(paper: Paper, field: str) -> str:
    day = getattr(paper, field)
    day = day.value if isinstance(day, Personal) else day
    return day.isoformat() if day else ""


def _several(field: str, paper: Paper) -> tuple[str, ...]:
    """What is chosen of a list, by the words of its options."""
    chosen = getattr(paper, field)
    if field == "weekdays":
        return tuple(WEEKDAYS[number] for number in chosen)
    if field == "skills":
        return tuple(map(str, chosen))
    return tuple(cells_of(Paper.model_validate({field: (one,)}))[COLUMN_OF[field]] for one in chosen)
