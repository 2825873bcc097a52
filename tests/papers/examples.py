"""Papers of an invented office."""

from dataclasses import replace
from datetime import date

from services.intake.activity.papers import Decision, Minutes
from services.intake.letter.papers import (
    CHOICE_LINE,
    AttendanceList,
    CoveringLetter,
    DispositionSlip,
    Envelope,
    Invitation,
    Note,
    Sent,
    boxes,
)
from services.matching.ipd.papers import Annex
from shared.papers.paper import Check, Letterhead, Logo, Paper, Signer

HEAD = Letterhead(
    "PEMERINTAH KABUPATEN CONTOH",
    ("SEKRETARIAT DAERAH",),
    ("Jalan Contoh Nomor 1, Contoh 66300 · Telepon (0355) 000000", "Laman contoh.go.id · Pos-el setda@contoh.go.id"),
    Logo("lambang daerah"),
)
AGENCY = Letterhead("PEMERINTAH KABUPATEN CONTOH", ("DINAS SOSIAL, PEMBERDAYAAN PEREMPUAN", "DAN PERLINDUNGAN ANAK"))
SIGNER = Signer(
    ("a.n. SEKRETARIS DAERAH", "Asisten Pemerintahan dan", "Kesejahteraan Rakyat,"),
    "CONTOH PEJABAT, S.H., M.Si.",
    "Pembina Utama Muda (IV/c)",
    "19800101 200501 1 001",
)
CHECK = Check("7QK2-M9PX", "https://bakti.contoh.go.id/cek?code=7QK2-M9PX")
ENVELOPE = Envelope(
    HEAD,
    SIGNER,
    date(2026, 11, 24),
    "24 November 2026",
    "Contoh",
    "400.9/123/35.03/2026",
    ("Daftar terlampir", "di tempat"),
    ("Bupati Contoh (sebagai laporan);", "Kepala Balai Pemasyarakatan Kelas II Contoh."),
    CHECK,
)
OPENING = (
    "Menindaklanjuti Nota Kesepakatan antara Pemerintah Kabupaten Contoh dan Balai Pemasyarakatan tentang pelaksanaan "
    "pidana kerja sosial dan pidana pelayanan masyarakat, dengan hormat kami mengundang Saudara untuk hadir pada:"
)
INVITATION = Invitation(
    "Undangan rapat kesiapan I-PD",
    "Segera",
    "1 (satu) lembar",
    (OPENING,),
    (
        ("hari, tanggal", "Kamis, 3 Desember 2026"),
        ("pukul", "13.00 WIB s.d. selesai"),
        ("tempat", "Ruang Rapat Sekretariat Daerah"),
        ("acara", "Kesiapan tempat dan sarana I-PD tahun 2027"),
        ("catatan", "Membawa isian Lampiran I yang sudah ditandatangani"),
    ),
    "Demikian untuk menjadi perhatian dan atas kehadiran Saudara disampaikan terima kasih.",
    (("Inspektorat", ""), ("Dinas Pendidikan", "satu orang")),
)
COVERING = CoveringLetter(
    (
        Sent(
            ("Petikan putusan 12/Pid.B/2026/PN Trk", "tanggal 20 Oktober 2026", "atas nama CONTOH ORANG"),
            "1 (satu) berkas",
            "Disampaikan dengan hormat untuk menjadi periksa",
        ),
        Sent(("Petikan putusan 3/Pid.Sus-Anak/2026/PN Trk", "atas nama A. B."), "1 (satu) berkas"),
    )
)
SLIP = DispositionSlip(
    sender="Setda Contoh",
    number="400.9/123/35.03/2026",
    dated="24 November 2026",
    received="25 November 2026",
    agenda="0417/2026",
    boxes=boxes("segera", "biasa"),
    subject="Undangan rapat kesiapan I-PD",
    forwarded=(("Sekretaris", False), ("Kabid Resos", True), ("Kabid Linjamsos", False), ("Kabid P3A", True)),
    asked=(("Tanggapan dan saran", False), ("Proses lebih lanjut", True), (CHOICE_LINE, False)),
    notes=(Note("Siapkan isian Lampiran I bersama Kecamatan, hadir Kamis 3/12.", "CONTOH KADIS", "25 November 2026"),),
    printed="Dicetak dari Bakti, 25/11/2026 08.12 WIB. Contoh, semuanya rekaan.",
)
ATTENDANCE = AttendanceList(INVITATION.details[:4], ("Inspektorat", "Dinas #let x"))
MINUTES = Minutes(
    "Rapat kesiapan I-PD tahun 2027",
    INVITATION.details[:4],
    ("Inspektorat", "Dinas Pendidikan"),
    ("Rapat dibuka pukul 13.00 WIB.", "Anak B. N. belum mendapat tempat #let x."),
    (Decision("Mengisi Lampiran I", "Seluruh I-PD", "10 Desember 2026"),),
)
PAPERS: dict[str, Paper] = {
    "undangan": INVITATION.on(ENVELOPE),
    "surat-pengantar": COVERING.on(replace(ENVELOPE, copies=())),
    "daftar-hadir": ATTENDANCE.on(HEAD, date(2026, 12, 3)),
    "lembar-disposisi": SLIP.on(AGENCY, date(2026, 11, 25)),
    "notula": MINUTES.on(HEAD, date(2026, 12, 3), "Trenggalek, 3 Desember 2026", SIGNER),
    "lampiran-i": Annex((), date(2026, 11, 30)).paper,
}
