-- The newest event that a ruling said of this subject; none where its registration was never stored.
SELECT type FROM ledger.event
WHERE book = :book AND subject = :subject AND stream LIKE '%-' || :putusan_id
ORDER BY position DESC
LIMIT 1
