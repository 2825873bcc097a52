-- subject: the events of one subject, for a key that is the subject its events are stored under.
-- Hidden in an expression, the book tempts the planner to no index but the subjects', also before the first ANALYZE.
SELECT type, position, recorded_at, payload
FROM ledger.event
WHERE subject = $2 AND position <= $3 AND book || '' = $1 AND type = ANY ($4)
ORDER BY position
