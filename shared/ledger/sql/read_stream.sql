-- read_stream: every event of one stream, in order.
SELECT book, position, stream, version, event_id::text, type, schema_version, subject, payload, metadata,
       recorded_at, hash, request_digest
FROM ledger.event
WHERE book = $1 AND stream = $2
ORDER BY version
