-- Drops every entry that is past its day, and an account's oldest ones of this kind above their number.
DELETE FROM access.kept
WHERE kept_at <= :since OR kept_id IN (
    SELECT kept_id FROM access.kept
    WHERE account_id = :account_id AND kind = :kind
    ORDER BY kept_at DESC, kept_id
    OFFSET :entries_max
)
