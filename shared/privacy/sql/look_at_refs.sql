-- The values behind these references; that somebody looked is written in the same statement, once for all of them, and
-- durable before any value leaves.
WITH wanted AS MATERIALIZED (
    SELECT ref, subject, kind, key_id, ciphertext FROM vault.item
    WHERE ref = ANY (CAST(:refs AS text[])) AND (CAST(:kinds AS text[]) IS NULL OR kind = ANY (CAST(:kinds AS text[])))
), seen AS (
    SELECT ARRAY(SELECT subject FROM wanted UNION SELECT unnest(CAST(:subjects AS text[])) ORDER BY 1) AS subjects,
        ARRAY(SELECT DISTINCT kind FROM wanted ORDER BY 1) AS fields
), looked AS MATERIALIZED (
    SELECT audit.append_1(
        CAST(:at AS timestamptz), 'look', :account, :role, :action, subjects, fields, :source, :purpose, 'shown',
        NULL, NULL
    ) AS number
    FROM seen WHERE cardinality(subjects) > 0
)
SELECT ref, subject, kind, key_id, ciphertext
FROM wanted CROSS JOIN (SELECT count(number) AS looks FROM looked) AS said  -- asked for, or it would not be done
WHERE looks >= 0
