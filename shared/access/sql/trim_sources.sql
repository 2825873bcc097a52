-- Forgets an account's oldest sources above its number.
DELETE FROM access.source
WHERE account_id = :account_id AND source IN (
    SELECT source FROM access.source
    WHERE account_id = :account_id
    ORDER BY last_at DESC, source
    OFFSET :sources_max
)
