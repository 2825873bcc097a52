-- The audit trail: every look at persons, every command, refusal, sign-in and change of an account, a row each, with a hash
-- chain of its own. Never a value: ids, codes, digests.
--
-- Only audit.append_1 writes here. Rows are filed by month (WIB): a month that is over can be exported with its chain's
-- head, and once its time of keeping has passed be detached by the owner; the chain goes on behind that head.

-- Its one row is locked by an append, so that numbers have one order; never updated.
CREATE TABLE audit.chain (one boolean PRIMARY KEY DEFAULT true CHECK (one));
INSERT INTO audit.chain DEFAULT VALUES;

CREATE TABLE audit.entry (
    number         bigint NOT NULL CHECK (number > 0),
    month          date NOT NULL,        -- the month in which it is filed: that of its time, or a later one that was begun
    at             timestamptz NOT NULL,
    kind           text COLLATE "C" NOT NULL,
    account        text COLLATE "C",     -- who did it; null: the command line of the server, or nobody who is known
    role           text COLLATE "C",     -- in which they acted
    action         text COLLATE "C" NOT NULL,
    subjects       text[] NOT NULL,      -- the persons concerned
    fields         text[] NOT NULL,      -- what of them was shown
    source         text COLLATE "C",     -- a keyed digest of where it came from
    purpose        text COLLATE "C",
    outcome        text COLLATE "C" NOT NULL,
    object         text COLLATE "C",     -- a command's id, the account that it was done to, the digest of a login
    detail         text COLLATE "C",
    hash_algorithm smallint NOT NULL,
    hash           bytea NOT NULL,
    PRIMARY KEY (number, month)
) PARTITION BY LIST (month);
CREATE INDEX entry_of_subject ON audit.entry USING gin (subjects);
CREATE INDEX entry_of_account ON audit.entry (account, at);
CREATE INDEX entry_by_time ON audit.entry (at, number);

-- What is known of each month: the hash in front of its first entry, and once it was exported its last entry and the
-- digest of the file. `class` is the retention class under which the owner detached it.
CREATE TABLE audit.month (
    month         date PRIMARY KEY,
    first_number  bigint NOT NULL,
    hash_before   bytea NOT NULL,
    last_number   bigint,
    hash          bytea,
    exported_at   timestamptz,
    file_digest   bytea,
    detached_at   timestamptz,
    class         text COLLATE "C"
);

CREATE FUNCTION audit.refuse_change_1() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'BK003';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change_1();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON audit.month
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change_1();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.chain
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change_1();

-- The table of a month's entries.
CREATE FUNCTION audit.table_of_1(p_month date) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT 'entry_' || to_char(p_month, 'YYYY_MM') $$;

-- Begins a month. Made beside and attached, which waits for no reader of the others. A statement's trigger is its own
-- table's alone, so that each gets one.
CREATE FUNCTION audit.begin_month_1(p_month date, p_first bigint, p_before bytea) RETURNS void
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog AS $$
DECLARE
    v_table CONSTANT text := audit.table_of_1(p_month);
BEGIN
    EXECUTE format('CREATE TABLE audit.%I (LIKE audit.entry INCLUDING CONSTRAINTS INCLUDING INDEXES)', v_table);
    EXECUTE format('ALTER TABLE audit.entry ATTACH PARTITION audit.%I FOR VALUES IN (%L)', v_table, p_month);
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.%I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change_1()', v_table);
    INSERT INTO audit.month (month, first_number, hash_before) VALUES (p_month, p_first, p_before);
END $$;

-- Appends one entry; its number. The lock is a statement of its own, so that the next one sees what the holder before us
-- committed. A clock that runs back files under the month that was begun; its time is written as it was told.
-- hash = SHA-256(hash before || SHA-256(image)), the image being every other column of the row, as PostgreSQL sends a
-- composite value: algorithm 1, as the ledger's. The first hash before is empty.
CREATE FUNCTION audit.append_1(
    p_at timestamptz, p_kind text, p_account text, p_role text, p_action text, p_subjects text[], p_fields text[],
    p_source text, p_purpose text, p_outcome text, p_object text, p_detail text
) RETURNS bigint LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_bitmapscan = off
AS $$
DECLARE
    v_algorithm CONSTANT smallint := 1;
    v_known     date;
    v_month     date;
    v_number    bigint;
    v_hash      bytea;
BEGIN
    IF pg_client_encoding() <> 'UTF8' THEN
        RAISE EXCEPTION 'append needs client_encoding UTF8, or the hashes would differ' USING ERRCODE = 'BK004';
    END IF;
    PERFORM FROM audit.chain FOR NO KEY UPDATE;
    SELECT m.month INTO v_known FROM audit.month m ORDER BY m.month DESC LIMIT 1;
    SELECT e.number, e.hash INTO v_number, v_hash
    FROM audit.entry e WHERE e.month = v_known ORDER BY e.number DESC LIMIT 1;
    v_number := coalesce(v_number, 0) + 1;
    v_hash := coalesce(v_hash, '');
    v_month := greatest(v_known, date_trunc('month', p_at AT TIME ZONE interval '7 hours')::date);
    IF v_month IS DISTINCT FROM v_known THEN
        PERFORM audit.begin_month_1(v_month, v_number, v_hash);
    END IF;
    v_hash := sha256(v_hash || sha256(record_send(ROW(
        v_number, v_month, p_at, p_kind, p_account, p_role, p_action, p_subjects, p_fields, p_source, p_purpose,
        p_outcome, p_object, p_detail, v_algorithm))));
    INSERT INTO audit.entry (number, month, at, kind, account, role, action, subjects, fields, source, purpose, outcome,
                             object, detail, hash_algorithm, hash)
    VALUES (v_number, v_month, p_at, p_kind, p_account, p_role, p_action, p_subjects, p_fields, p_source, p_purpose,
            p_outcome, p_object, p_detail, v_algorithm, v_hash);
    RETURN v_number;
END $$;

-- Notes that a month which is over was exported: up to which entry, and the digest of the file. Refused while the month
-- runs, where the entry named is not its last, and where it was exported with another end.
CREATE FUNCTION audit.exported_1(p_month date, p_last bigint, p_hash bytea, p_digest bytea, p_at timestamptz)
    RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM audit.chain FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM audit.month m WHERE m.month > p_month) THEN
        RAISE EXCEPTION 'the month % is not over', p_month USING ERRCODE = 'BK005';
    END IF;
    IF NOT EXISTS (
        SELECT FROM audit.entry e WHERE e.month = p_month AND e.number = p_last AND e.hash = p_hash
        AND NOT EXISTS (SELECT FROM audit.entry l WHERE l.month = p_month AND l.number > p_last)
    ) THEN
        RAISE EXCEPTION 'entry % is not the end of %', p_last, p_month USING ERRCODE = 'BK005';
    END IF;
    UPDATE audit.month SET last_number = p_last, hash = p_hash, file_digest = p_digest, exported_at = p_at
    WHERE month = p_month;
END $$;

-- The owner takes a month out of the trail, whose entries then lie in a table of their own until it is dropped. Refused
-- before it was exported, and while the retention class still keeps it.
CREATE FUNCTION audit.detach_1(p_month date, p_class text, p_kept interval, p_at timestamptz)
    RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM audit.chain FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM audit.month m WHERE m.month = p_month AND m.exported_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the month % was not exported', p_month USING ERRCODE = 'BK005';
    END IF;
    IF p_at < (p_month + interval '1 month' + p_kept) AT TIME ZONE interval '7 hours' THEN
        RAISE EXCEPTION 'the month % is kept for % after its end', p_month, p_kept USING ERRCODE = 'BK005';
    END IF;
    -- The chain is verified behind the last month detached: none may stay before it.
    IF EXISTS (SELECT FROM audit.month m WHERE m.month < p_month AND m.detached_at IS NULL) THEN
        RAISE EXCEPTION 'a month before % was not detached', p_month USING ERRCODE = 'BK005';
    END IF;
    UPDATE audit.month SET detached_at = p_at, class = p_class WHERE month = p_month AND detached_at IS NULL;
    IF FOUND THEN
        EXECUTE format('ALTER TABLE audit.entry DETACH PARTITION audit.%I', audit.table_of_1(p_month));
    END IF;
    RETURN audit.table_of_1(p_month);
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO bakti_vault, bakti_access, bakti_operator;
GRANT EXECUTE ON FUNCTION audit.append_1 TO bakti_vault, bakti_access;
GRANT EXECUTE ON FUNCTION audit.exported_1 TO bakti_operator;
GRANT SELECT ON audit.entry TO bakti_access, bakti_operator;
GRANT SELECT ON audit.month TO bakti_operator;
