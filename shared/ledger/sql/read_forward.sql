-- read_forward: the next page of a book, in order; pages join without a hole.
SELECT book, position, stream, version, event_id::text, type, schema_version, subject, payload, metadata,
       recorded_at, hash, request_digest
FROM ledger.event
WHERE book = $1 AND position > $2 AND position <= $3
ORDER BY position
LIMIT $4
