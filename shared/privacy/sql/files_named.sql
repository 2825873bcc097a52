-- Of these files of one person, or of one letter, those that an event about it names.
SELECT DISTINCT file_id FROM unnest(CAST(:file_ids AS text[])) AS file_id
WHERE EXISTS (
    SELECT FROM ledger.event
    WHERE event.book = :book AND event.subject = :subject
        AND position(convert_to(file_id, 'UTF8') IN event.payload) > 0
)
