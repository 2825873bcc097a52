-- page: what a window is, for who follows: where it ends and with which hash, the hash of the event it begins behind,
-- and how many events have a type that only a newer version knows. The types of this version stand in {known}, those
-- that are read in {wanted}: constants, so that they are looked up by hash.
SELECT entries, wanted, positions, unknown, coalesce(last, $2) AS last,
       (SELECT hash FROM ledger.event WHERE book = $1 AND position = last) AS hash,
       (SELECT hash FROM ledger.event WHERE book = $1 AND position = $2) AS hash_before
FROM (
    SELECT '['::bytea
           || string_agg(('[' || number || ',' || position || ',' || recorded_us || ',')::bytea || payload, ']
,'::bytea)
           || ']]'::bytea AS entries,
           count(number) AS wanted, count(*) AS positions, count(*) FILTER (WHERE is_unknown) AS unknown,
           max(position) AS last
    FROM (
        SELECT CASE WHEN type IN ({wanted}) THEN CASE type {numbers} END END AS number, position,
               (date_part('epoch', recorded_at) * 1000000)::bigint AS recorded_us, payload,
               type NOT IN ({known}) AS is_unknown
        FROM ledger.event
        WHERE book = $1 AND position > $2 AND position <= $3
        ORDER BY position
    ) AS event
) AS page
