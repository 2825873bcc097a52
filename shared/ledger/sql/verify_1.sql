-- verify_1: the next page of a book with what algorithm 1 hashes of each row; read by COPY in binary.
-- The image must be what append_2.sql makes of the row: every column but the hash, in this order.
SELECT position, recorded_at, hash_algorithm, hash,
       record_send(ROW(book, position, stream, version, event_id, type, schema_version, subject, payload, metadata,
                       request_digest, recorded_at, hash_algorithm))
FROM ledger.event
WHERE book = $1 AND position >= $2
ORDER BY position
LIMIT $3
