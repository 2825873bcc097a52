-- A new session.
INSERT INTO access.session (token_hash, account_id, opened_at, expires_at)
VALUES (:token_hash, :account_id, :opened_at, :expires_at)
