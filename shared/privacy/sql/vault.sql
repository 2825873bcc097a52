-- The vault: personal values under each person's own key. Who looked at them stands in the audit trail.

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

-- The erasure list a second time, for the case that the key folder is restored and the database is not.
CREATE TABLE vault.erasure (
    subject text NOT NULL,
    key_id text NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (subject, key_id)
);

-- The key store under whose keys all of this lies, and the highest of its generations that was ever used here: a store
-- that is another one, or older, must not be served with.
CREATE TABLE vault.keystore (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    store_id text NOT NULL,
    generation bigint NOT NULL
);

-- Raises the generation that is known of this store, never lowers it; false: the database knows another store. Nothing is
-- written, and nobody waits for the row, where the figure is no news.
CREATE FUNCTION vault.know_store_1(id text, reached bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE vault.keystore SET generation = greatest(generation, reached) WHERE store_id = id AND generation < reached;
    RETURN EXISTS (SELECT FROM vault.keystore WHERE store_id = id);
END
$$;

-- Inserts hold a shared lock from before they draw their seq until they have committed …
CREATE FUNCTION vault.put_1(
    refs text[], subjects text[], kinds text[], key_ids text[], ciphertexts bytea[], event_ids uuid[], at timestamptz,
    id text, reached bigint
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NOT vault.know_store_1(id, reached) THEN
        RETURN false;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtext('vault.item'));
    INSERT INTO vault.item (ref, subject, kind, key_id, ciphertext, event_id, put_at)
    SELECT *, at FROM unnest(refs, subjects, kinds, key_ids, ciphertexts, event_ids)
    ON CONFLICT (ref) DO NOTHING;
    RETURN true;
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
GRANT SELECT, INSERT ON vault.erasure, vault.keystore TO bakti_vault;
GRANT UPDATE (generation) ON vault.keystore TO bakti_vault;
