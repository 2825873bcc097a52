-- Drops every entry that is past its time, and an owner's oldest ones of this kind above their number.
DELETE FROM access.kept
WHERE expires_at <= :at OR kept_id IN (
    SELECT kept_id FROM access.kept
    WHERE owner = :owner AND kind = :kind
    ORDER BY kept_at DESC, kept_id
    OFFSET :entries_max
)
