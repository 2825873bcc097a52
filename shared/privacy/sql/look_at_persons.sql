-- The newest value of each kind of these persons; that somebody looked is written in the same statement.
WITH looked AS (
    INSERT INTO vault.look (looked_at, looker, purpose, subject, fields)
    SELECT CAST(:at AS timestamptz), :looker, :purpose, subject, CAST(:kinds AS text[])
    FROM unnest(CAST(:subjects AS text[])) AS subject
)
SELECT DISTINCT ON (subject, kind) ref, subject, kind, key_id, ciphertext
FROM vault.item
WHERE subject = ANY (CAST(:subjects AS text[])) AND kind = ANY (CAST(:kinds AS text[]))
ORDER BY subject, kind, seq DESC
