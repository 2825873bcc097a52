-- Whose password this invitation sets, and whether it still does.
SELECT account_id, login, name, expires_at, ended_at, closed_at
FROM access.invitation JOIN access.account USING (account_id)
WHERE token_hash = :token_hash
FOR UPDATE OF invitation
