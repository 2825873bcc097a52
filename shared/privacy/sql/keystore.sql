-- The key store: subject keys, wrapped, the list of those destroyed, whose ruling is whose, and what this store is.
-- made: the store's generation when the key was made, by which other processes find what is new.
CREATE TABLE IF NOT EXISTS key (
    subject text NOT NULL UNIQUE,
    key_id text NOT NULL,
    wrapped blob NOT NULL,
    made integer NOT NULL
);
CREATE INDEX IF NOT EXISTS key_made ON key (made);
CREATE TABLE IF NOT EXISTS destroyed (
    subject text NOT NULL,
    key_id text NOT NULL,
    at text NOT NULL,
    UNIQUE (subject, key_id)
);
-- Which person a ruling speaks of, by marks under a house key. standing: claimed, stored, or released (its paper was
-- rejected: it names its own subject still, and identifies nobody). opens counts the persons under one NIK, so that
-- two processes cannot both make the first.
CREATE TABLE IF NOT EXISTS identity (
    claim_id text NOT NULL PRIMARY KEY,
    putusan_id text NOT NULL,
    subject text NOT NULL,
    nik text,
    name text,
    birth_date text,
    sex text,
    case_number text,
    person text,
    namesake text,
    opens integer,
    made_at text NOT NULL,
    standing text NOT NULL CHECK (standing IN ('claimed', 'stored', 'released')),
    UNIQUE (nik, opens)
);
CREATE UNIQUE INDEX IF NOT EXISTS one_stored ON identity (putusan_id) WHERE standing = 'stored';
CREATE INDEX IF NOT EXISTS identity_of_putusan ON identity (putusan_id);
CREATE INDEX IF NOT EXISTS identity_of_subject ON identity (subject);
CREATE INDEX IF NOT EXISTS identity_of_case ON identity (case_number);
CREATE INDEX IF NOT EXISTS identity_of_person ON identity (person);
-- A subject under whose key a ruling of this person once lay: erasure takes both.
CREATE TABLE IF NOT EXISTS former (
    former text NOT NULL PRIMARY KEY,
    subject text NOT NULL
);
-- Which store this is and how often it was written, of which the database knows both; the proof that the master key fits.
CREATE TABLE IF NOT EXISTS store (
    one integer PRIMARY KEY CHECK (one = 1),
    id text NOT NULL,
    generation integer NOT NULL,
    proof blob NOT NULL
)
