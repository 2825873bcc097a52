-- The newest value of each kind of these persons; that somebody looked is written in the same statement. Only values
-- that a stored event refers to: a request that was refused for its key had sealed its own under the same event id.
WITH looked AS (
    INSERT INTO vault.look (looked_at, looker, purpose, subjects, fields)
    VALUES (CAST(:at AS timestamptz), :looker, :purpose, CAST(:subjects AS text[]), CAST(:kinds AS text[]))
)
SELECT DISTINCT ON (subject, kind) ref, subject, kind, key_id, ciphertext
FROM vault.item CROSS JOIN LATERAL (
    SELECT FROM ledger.event WHERE event.book = :book AND event.event_id = item.event_id
        AND position(convert_to(item.ref, 'UTF8') IN event.payload) > 0
    LIMIT 1
) AS stored
WHERE subject = ANY (CAST(:subjects AS text[])) AND kind = ANY (CAST(:kinds AS text[]))
ORDER BY subject, kind, seq DESC
