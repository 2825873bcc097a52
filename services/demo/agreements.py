"""The demo's agreements: one that its parties have signed for five years, and one whose draft was commented on."""

from datetime import date, timedelta

from services.demo.teller import Teller
from shared.domain.units import BAPAS, REGENCY, SOCIAL

YEARS = 5
"""For which an agreement is made, as a rule."""


async def tell_of_agreements(coordinator: Teller, today: date) -> None:
    """On the first day, which the story begins with. Every number and signer is invented."""
    term = {"first_day": f"{today.year}-01-01", "last_day": f"{today.year + YEARS - 1}-12-31"}
    about = "Pelaksanaan pidana kerja sosial dan pidana pelayanan masyarakat"
    annexes = ["Lampiran I", f"Rencana Kerja {today.year}–{today.year + YEARS - 1}"]
    told = {"kind": "nota-kesepakatan", "title": about, "parties": [BAPAS, REGENCY], "annexes": annexes, **term}
    agreement = await coordinator.post("/agreement", told)
    signed_on = (today - timedelta(days=20)).isoformat()
    for party, number, signer, post in (
        (BAPAS, f"WP.15.PAS.PAS.8-HH.04.03-01 Tahun {today.year}", "CONTOH KABAPAS, Bc.IP., S.H.", "Kepala Balai"),
        (REGENCY, f"100.3.7.1/01/406.001.1/{today.year}", "CONTOH BUPATI, S.E.", "Bupati"),
    ):
        signature = {"party": party, "number": number, "signer": signer, "post": post, "signed_on": signed_on}
        await coordinator.post(f"/agreement/{agreement['agreement_id']}/signatures", {**signature, "signing": 1})
    draft = {"kind": "perjanjian-kerja-sama", "title": "Penyediaan tempat dan pengawas di lembaga sosial"}
    open_one = await coordinator.post("/agreement", draft | {"parties": [BAPAS, SOCIAL], **term})
    at = f"/agreement/{open_one['agreement_id']}"
    came, said = ((today - timedelta(days=days)).isoformat() for days in (12, 5))
    await coordinator.post(f"{at}/drafts", {"draft": 1, "way": "received", "party": BAPAS, "on_day": came})
    opinion = "Pasal 4: sebutkan siapa yang menyiapkan alat kerja dan alat pelindung diri."
    comment = {"comment": 1, "draft": 1, "said_by": "bag-hukum", "on_day": said, "opinion": opinion}
    await coordinator.post(f"{at}/comments", comment)
