-- read_subject: the next page of events that speak of one person or host.
SELECT book, position, stream, version, event_id::text, type, schema_version, subject, payload, metadata,
       recorded_at, hash, request_digest
FROM ledger.event
WHERE book = $1 AND subject = $2 AND position > $3
ORDER BY position
LIMIT $4
