"""What a paper says in codes and figures stands on its page in the words of the form, and nothing is opened for it."""

from services.intake.putusan.events import Consent, Extent, Facts, Replaced, Sanction
from services.intake.putusan.routes.mending import STATED, stated
from shared.domain.personal import Personal
from shared.domain.sentence import Unit


def test_what_the_paper_states_is_said_in_the_words_of_the_form() -> None:
    said = Facts(
        replaced=Replaced.PRISON,
        replaced_prison_days=60,
        replaced_fine_rupiah=5_000_000,
        work_category=2,
        consent=Consent.GIVEN,
        considerations_stated=True,
        sanctions=(Sanction.REPEAT, Sanction.PRISON),
        sanction_repeat=Extent.PART,
        sanction_repeat_minutes=2400,
        sanction_prison=Extent.WHOLE,
        probation_days=180,
        reports_monthly=False,
        threat_months=48,
        skills=("memasak",),
    )
    assert stated(said) == {
        "identity": [("Keahlian", "Memasak")],
        "case": [("Ancaman pidana", "48 bulan")],
        "terms": [
            ("Menggantikan", "Penjara"),
            ("Lama penjara", "60 hari"),
            ("Besar denda", "Rp5.000.000"),
            ("Jenis pekerjaan", "2 Pelayanan publik"),
            ("Persetujuan terpidana", "Setuju"),
            ("Pertimbangan Ps 85(2), bila tidak dirinci", "Dimuat"),
            ("Bila tidak dilaksanakan", "Mengulangi kerja; Menjalani penjara yang diganti"),
            ("Mengulang seberapa", "Sebagian"),
            ("Jam yang diulang", "40 jam"),
            ("Menjalani penjara seberapa", "Seluruhnya"),
            ("Masa percobaan", "180 hari"),
            ("Wajib lapor", "Tidak"),
        ],
    }


def test_a_length_is_said_in_the_units_of_the_paper() -> None:
    said = Facts(
        threat_months=48, threat_units=(Unit.YEAR,), replaced_prison_days=60, replaced_prison_units=(Unit.MONTH,)
    )
    assert stated(said)["case"] == [("Ancaman pidana", "4 tahun")]
    assert ("Lama penjara", "2 bulan") in stated(said)["terms"]


def test_what_is_not_stated_is_left_out() -> None:
    assert stated(Facts()) == {"identity": [], "case": [], "terms": []}


def test_nothing_that_is_sealed_is_shown_so() -> None:
    sealed = {name for name, field in Facts.model_fields.items() if Personal.__name__ in str(field.annotation)}
    assert not sealed & {name for names in STATED.values() for name in names}
