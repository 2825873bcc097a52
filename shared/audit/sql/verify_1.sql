-- verify_1: the next page of the trail with what algorithm 1 hashes of each row.
-- The image must be what audit.append_1 makes of the row: every column but the hash, in this order.
SELECT number, hash_algorithm, hash,
       record_send(ROW(number, month, at, kind, account, role, action, subjects, fields, source, purpose, outcome,
                       object, detail, hash_algorithm)) AS image
FROM audit.entry
WHERE number >= $1
ORDER BY number
LIMIT $2
