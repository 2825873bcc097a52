-- range: every event of the subjects behind one and up to another, for a range that does not read as a whole.
SELECT type, position, recorded_at, payload, subject
FROM ledger.event
WHERE subject > $2 AND subject <= $3 AND position <= $4 AND book || '' = $1 AND type = ANY ($5)
ORDER BY subject, position
