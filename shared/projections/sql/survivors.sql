-- survivors: of the subjects behind one and up to another, the events of the types {wanted}, without those of {runs} that
-- the next of these events of their subject, of the same type, tells anew. As one JSON array like a window's, with the
-- place and the subject of each.
--
-- What is left out is known by the index alone: it holds subject, position, type and book.
SELECT '['::bytea
       || string_agg(('[' || number || ',' || position || ',' || recorded_us || ',')::bytea || payload, ']
,'::bytea)
       || ']]'::bytea AS entries,
       array_agg(position) AS positions, array_agg(subject) AS subjects
FROM (
    SELECT CASE event.type {numbers} END AS number, event.position, survivor.subject,
           (date_part('epoch', recorded_at) * 1000000)::bigint AS recorded_us, payload
    FROM (
        SELECT subject, position
        FROM (
            SELECT subject, position, type, lead(type) OVER (PARTITION BY subject ORDER BY position) AS next
            FROM ledger.event
            WHERE subject > $2 AND subject <= $3 AND position <= $4 AND book || '' = $1 AND type IN ({wanted})
        ) AS told
        WHERE type NOT IN ({runs}) OR next IS DISTINCT FROM type
    ) AS survivor
    JOIN ledger.event ON event.book = $1 AND event.position = survivor.position
    ORDER BY survivor.subject, survivor.position
) AS event
