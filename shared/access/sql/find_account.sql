-- The open account of this login and its roles, the oldest first; whether it has signed in from this source before, and
-- whether it has a second factor.
SELECT account_id, login, name, password_hash, ARRAY(
    SELECT role FROM access.account_role r WHERE r.account_id = account.account_id ORDER BY given_at, role
) AS roles, EXISTS (
    SELECT FROM access.source WHERE source.account_id = account.account_id AND source = :source
) AS known_here, EXISTS (
    SELECT FROM access.second_factor
    WHERE second_factor.account_id = account.account_id AND confirmed_at IS NOT NULL
) AS has_factor
FROM access.account
WHERE login = :login AND closed_at IS NULL
