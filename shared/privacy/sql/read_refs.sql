-- The values behind these references; of none but these kinds, if any are given. Whoever reads them notes the look.
SELECT ref, subject, kind, key_id, ciphertext FROM vault.item
WHERE ref = ANY (CAST(:refs AS text[])) AND (CAST(:kinds AS text[]) IS NULL OR kind = ANY (CAST(:kinds AS text[])))
