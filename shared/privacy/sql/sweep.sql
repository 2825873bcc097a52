-- Deletes, of one stretch of the vault, the rows put before this to which no event of any book refers: they were sealed
-- for a request that was never stored. OFFSET 0 makes each look a probe of the index one_event.
DELETE FROM vault.item
WHERE seq > :after AND seq <= :until AND put_at < CAST(:before AS timestamptz) AND NOT EXISTS (
    SELECT FROM ledger.book JOIN ledger.event USING (book)
    WHERE event.event_id = item.event_id AND position(convert_to(item.ref, 'UTF8') IN event.payload) > 0
    OFFSET 0
)
RETURNING ref
