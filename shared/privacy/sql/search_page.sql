-- One page of what can be searched, in the order of writing, and whether its event is stored yet.
SELECT seq, ref, subject, kind, key_id, ciphertext, EXISTS (
    SELECT FROM ledger.event WHERE event.book = :book AND event.event_id = item.event_id
        AND position(convert_to(item.ref, 'UTF8') IN event.payload) > 0
    OFFSET 0
) AS stored
FROM vault.item
WHERE seq > :after AND seq <= :until AND kind = ANY (CAST(:kinds AS text[]))
ORDER BY seq
LIMIT :rows
