-- Every account, and when it last signed in; a regency has some hundreds.
SELECT login, name, role, created_at, closed_at, (
    SELECT max(at) FROM access.trail WHERE trail.account_id = account.account_id AND what = 'signed-in'
) AS signed_in_at
FROM access.account
ORDER BY login
LIMIT 10000
