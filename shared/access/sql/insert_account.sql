-- Opens an account, unless the login is taken.
INSERT INTO access.account (account_id, login, name, password_hash, created_at)
VALUES (:account_id, :login, :name, :password_hash, :created_at)
ON CONFLICT DO NOTHING
