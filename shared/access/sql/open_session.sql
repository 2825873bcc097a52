-- A new session.
INSERT INTO access.session (token_hash, account_id, opened_at, seen_at, device, awaits, role, second_factor, expires_at)
VALUES (:token_hash, :account_id, :opened_at, :opened_at, :device, :awaits, :role, :second_factor, :expires_at)
