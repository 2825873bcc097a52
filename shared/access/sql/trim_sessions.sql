-- Forgets every session that ended too long ago, and an account's oldest ones above its number: of the open ones, and of
-- the ended ones.
DELETE FROM access.session
WHERE least(expires_at, ended_at, seen_at + CAST(:idle AS interval)) <= :since OR token_hash IN (
    SELECT token_hash FROM (
        SELECT token_hash, row_number() OVER (
            PARTITION BY expires_at > :at AND seen_at + CAST(:idle AS interval) > :at AND ended_at IS NULL
            ORDER BY opened_at DESC, token_hash
        ) AS place
        FROM access.session
        WHERE account_id = :account_id
    ) AS theirs
    WHERE place > :sessions_max
)
