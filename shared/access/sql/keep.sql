-- Keeps a sealed entry; one that is there already is replaced by its own owner alone.
INSERT INTO access.kept (kept_id, owner, kind, sealed, kept_at, expires_at)
VALUES (:kept_id, :owner, :kind, :sealed, :kept_at, :expires_at)
ON CONFLICT (kept_id) DO UPDATE SET
    kind = excluded.kind, sealed = excluded.sealed, kept_at = excluded.kept_at, expires_at = excluded.expires_at
WHERE kept.owner = excluded.owner
