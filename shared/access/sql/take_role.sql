-- One role less for an account; the one that is its only one stays.
DELETE FROM access.account_role
WHERE account_id = :account_id AND role = :role
    AND EXISTS (SELECT FROM access.account_role o WHERE o.account_id = :account_id AND o.role <> :role)
