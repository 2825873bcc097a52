"""How people call what stands in the audit trail as a code: kinds of entries, outcomes, chosen purposes."""

from collections.abc import Mapping
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
    "not-allowed": "bukan wewenang perannya",
    "outside-reach": "di luar jangkauan, atau tidak ada",
    "found": "dicari dan ditemukan",
    "nobody": "dicari, tidak ditemukan",
    "repeated": "sudah tercatat sebelumnya",
    "overrode": "menyimpang dari usulan",
}
"""What came of it, where that is not just that it was done."""
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
