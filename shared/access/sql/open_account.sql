-- An open account, and its roles, the oldest first.
SELECT account_id, login, name, password_hash, ARRAY(
    SELECT role FROM access.account_role r WHERE r.account_id = account.account_id ORDER BY given_at, role
) AS roles
FROM access.account
WHERE account_id = :account_id AND closed_at IS NULL
