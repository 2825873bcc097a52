-- The ledger's tables: every event of every book, inserted once and never changed.
--
-- Only ledger.append_2 (append_2.sql) writes here. It reads head, last hash and last time from the last row, so
-- that nothing is ever updated and an open snapshot (a backup, a long report) costs the append nothing.

-- One row a book: locked by an append, so that positions have one order; never updated by it.
-- epoch rises with every restore, so that a reader that was ahead of the backup notices.
CREATE TABLE ledger.book (
    book  text COLLATE "C" PRIMARY KEY,
    epoch bigint NOT NULL DEFAULT 1
);

CREATE TABLE ledger.event (
    book           text COLLATE "C" NOT NULL,  -- its row in ledger.book is locked by the append: no foreign key needed
    position       bigint NOT NULL CHECK (position > 0),
    stream         text COLLATE "C" NOT NULL,
    version        bigint NOT NULL CHECK (version > 0),
    event_id       uuid NOT NULL,
    type           text COLLATE "C" NOT NULL,
    schema_version integer NOT NULL,
    subject        text COLLATE "C",
    payload        bytea NOT NULL,
    metadata       bytea NOT NULL,
    request_digest bytea NOT NULL,
    recorded_at    timestamptz NOT NULL,
    hash_algorithm smallint NOT NULL,
    hash           bytea NOT NULL,
    PRIMARY KEY (book, position),
    CONSTRAINT one_version UNIQUE (book, stream, version),
    CONSTRAINT one_event UNIQUE (book, event_id)
);
-- The planner is to know nothing of these columns: then every look-up goes through the index made for it, on an empty
-- table, a large one, and for a book that the last ANALYZE had not seen (whose look-ups read the whole book).
ALTER TABLE ledger.event
    ALTER book SET STATISTICS 0, ALTER stream SET STATISTICS 0, ALTER version SET STATISTICS 0,
    ALTER event_id SET STATISTICS 0, ALTER position SET STATISTICS 0;
-- With type and book beside them a rebuild knows, without reading an event, which ones a later one tells anew; also where
-- the events are that speak of no subject.
CREATE INDEX event_of_subject ON ledger.event (subject, position) INCLUDE (type, book);

-- Which role may write which streams: the thing before the first hyphen of a stream's name.
CREATE TABLE ledger.writer (
    role     text COLLATE "C" NOT NULL,
    category text COLLATE "C" NOT NULL,
    PRIMARY KEY (role, category)
);

-- Records after which an operator accepted a clock that had jumped: which record, what the clock said then, who and why.
CREATE TABLE ledger.accepted_clock (
    book        text COLLATE "C" NOT NULL REFERENCES ledger.book,
    recorded_at timestamptz NOT NULL,
    accepted_at timestamptz NOT NULL,
    accepted_by text COLLATE "C" NOT NULL,  -- an account's id
    reason      text NOT NULL,              -- words that anybody may read: of the machine, of no person
    PRIMARY KEY (book, recorded_at, accepted_at)
);

CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is insert-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'BK003';
END $$;

CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER insert_only BEFORE DELETE OR TRUNCATE ON ledger.book
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.accepted_clock
    FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- What time the ledger takes it to be. A function of its own, so that a test can step the clock.
CREATE FUNCTION ledger.clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';

-- Opens a book if it is not there yet. The owner alone may: a service with a mistyped name begins no empty ledger.
CREATE FUNCTION ledger.open_book(p_book text) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
    AS 'INSERT INTO ledger.book (book) VALUES (p_book) ON CONFLICT DO NOTHING';

-- Whether this time is so far from the last record's that somebody must look before anything is recorded.
CREATE FUNCTION ledger.clock_jumped(p_now timestamptz, p_last timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$ SELECT p_now NOT BETWEEN p_last - interval '1 day' AND p_last + interval '30 days' $$;

-- Whether an operator has accepted this jump. An acceptance is for the record that was last, and for the clock that the
-- operator saw: what lies between the two, and as near to it as every record may lie to the one before.
CREATE FUNCTION ledger.clock_accepted(p_book text, p_now timestamptz, p_last timestamptz) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT EXISTS (
        SELECT FROM ledger.accepted_clock a
        WHERE a.book = p_book AND a.recorded_at = p_last
        AND p_now BETWEEN a.accepted_at - interval '1 day' AND greatest(a.accepted_at, p_last) + interval '30 days'
    ) $$;

-- How the clock stands against a book's last record: what an append would make of it. Nothing recorded yet: no last.
CREATE FUNCTION ledger.clock_standing(
    p_book text, OUT said timestamptz, OUT last timestamptz, OUT jumped boolean, OUT accepted boolean
)
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    SELECT c.said, e.recorded_at, coalesce(ledger.clock_jumped(c.said, e.recorded_at), false),
           coalesce(ledger.clock_accepted(p_book, c.said, e.recorded_at), false)
    FROM (SELECT ledger.clock() AS said) c LEFT JOIN (
        SELECT l.recorded_at FROM ledger.event l WHERE l.book = p_book ORDER BY l.position DESC LIMIT 1
    ) e ON true;
    $$;

-- An operator accepts the clock as it stands although it is far from the last record's. Until the clock has passed that
-- record again, events get the record's time: time in a book never runs backwards.
CREATE FUNCTION ledger.accept_clock(p_book text, p_by text, p_reason text) RETURNS timestamptz
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
    AS $$
    INSERT INTO ledger.accepted_clock (book, recorded_at, accepted_at, accepted_by, reason)
    SELECT p_book, c.last, c.said, p_by, p_reason FROM ledger.clock_standing(p_book) c WHERE c.last IS NOT NULL
    RETURNING recorded_at;
    $$;

-- Raises the book's epoch above its own and the one given; returns the new one.
CREATE FUNCTION ledger.raise_epoch(p_book text, p_above bigint) RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
    AS 'UPDATE ledger.book SET epoch = greatest(epoch, p_above) + 1 WHERE book = p_book RETURNING epoch';
