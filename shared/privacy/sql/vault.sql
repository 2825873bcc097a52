-- The vault: personal values under each person's own key, and who looked at them.

CREATE TABLE vault.item (
    ref text PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    subject text NOT NULL,
    kind text NOT NULL,
    key_id text NOT NULL,
    ciphertext bytea NOT NULL,
    event_id uuid NOT NULL,
    put_at timestamptz NOT NULL
);
CREATE INDEX item_of_subject ON vault.item (subject, kind, seq);

-- Never a value: who looked, at whom, at which fields, for what. One row an answer, with everybody it shows.
CREATE TABLE vault.look (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    looked_at timestamptz NOT NULL,
    looker text NOT NULL,
    purpose text NOT NULL,
    subjects text[] NOT NULL,
    fields text[] NOT NULL
);
CREATE INDEX look_of_subject ON vault.look USING gin (subjects);

-- The erasure list a second time, for the case that the key folder is restored and the database is not.
CREATE TABLE vault.erasure (
    subject text NOT NULL,
    key_id text NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (subject, key_id)
);

-- Inserts hold a shared lock from before they draw their seq until they have committed …
CREATE FUNCTION vault.put_1(
    refs text[], subjects text[], kinds text[], key_ids text[], ciphertexts bytea[], event_ids uuid[], at timestamptz
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('vault.item'));
    INSERT INTO vault.item (ref, subject, kind, key_id, ciphertext, event_id, put_at)
    SELECT *, at FROM unnest(refs, subjects, kinds, key_ids, ciphertexts, event_ids)
    ON CONFLICT (ref) DO NOTHING;
END
$$;

-- … so whoever holds it alone sees every row up to the highest seq: none below can still appear.
CREATE FUNCTION vault.settled_until_1() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('vault.item'));
    RETURN (SELECT coalesce(max(seq), 0) FROM vault.item);
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA vault TO bakti_vault;
REVOKE ALL ON ALL TABLES IN SCHEMA vault FROM PUBLIC;
GRANT USAGE ON SCHEMA vault TO bakti_vault;
GRANT SELECT, INSERT, DELETE ON vault.item TO bakti_vault;
GRANT SELECT, INSERT ON vault.look, vault.erasure TO bakti_vault;
