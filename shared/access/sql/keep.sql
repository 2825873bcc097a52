-- Keeps a sealed entry; one that is there already is replaced by its own account alone.
INSERT INTO access.kept (kept_id, account_id, kind, sealed, kept_at)
VALUES (:kept_id, :account_id, :kind, :sealed, :kept_at)
ON CONFLICT (kept_id) DO UPDATE SET kind = excluded.kind, sealed = excluded.sealed, kept_at = excluded.kept_at
WHERE kept.account_id = excluded.account_id
