"""How people call what stands in the audit trail as a code: kinds of entries, actions, fields, outcomes, purposes.

What has no word here fails a test, so that no page and no file for people shows a code (tests/trail/test_words.py).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from shared.audit.entry import Kind

KINDS: Final[Mapping[str, str]] = {
    Kind.LOOK: "Melihat data",
    Kind.COMMAND: "Mencatat",
    Kind.REFUSED: "Ditolak",
    Kind.SIGN_IN: "Masuk atau keluar",
    Kind.ACCOUNT: "Mengubah akun",
    Kind.OPENING: "Membuka di luar jangkauan",
    Kind.EXPORT: "Menyerahkan salinan",
}
OUTCOMES: Final[Mapping[str, str]] = {
    "done": "selesai",
    "shown": "ditampilkan",
    "refused": "ditolak",
    "not-allowed": "bukan wewenang perannya",
    "outside-reach": "di luar jangkauan, atau tidak ada",
    "found": "dicari dan ditemukan",
    "nobody": "dicari, tidak ditemukan",
    "repeated": "sudah tercatat sebelumnya",
    "overrode": "menyimpang dari usulan",
}
"""What came of it."""
OPENED_FOR: Final[Mapping[str, str]] = {
    "stands-in": "Menggantikan Pembimbing yang mendadak tidak ada",
    "person-came": "Orangnya datang dan perlu dilayani sekarang",
    "safety": "Keselamatan klien atau orang lain",
    "asked-by-law": "Permintaan Jaksa, Hakim, atau Pengadilan",
    "complaint": "Pengaduan atau pemeriksaan",
}
"""What a person outside the reach is opened for."""
EXPORTED_FOR: Final[Mapping[str, str]] = {
    "own-request": "Permintaan orangnya sendiri",
    "guardian": "Permintaan orang tua atau wali",
    "counsel": "Permintaan penasihat hukum dengan surat kuasa",
    "oversight": "Permintaan lembaga pengawas",
}
"""Who asked for a copy of all that is held on a person."""
PURPOSES: Final[Mapping[str, str]] = {**OPENED_FOR, **EXPORTED_FOR}

ACTIONS: Final[Mapping[str, str]] = {
    # Of the policy table: what a page, a list or a command lets somebody do.
    "session.open": "Masuk",
    "session.see": "Melihat halaman masuk",
    "session.end": "Keluar",
    "session.keep": "Mengatur akun sendiri",
    "invitation.use": "Memakai undangan",
    "house.see": "Melihat keadaan sistem",
    "desk.see": "Membuka beranda",
    "law.read": "Membaca dasar hukum",
    "putusan.register": "Mendaftarkan putusan",
    "putusan.import": "Mengimpor putusan",
    "putusan.confirm": "Menjawab putusan yang ditahan",
    "putusan.finality": "Mencatat tanggal BHT",
    "putusan.end": "Mencatat berakhirnya pelaksanaan putusan",
    "putusan.adjust": "Menyesuaikan putusan dengan hukum yang lebih ringan",
    "putusan.amend": "Membetulkan putusan",
    "putusan.identify": "Menentukan pemilik putusan",
    "putusan.read": "Membaca putusan",
    "putusan.assign": "Membagi perkara",
    "putusan.hand-over": "Menyerahkan perkara kepada pengganti",
    "klien.history": "Membaca riwayat klien",
    "klien.profile": "Mengisi bakat dan minat",
    "klien.litmas": "Mencatat litmas",
    "klien.erase": "Menghapus data klien",
    "setting.decide": "Memutuskan pengaturan",
    "setting.read": "Membaca pengaturan",
    "ipd.register": "Mendaftarkan I-PD",
    "ipd.offer": "Mencatat kesediaan I-PD",
    "ipd.read": "Membaca kesediaan I-PD",
    "ipd.name-supervisor": "Menunjuk pengawas",
    "placement.propose": "Mengusulkan tempat",
    "placement.accept": "Menempatkan klien",
    "placement.correct": "Mengoreksi penempatan",
    "placement.decline": "Mencatat penolakan tempat",
    "placement.read": "Membaca penempatan",
    "hours.open": "Membuka masa kerja",
    "hours.start": "Mencatat mulai kerja",
    "hours.log": "Mencatat jam",
    "hours.correct": "Mengoreksi jam atau hari mulai",
    "hours.amend": "Membetulkan catatan jam sendiri",
    "hours.decide": "Memutuskan jam yang menunggu",
    "hours.list": "Membaca catatan jam yang menunggu",
    "hours.read": "Membaca jam",
    "report.read": "Membaca laporan",
    "ipd.report": "Membaca laporan I-PD",
    "ipd.supervision": "Membaca daftar pengawas",
    "person.see": "Melihat nama klien",
    "person.search": "Mencari klien",
    "person.open": "Membuka klien di luar jangkauan",
    "person.export": "Membuat salinan data klien",
    "audit.read": "Membaca jejak",
    "override.read": "Membaca alasan keputusan petugas",
    "opening.read": "Membaca alasan pembukaan",
    "ledger.verify": "Memeriksa keutuhan buku",
    "errand.read": "Membaca hasil pekerjaan sistem",
    "projection.replay": "Membangun ulang proyeksi",
    "parked.read": "Membaca kejadian tertunda",
    "parked.retry": "Mencoba lagi kejadian tertunda",
    "account.read": "Membaca daftar akun",
    "account.open": "Menambah akun",
    "account.change": "Mengubah akun",
    "account.link": "Mengatur jangkauan akun",
    "account.link-klien": "Menautkan akun dengan klien",
    # What happened to an account or its sign-in.
    "signed-in": "Masuk",
    "signed-out": "Keluar",
    "awaits-code": "Kata sandi benar, menunggu kode",
    "awaits-enrolment": "Kata sandi benar, menunggu verifikasi dua langkah dipasang",
    "awaits-role": "Kata sandi benar, menunggu pilihan peran",
    "recovery-code-used": "Masuk dengan kode pemulihan",
    "devices-ended": "Mengakhiri sesi di perangkat lain",
    "wrong-code": "Kode verifikasi salah",
    "wrong": "Nama atau kata sandi salah",
    "waits": "Terlalu sering mencoba masuk",
    "opened": "Akun dibuka",
    "closed": "Akun ditutup",
    "invited": "Diundang",
    "password-set": "Kata sandi dibuat",
    "role-given": "Peran diberikan",
    "role-taken": "Peran dicabut",
    "second-factor-on": "Verifikasi dua langkah dipasang",
    "second-factor-off": "Verifikasi dua langkah dihapus",
    # For what a page looks where no action says it.
    "desk": "Beranda",
    "search": "Pencarian",
    "opening": "Pembukaan di luar jangkauan",
}
"""What was done, or for what a page looked where nobody chose a purpose. What is gone stays: entries are for ever."""
FIELDS: Final[Mapping[str, str]] = {
    "klien_id": "ID saja",
    "everything": "seluruh catatan",
    "name": "nama",
    "to": "daerah tujuan",
    "case_number": "nomor perkara",
    "nik": "NIK",
    "birth_date": "tanggal lahir",
    "address": "alamat",
    "contact": "kontak",
    "guardian": "orang tua atau wali",
    "occupation": "pekerjaan",
    "offence": "tindak pidana",
    "offence_on": "tanggal tindak pidana",
    "work_named": "pekerjaan menurut putusan",
    "place_named": "tempat menurut putusan",
    "conditions": "syarat menurut putusan",
    "prosecutor_number": "nomor penuntut umum",
    "court_named": "pengadilan menurut putusan",
    "unread/written": "isi putusan yang tidak terbaca",
    "mended/was": "isi putusan sebelum dibetulkan",
    "paper": "isi berkas yang ditolak",
    "experience": "pengalaman kerja",
    "education": "pendidikan",
    "livelihood": "mata pencaharian",
    "support": "kebutuhan dan dukungan",
    "risks": "risiko",
    "health": "keterbatasan kesehatan",
    "religion": "agama",
    "can_come": "jam dapat datang",
    "cannot_come": "jam tidak dapat datang",
    "days_away": "tanggal tidak dapat datang",
    "school": "sekolah",
    "school_hours": "jam sekolah",
    "exam_days": "hari ujian",
    "birth_place": "tempat lahir",
    "desa": "desa",
    "sdp_number": "nomor SDP",
    "sdp_issuer": "penerbit nomor SDP",
    "bapas_number": "nomor register Bapas",
    "bapas_issuer": "Bapas penerbit nomor",
    "asked_by": "peminta litmas",
    "request_number": "nomor surat permintaan",
    "prepared_by": "penyusun litmas",
    "letter_number": "nomor litmas",
    "document": "nomor surat",
    "reason": "alasan",
    "override": "alasan tempat di luar usulan",
    "words": "kata-kata penolakan",
}
"""What of the persons was shown, as the vault and the pages call it."""


def fields_said(fields: Sequence[str]) -> str:
    """These fields in words; ids stand for what shows nothing else."""
    told = [one for one in fields if one != "klien_id"] or fields
    return ", ".join(FIELDS.get(one, one) for one in told)
