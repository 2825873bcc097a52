-- The key store: subject keys, wrapped, the list of those destroyed, and a proof that the master key fits.
CREATE TABLE IF NOT EXISTS key (
    subject text NOT NULL UNIQUE,
    key_id text NOT NULL,
    wrapped blob NOT NULL
);
CREATE TABLE IF NOT EXISTS destroyed (
    subject text NOT NULL,
    key_id text NOT NULL,
    at text NOT NULL,
    UNIQUE (subject, key_id)
);
CREATE TABLE IF NOT EXISTS proof (
    one integer PRIMARY KEY CHECK (one = 1),
    wrapped blob NOT NULL
)
