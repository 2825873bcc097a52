-- verify_1: the next page of a book as two arrays: what algorithm 1 hashes of each row, and the hash that stands in it.
-- The image must be what append_2.sql makes of the row: every column but the hash, in this order. As arrays the page is
-- made before its first byte is sent, so that it is made while the one before it is hashed.
SELECT array_agg(image) AS images, array_agg(hash) AS hashes
FROM (
    SELECT record_send(ROW(book, position, stream, version, event_id, type, schema_version, subject, payload, metadata,
                           request_digest, recorded_at, hash_algorithm)) AS image,
           hash
    FROM ledger.event
    WHERE book = $1 AND position >= $2
    ORDER BY position
    LIMIT $3
) AS page
