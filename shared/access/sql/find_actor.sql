-- Whose session this is, if neither it nor the account has ended and it was not left lying about.
SELECT account_id, login, name, role, seen_at, awaits
FROM access.session JOIN access.account USING (account_id)
WHERE token_hash = :token_hash AND expires_at > :at AND seen_at + CAST(:idle AS interval) > :at AND ended_at IS NULL
    AND closed_at IS NULL
