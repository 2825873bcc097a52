-- Rows that were read before their event was stored, and whether it is now; those that were swept are gone.
SELECT seq, ref, subject, kind, key_id, ciphertext, EXISTS (
    SELECT FROM ledger.event WHERE event.book = :book AND event.event_id = item.event_id
        AND position(convert_to(item.ref, 'UTF8') IN event.payload) > 0
    OFFSET 0
) AS stored
FROM vault.item
WHERE seq = ANY (CAST(:waiting AS bigint[]))
ORDER BY seq
