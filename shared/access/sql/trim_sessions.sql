-- Ends every session past its time, and an account's oldest ones above its number.
DELETE FROM access.session
WHERE expires_at <= :at OR token_hash IN (
    SELECT token_hash FROM access.session
    WHERE account_id = :account_id
    ORDER BY opened_at DESC, token_hash
    OFFSET :sessions_max
)
