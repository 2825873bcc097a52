-- Keeps these receipts and deletes what was sealed under their keys; a second time changes nothing.
WITH receipt AS (
    SELECT * FROM unnest(CAST(:subjects AS text[]), CAST(:key_ids AS text[]), CAST(:erased_at AS timestamptz[]))
        AS r (subject, key_id, erased_at)
), kept AS (
    INSERT INTO vault.erasure (subject, key_id, erased_at) SELECT * FROM receipt ON CONFLICT DO NOTHING
)
DELETE FROM vault.item USING receipt
WHERE item.subject = receipt.subject AND item.key_id = receipt.key_id
