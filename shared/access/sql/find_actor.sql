-- Of each token that is asked for: whose session it is, if neither it nor the account has ended, it was not left lying
-- about, and the account still has the role that acts in it; whether a code of the account's second factor was brought
-- to it; and every role that it has, the oldest first. Tokens of nobody have no row.
SELECT n, account_id, login, name, session.role, seen_at, awaits, expires_at, session.second_factor AND EXISTS (
    SELECT FROM access.second_factor factor
    WHERE factor.account_id = account.account_id AND confirmed_at IS NOT NULL
) AS second_factor, ARRAY(
    SELECT role FROM access.account_role r WHERE r.account_id = account.account_id ORDER BY given_at, role
) AS roles
FROM unnest(CAST(:hashes AS bytea[]), CAST(:moments AS timestamptz[])) WITH ORDINALITY AS asked (token_hash, at, n)
JOIN access.session USING (token_hash) JOIN access.account USING (account_id)
LEFT JOIN access.account_role acting USING (account_id, role)
WHERE expires_at > at AND seen_at + CAST(:idle AS interval) > at AND ended_at IS NULL
    AND closed_at IS NULL AND (session.role IS NULL OR acting.role IS NOT NULL)
