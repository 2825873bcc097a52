-- The account has signed in from here.
INSERT INTO access.source (account_id, source, last_at) VALUES (:account_id, :source, :at)
ON CONFLICT (account_id, source) DO UPDATE SET last_at = excluded.last_at
