-- ledger.append_2: appends a group of requests to one book, in one statement, outside any client's transaction.
--
-- A request is one command's events in one or more streams, each with the version it was decided at; all or
-- nothing. The answer holds one entry a request:
--   stored    with the position of its first event;
--   done      it was stored before: the same first position, for ever (asked before versions are compared);
--   mismatch  the same command id came before with another content;
--   conflict  a stream is at another version: which claim (index into the p_claim arrays), and the version it is at.
-- A stream may be claimed without events: that asserts its version. Two requests on one stream are judged in order.
--
-- How it is safe:
-- * The lock on the book is a statement of its own. A VOLATILE function in READ COMMITTED takes a new snapshot for
--   each statement, so the next one sees what the holder before us committed. (Lock and head in one statement saw
--   the old head and failed three of four appends.)
-- * The head is the last row. Nothing is updated, so nothing bloats under a long snapshot.
-- * Time is taken after the lock and never runs backwards. A clock more than a day behind or 30 days ahead of the
--   last record stops appends (BK001) until an operator accepts it (bakti clock accept).
-- * hash = SHA-256(hash before || SHA-256(image)), the image being every other column of the row, each with its
--   type and length, as PostgreSQL sends a composite value: algorithm 1. The first hash before is empty.
-- * Each statement has one plan, made at its first call and never for the values: planning anew was a third of a lone
--   caller's time. A plan that is made on an empty table would scan it for ever; so scans of whole tables are off, and
--   what is left goes by the index of its key, whatever the planner was told of the table's size.
-- * SECURITY DEFINER: services cannot insert; they may append the streams that ledger.writer gives them.

CREATE FUNCTION ledger.append_2(
    p_book           text,
    p_streams        text[],     -- the streams spoken of, each once
    p_first_ids      uuid[],     -- one a request: its first event's id
    p_digests        bytea[],    -- one a request
    p_claim_request  integer[],  -- one a claim, sorted: index into p_first_ids
    p_claim_stream   integer[],  -- index into p_streams
    p_claim_version  bigint[],
    p_event_request  integer[],  -- one an event, sorted: index into p_first_ids
    p_event_stream   integer[],  -- index into p_streams
    p_event_id       uuid[],
    p_type           text[],
    p_schema_version integer[],
    p_subject        text[],
    p_payload        bytea[],
    p_metadata       bytea[],
    OUT outcome      text[],     -- one a request
    OUT at           bigint[],   -- first position (stored, done), current version (conflict)
    OUT claim        integer[],  -- index of the claim that conflicts
    OUT head         bigint,     -- last position afterwards
    OUT recorded_at  timestamptz
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
    v_algorithm CONSTANT smallint := 1;
    v_head      bigint;
    v_hash      bytea;
    v_last      timestamptz;
    v_known     bigint[];
    v_same      boolean[];
    v_version   bigint[];              -- one a stream: where it is now
    v_claims    CONSTANT integer := coalesce(cardinality(p_claim_request), 0);
    v_events    CONSTANT integer := coalesce(cardinality(p_event_request), 0);
    -- One an event, null where its request fails. Filled beforehand: an array begins where it is first assigned.
    v_position  bigint[] := array_fill(NULL::bigint, ARRAY[v_events]);
    v_stream    text[]   := array_fill(NULL::text, ARRAY[v_events]);
    v_versions  bigint[] := array_fill(NULL::bigint, ARRAY[v_events]);
    v_digest    bytea[]  := array_fill(NULL::bytea, ARRAY[v_events]);
    v_hashes    bytea[]  := array_fill(NULL::bytea, ARRAY[v_events]);
    c           integer := 1;
    e           integer := 1;
    s           integer;
    v_good      boolean;
BEGIN
    IF pg_client_encoding() <> 'UTF8' THEN
        RAISE EXCEPTION 'append needs client_encoding UTF8, or the hashes would differ' USING ERRCODE = 'BK004';
    END IF;

    PERFORM FROM ledger.book b WHERE b.book = p_book FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no book %', p_book USING ERRCODE = 'BK002';
    END IF;

    SELECT l.position, l.hash, l.recorded_at INTO v_head, v_hash, v_last
    FROM ledger.event l WHERE l.book = p_book ORDER BY l.position DESC LIMIT 1;
    v_head := coalesce(v_head, 0);
    v_hash := coalesce(v_hash, '');

    -- What is known of each stream: its version, and whether this role may write it.
    SELECT array_agg(coalesce(now.version, 0) ORDER BY wanted.n), bool_and(w.role IS NOT NULL)
    INTO v_version, v_good
    FROM unnest(p_streams) WITH ORDINALITY AS wanted (stream, n)
    LEFT JOIN ledger.writer w ON w.role = session_user AND w.category = split_part(wanted.stream, '-', 1)
    LEFT JOIN LATERAL (
        SELECT l.version FROM ledger.event l
        WHERE l.book = p_book AND l.stream = wanted.stream ORDER BY l.version DESC LIMIT 1
    ) now ON true;
    IF NOT v_good THEN
        RAISE EXCEPTION 'role % may not append to all of: %', session_user, array_to_string(p_streams[1:5], ', ')
            USING ERRCODE = 'insufficient_privilege';
    END IF;

    -- What is known of each request: where its first event stands, and whether it is the same request.
    SELECT array_agg(l.position ORDER BY wanted.n), array_agg(l.request_digest = wanted.digest ORDER BY wanted.n)
    INTO v_known, v_same
    FROM unnest(p_first_ids, p_digests) WITH ORDINALITY AS wanted (id, digest, n)
    LEFT JOIN LATERAL (   -- LIMIT keeps it an index look-up each, whatever the planner thinks of the table's size
        SELECT f.position, f.request_digest FROM ledger.event f
        WHERE f.book = p_book AND f.event_id = wanted.id LIMIT 1
    ) l ON true;

    recorded_at := ledger.clock();
    IF ledger.clock_jumped(recorded_at, v_last)
        AND array_position(v_known, NULL) IS NOT NULL  -- what is stored already is answered by any clock
        AND NOT ledger.clock_accepted(p_book, recorded_at, v_last)
    THEN
        RAISE EXCEPTION 'the clock says %, the last record of % says %', recorded_at, p_book, v_last
            USING ERRCODE = 'BK001',
                  HINT = 'Set the clock right; if it is right, an operator accepts it: bakti clock accept --reason "…"';
    END IF;
    recorded_at := greatest(recorded_at, v_last);

    FOR r IN 1 .. coalesce(cardinality(p_first_ids), 0) LOOP
        IF v_known[r] IS NOT NULL THEN
            outcome[r] := CASE WHEN v_same[r] THEN 'done' ELSE 'mismatch' END;
            at[r] := v_known[r];
            v_good := false;
        ELSE
            outcome[r] := 'stored';
            at[r] := v_head + 1;
            v_good := true;
        END IF;
        claim[r] := NULL;

        WHILE c <= v_claims AND p_claim_request[c] = r LOOP
            IF v_good AND v_version[p_claim_stream[c]] <> p_claim_version[c] THEN
                outcome[r] := 'conflict';
                at[r] := v_version[p_claim_stream[c]];
                claim[r] := c;
                v_good := false;
            END IF;
            c := c + 1;
        END LOOP;

        WHILE e <= v_events AND p_event_request[e] = r LOOP
            IF v_good THEN
                s := p_event_stream[e];
                v_version[s] := v_version[s] + 1;
                v_head := v_head + 1;
                v_hash := sha256(v_hash || sha256(record_send(ROW(
                    p_book, v_head, p_streams[s], v_version[s], p_event_id[e], p_type[e], p_schema_version[e],
                    p_subject[e], p_payload[e], p_metadata[e], p_digests[r], recorded_at, v_algorithm))));
                v_position[e] := v_head;
                v_stream[e] := p_streams[s];
                v_digest[e] := p_digests[r];
                v_versions[e] := v_version[s];
                v_hashes[e] := v_hash;
            END IF;
            e := e + 1;
        END LOOP;
    END LOOP;
    IF c <= v_claims OR e <= v_events THEN
        RAISE EXCEPTION 'claims or events are not sorted by request' USING ERRCODE = 'BK004';
    END IF;

    INSERT INTO ledger.event (book, position, stream, version, event_id, type, schema_version, subject, payload,
                              metadata, request_digest, recorded_at, hash_algorithm, hash)
    SELECT p_book, n.position, n.stream, n.version, n.event_id, n.type, n.schema_version, n.subject, n.payload,
           n.metadata, n.digest, append_2.recorded_at, v_algorithm, n.hash
    FROM unnest(v_position, v_stream, v_versions, p_event_id, p_type, p_schema_version, p_subject, p_payload,
                p_metadata, v_digest, v_hashes)
         AS n (position, stream, version, event_id, type, schema_version, subject, payload, metadata, digest, hash)
    WHERE n.position IS NOT NULL;

    head := v_head;
    IF FOUND THEN
        PERFORM pg_notify('bakti_ledger', p_book || ':' || v_head);
    END IF;
END $$;
