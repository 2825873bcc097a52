-- Whose session this was, if it has ended lately and the account has not; it ended too where its role was taken away.
SELECT account_id
FROM access.session JOIN access.account USING (account_id)
WHERE token_hash = :token_hash
    AND (ended_at IS NOT NULL OR expires_at <= :at OR seen_at + CAST(:idle AS interval) <= :at)
    AND least(expires_at, ended_at, seen_at + CAST(:idle AS interval)) > :since
    AND closed_at IS NULL
