-- One role more for an account; none where it has it already.
INSERT INTO access.account_role (account_id, role, given_at)
VALUES (:account_id, :role, :at)
ON CONFLICT DO NOTHING
