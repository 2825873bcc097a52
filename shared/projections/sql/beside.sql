-- beside: the other subjects of these streams.
SELECT DISTINCT subject
FROM ledger.event
WHERE book = $1 AND stream = ANY ($2) AND subject <> $3
