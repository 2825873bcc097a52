-- rows: the same events one by one, for a window that does not read as a whole.
SELECT type, position, recorded_at, payload
FROM ledger.event
WHERE book = $1 AND position > $2 AND position <= $3 AND type = ANY ($4)
ORDER BY position
