-- One page of what can be searched, in the order of writing.
SELECT seq, ref, subject, kind, key_id, ciphertext
FROM vault.item
WHERE seq > :after AND seq <= :until AND kind = ANY (CAST(:kinds AS text[]))
ORDER BY seq
LIMIT :rows
