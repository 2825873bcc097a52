-- chosen: the events at some positions, one by one.
-- Each is looked for by itself: of a list the planner, which knows nothing of positions, would rather read the whole book.
SELECT found.type, found.position, found.recorded_at, found.payload
FROM unnest($2::bigint[]) WITH ORDINALITY AS chosen (position, number)
CROSS JOIN LATERAL (
    SELECT type, position, recorded_at, payload
    FROM ledger.event
    WHERE book = $1 AND position = chosen.position AND type = ANY ($3)
    OFFSET 0
) AS found
ORDER BY chosen.number
