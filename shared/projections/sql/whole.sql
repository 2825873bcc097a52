-- whole: every event of some subjects.
-- Hidden in an expression, the book tempts the planner to no index but the subjects', also before the first ANALYZE.
SELECT type, position, recorded_at, payload, subject
FROM ledger.event
WHERE subject = ANY ($2) AND position <= $3 AND book || '' = $1 AND type = ANY ($4)
ORDER BY position
