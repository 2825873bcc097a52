-- streams: where the events of one subject lie.
-- Hidden in an expression, the book tempts the planner to no index but the subjects', also before the first ANALYZE.
SELECT DISTINCT stream
FROM ledger.event
WHERE subject = $2 AND book || '' = $1 AND type = ANY ($3)
