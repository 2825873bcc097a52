"""Every event of the services that judge is decided by a law that it names, or says here why it names none."""

import services.catalogue  # noqa: F401 — every event is known once all parts are
from shared.domain.event import Event

JUDGING = ("services.intake.", "services.matching.", "services.attendance.")

BY_LAW = {
    "putusan.held.v1": "which rules hold it: of the day of the ruling",
    "putusan.registered.v1": "which rules flag it, and the terms: of the day of the ruling",
    "putusan.adjusted.v1": "which milder law it is adjusted to",
    "putusan.finality-recorded.v1": "whether it comes before the appeal's time is over: of the day of the ruling",
    "klien.erased.v1": "whether the file need be kept: of the day",
    "placement.proposed.v1": "which places fit: of the day of seeking",
    "placement.none-found.v1": "why none fits: of the day of seeking",
    "placement.replanned.v1": "until when its hours are planned: of the day of planning",
    "placement.doubted.v1": "what stands against the stay: of the day of planning",
    "hours.window-fixed.v1": "the last day: of the day on which the window opens",
    "hours.day-assessed.v1": "what a day is worth: of that day",
    "putusan.repeat-ordered.v1": "its bounds and last day: of the day of the decision",
    "hours.sent-to-review.v1": "why a log is no fact: of its day, or of its receipt",
}
SAID, FOLLOWS, OFFICE = (
    "what somebody says of the world; what follows is told beside it, by its law",
    "carried over from another event, which named its law",
    "the office's own doing, which no figure of the law decides",
)
NAMES_NONE = {
    **dict.fromkeys(
        (
            *("putusan.received.v1", "putusan.confirmed.v1", "putusan.amended.v1", "putusan.identified.v1"),
            *("putusan.ended.v1", "putusan.resumed.v1", "putusan.adjustment-withdrawn.v1", "putusan.replaced.v1"),
            "putusan.repeat-withdrawn.v1",
            *("putusan.credit-brought.v1", "putusan.credit-withdrawn.v1"),
            *("putusan.appealed.v1", "putusan.appeal-withdrawn.v1"),
            *("klien.profiled.v1", "klien.litmas-recorded.v1"),
            *("klien.merged.v1", "klien.parted.v1", "klien.told-apart.v1"),
            *("placement.accepted.v1", "placement.corrected.v1", "placement.declined.v1"),
            *("placement.decline-undone.v1", "placement.confirmed.v1"),
            *("hours.service-started.v1", "hours.start-corrected.v1"),
            *("hours.logged.v1", "hours.corrected.v1", "hours.review-decided.v1"),
        ),
        SAID,
    ),
    **dict.fromkeys(
        (
            *("putusan.left.v1", "placement.requested.v1", "placement.left.v1", "placement.ended.v1"),
            *("placement.begun.v1", "placement.finality-recorded.v1", "slots.taken.v1", "slots.freed.v1"),
            "hours.sentence-opened.v1",
            *("hours.sentence-withdrawn.v1", "hours.place-opened.v1", "hours.finality-recorded.v1"),
            *("hours.sentence-ended.v1", "hours.credit-brought.v1"),
            *("klien.closed.v1", "klien.kept-apart.v1", "hours.moved.v1", "hours.taken.v1"),
        ),
        FOLLOWS,
    ),
    **dict.fromkeys(
        (
            *("unit.opened.v1", "unit.corrected.v1", "unit.closed.v1", "unit.letterhead-told.v1"),
            *("unit.numbering-decided.v1", "agenda.entered.v1", "outgoing.drawn.v1"),
            *("number.taken.v1", "number.freed.v1", "letter.received.v1", "letter.written.v1"),
            *("letter.corrected.v1", "letter.struck-out.v1", "letter.restored.v1", "letter.numbered.v1"),
            *("letter.linked.v1", "letter.unlinked.v1", "letter.file-attached.v1", "letter.file-taken-away.v1"),
            *("letter.paper-signed.v1", "letter.paper-unsigned.v1"),
            *("letter.paper-issued.v1", "letter.paper-replaced.v1", "letter.paper-withdrawn.v1"),
            *("workplan.mark-set.v1", "workplan.mark-corrected.v1", "workplan.mark-done.v1"),
            *("workplan.mark-reopened.v1", "workplan.mark-withdrawn.v1"),
            *("annex.requested.v1", "annex.corrected.v1", "annex.withdrawn.v1", "annex.answered.v1"),
            *("letter.forwarded.v1", "letter.task-given.v1"),
            *("letter.forward-taken-back.v1", "letter.task-done.v1", "letter.task-reopened.v1"),
            *("activity.entered.v1", "activity.corrected.v1", "activity.moved.v1", "activity.cancelled.v1"),
            *("activity.restored.v1", "activity.answered.v1", "activity.held.v1"),
            "activity.holding-withdrawn.v1",
            *("activity.decision-taken.v1", "activity.decision-done.v1"),
            *("activity.decision-dropped.v1", "activity.decision-reopened.v1"),
            *("agreement.entered.v1", "agreement.corrected.v1", "agreement.signed.v1"),
            *("agreement.signature-withdrawn.v1", "agreement.struck-out.v1", "agreement.restored.v1"),
            *("agreement.drafted.v1", "agreement.draft-taken-back.v1", "agreement.commented.v1"),
            *("agreement.comment-taken-back.v1", "agreement.term-told.v1", "agreement.term-withdrawn.v1"),
            *("agreed.number-taken.v1", "agreed.number-freed.v1"),
            *("putusan.assigned.v1", "putusan.handed-over.v1", "setting.decided.v1"),
            *("account.linked.v1", "account.unlinked.v1"),
            *("ipd.registered.v1", "ipd.corrected.v1", "ipd.offer-opened.v1", "ipd.offer-corrected.v1"),
            *("ipd.offer-closed.v1", "ipd.offer-reopened.v1", "ipd.supervisor-named.v1", "ipd.supervisor-released.v1"),
        ),
        OFFICE,
    ),
    "putusan.rejected.v1": "only what is no ruling at all is turned away, by no figure (settlement 37)",
}


def test_every_event_that_a_law_decides_names_it_and_no_other_does() -> None:
    told = {kind.TYPE: kind for kind in Event.KNOWN.values() if kind.__module__.startswith(JUDGING)}
    assert told.keys() - BY_LAW.keys() - NAMES_NONE.keys() == set()
    assert (BY_LAW.keys() | NAMES_NONE.keys()) - told.keys() == set()
    assert {name for name, kind in told.items() if "law" in kind.model_fields} == BY_LAW.keys()
