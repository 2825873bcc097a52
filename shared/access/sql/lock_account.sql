-- The open account of this login, held so that tries at the same moment take turns.
SELECT account_id, name, role, password_hash, failures, wait_until
FROM access.account
WHERE login = :login AND closed_at IS NULL
FOR UPDATE
