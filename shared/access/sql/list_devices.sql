-- The open sessions of an account, the one used last first.
SELECT encode(substring(token_hash FROM 1 FOR 8), 'hex') AS device_id, device, opened_at, seen_at,
    token_hash = :token_hash AS here
FROM access.session
WHERE account_id = :account_id AND expires_at > :at AND seen_at + CAST(:idle AS interval) > :at AND ended_at IS NULL AND awaits IS NULL
ORDER BY token_hash = :token_hash DESC, seen_at DESC, token_hash
