-- nobodys: the events that speak of no subject.
SELECT type, position, recorded_at, payload, subject
FROM ledger.event
WHERE subject IS NULL AND position <= $2 AND book || '' = $1 AND type = ANY ($3)
ORDER BY position
