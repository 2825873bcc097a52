-- The account's invitation ends: it was used, or another takes its place; those of long ago are forgotten.
WITH forgotten AS (DELETE FROM access.invitation WHERE expires_at <= :since)
UPDATE access.invitation SET ended_at = :at WHERE account_id = :account_id AND ended_at IS NULL
