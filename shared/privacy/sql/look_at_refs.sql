-- The values behind these references; that somebody looked is written in the same statement.
WITH wanted AS (
    SELECT ref, subject, kind, key_id, ciphertext FROM vault.item WHERE ref = ANY (CAST(:refs AS text[]))
), looked AS (
    INSERT INTO vault.look (looked_at, looker, purpose, subject, fields)
    SELECT CAST(:at AS timestamptz), :looker, :purpose, subject, array_agg(DISTINCT kind)
    FROM wanted GROUP BY subject
)
SELECT ref, subject, kind, key_id, ciphertext FROM wanted
