-- The open account of this login, and whether it has signed in from this source before.
SELECT account_id, name, role, password_hash, EXISTS (
    SELECT FROM access.source WHERE source.account_id = account.account_id AND source = :source
) AS known_here
FROM access.account
WHERE login = :login AND closed_at IS NULL
