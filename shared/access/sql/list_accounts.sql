-- Every account, its roles (the oldest first), when it last signed in, until when its invitation may be used, and
-- whether it has a second factor; a regency has some hundreds.
SELECT account_id, login, name, nip, created_at, closed_at, ARRAY(
    SELECT role FROM access.account_role r WHERE r.account_id = account.account_id ORDER BY given_at, role
) AS roles, (
    SELECT max(at) FROM audit.entry
    WHERE entry.account = account.account_id AND kind = 'sign-in' AND action = 'signed-in'
) AS signed_in_at, (
    SELECT expires_at FROM access.invitation
    WHERE invitation.account_id = account.account_id AND ended_at IS NULL AND expires_at > :at
) AS invited_until, EXISTS (
    SELECT FROM access.second_factor
    WHERE second_factor.account_id = account.account_id AND confirmed_at IS NOT NULL
) AS second_factor
FROM access.account
WHERE CAST(:account_id AS text) IS NULL OR account_id = :account_id
ORDER BY login
LIMIT 10000
