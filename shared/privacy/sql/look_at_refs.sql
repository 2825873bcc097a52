-- The values behind these references; that somebody looked is written in the same statement, once for all of them.
WITH wanted AS (
    SELECT ref, subject, kind, key_id, ciphertext FROM vault.item WHERE ref = ANY (CAST(:refs AS text[]))
), seen AS (
    SELECT ARRAY(SELECT subject FROM wanted UNION SELECT unnest(CAST(:subjects AS text[])) ORDER BY 1) AS subjects,
        ARRAY(SELECT DISTINCT kind FROM wanted ORDER BY 1) AS fields
), looked AS (
    INSERT INTO vault.look (looked_at, looker, purpose, subjects, fields)
    SELECT CAST(:at AS timestamptz), :looker, :purpose, subjects, fields FROM seen WHERE cardinality(subjects) > 0
)
SELECT ref, subject, kind, key_id, ciphertext FROM wanted
