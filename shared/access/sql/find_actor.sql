-- Whose session this is, if neither it nor the account has ended.
SELECT account_id, name, role
FROM access.session JOIN access.account USING (account_id)
WHERE token_hash = :token_hash AND expires_at > :at AND ended_at IS NULL AND closed_at IS NULL
