-- next_subject: the last subject of a range: so many events behind another one's, and all of its own.
SELECT subject FROM ledger.event WHERE subject > $1 ORDER BY subject, position OFFSET $2 LIMIT 1
