-- subject: the events of one subject, for a key that is the subject its events are stored under.
SELECT type, position, recorded_at, payload
FROM ledger.event
WHERE book = $1 AND subject = $2 AND position <= $3 AND type = ANY ($4)
ORDER BY position
