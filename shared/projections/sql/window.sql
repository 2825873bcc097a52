-- window: the events of some types between two positions of a book, as one JSON array, and two counts.
--
-- Each is [number of its type, position, microseconds since 1970 of its record, payload as stored]. One value instead
-- of thousands of rows: the reader's time per event is then that of one JSON decoder and nothing else. The counts tell
-- of a hole in the ledger, and of payloads that would read as more or fewer entries than they are.
-- The numbers of the types stand in {numbers}; date_part gives a double, exact to a microsecond until after 2200.
SELECT '['::bytea
       || string_agg(('[' || number || ',' || position || ',' || recorded_us || ',')::bytea || payload, ']
,'::bytea)
       || ']]'::bytea AS entries,
       count(number) AS wanted, count(*) AS positions
FROM (
    SELECT CASE WHEN type = ANY ($4) THEN CASE type {numbers} END END AS number, position,
           (date_part('epoch', recorded_at) * 1000000)::bigint AS recorded_us, payload
    FROM ledger.event
    WHERE book = $1 AND position > $2 AND position <= $3
    ORDER BY position
) AS event
