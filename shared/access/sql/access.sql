-- Who may sign in, and who is signed in; what happened to either stands in the audit trail.

CREATE TABLE access.account (
    account_id text PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    -- NULL: nobody signs in before its invitation was used.
    password_hash text,
    created_at timestamptz NOT NULL,
    closed_at timestamptz
);

-- What an account's person may be. Who has several roles chooses which one acts.
CREATE TABLE access.account_role (
    account_id text NOT NULL REFERENCES access.account,
    role text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, role)
);

-- From where an account has signed in before: from there its right password gets in, whatever others try.
CREATE TABLE access.source (
    account_id text NOT NULL REFERENCES access.account,
    source text NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, source)
);

-- The key of the digests that stand for sources and for logins that are none: without it the few addresses there are
-- could be tried one by one. Whoever has the whole database has it, too.
CREATE TABLE access.pepper (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL
);
INSERT INTO access.pepper (key) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- The token itself is nowhere: whoever reads this table can sign in as nobody. A session that has ended is known for a
-- day, so that what is typed into a page of it is kept for whose it was.
CREATE TABLE access.session (
    token_hash bytea PRIMARY KEY,
    account_id text NOT NULL REFERENCES access.account,
    opened_at timestamptz NOT NULL,
    -- When something was last asked with it, to some minutes.
    seen_at timestamptz NOT NULL,
    -- On what kind of device it was opened, so that its person knows it again in the list.
    device text NOT NULL,
    -- What is still asked for before it may do anything: ``code`` or ``enrolment`` of a second factor, or the ``role``.
    awaits text,
    -- The role that acts; NULL while something is awaited. It ends where the account has that role no longer.
    role text,
    expires_at timestamptz NOT NULL,
    -- Where it was ended before its time.
    ended_at timestamptz
);
CREATE INDEX session_of_account ON access.session (account_id, opened_at);
CREATE INDEX session_by_expiry ON access.session (expires_at);

-- By what a person sets their own password, once: the newest of an account alone. The token itself is nowhere; one that
-- was used or replaced is known for as long as it would have lived, so that its bearer is told what became of it.
CREATE TABLE access.invitation (
    token_hash bytea PRIMARY KEY,
    account_id text NOT NULL REFERENCES access.account,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE UNIQUE INDEX invitation_open ON access.invitation (account_id) WHERE ended_at IS NULL;

-- The secret of a person's second factor, sealed under a key that is not in this database; and the codes by which they
-- come in without their phone, each once. last_step: no code of the moment works twice.
CREATE TABLE access.second_factor (
    account_id text PRIMARY KEY REFERENCES access.account,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint
);
CREATE TABLE access.recovery_code (
    account_id text NOT NULL REFERENCES access.account,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (account_id, code_hash)
);

-- What people typed and sent, for a while: sealed under a key that is not in this database, bound to owner and id.
CREATE TABLE access.kept (
    kept_id text PRIMARY KEY,
    -- An account; or an action of the policy table, whose roles all work on it.
    owner text NOT NULL,
    kind text NOT NULL,
    sealed bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX kept_of_owner ON access.kept (owner, kind, kept_at);
CREATE INDEX kept_by_expiry ON access.kept (expires_at);

-- A person who was opened to somebody outside their reach, for an hour, by a purpose and a reason. The reason lies sealed
-- under a key that is not in this database.
CREATE TABLE access.opening (
    opening_id text PRIMARY KEY,
    account_id text NOT NULL REFERENCES access.account,
    klien_id text NOT NULL,
    purpose text NOT NULL,
    sealed bytea NOT NULL,
    opened_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL
);
CREATE INDEX opening_of_account ON access.opening (account_id, until_at);
CREATE INDEX opening_by_time ON access.opening (opened_at);

-- What the operator asked of the house by page, done by the process that it concerns; and what `bakti verify` found.
-- Ids and figures only.
CREATE TABLE access.errand (
    errand_id text PRIMARY KEY,
    kind text NOT NULL,
    -- A projection or a reaction; empty where the whole ledger is meant.
    target text NOT NULL,
    -- The parked key that is tried again.
    key text NOT NULL DEFAULT '',
    -- NULL: asked by the command line.
    asked_by text REFERENCES access.account,
    asked_at timestamptz NOT NULL,
    -- Until when the process that does it is believed to live; past it another begins anew.
    held_until timestamptz,
    done bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    ended_at timestamptz,
    found jsonb
);
-- A second press while one is open is the same errand.
CREATE UNIQUE INDEX errand_open ON access.errand (kind, target, key) WHERE ended_at IS NULL;
CREATE INDEX errand_by_time ON access.errand (asked_at);

REVOKE ALL ON ALL TABLES IN SCHEMA access FROM PUBLIC;
GRANT USAGE ON SCHEMA access TO bakti_access;
GRANT SELECT, INSERT, UPDATE ON access.account TO bakti_access;
GRANT SELECT, INSERT, DELETE ON access.account_role TO bakti_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.session TO bakti_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.invitation TO bakti_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.second_factor, access.recovery_code TO bakti_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.kept TO bakti_access;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.source TO bakti_access;
GRANT SELECT ON access.pepper TO bakti_access;
GRANT SELECT, INSERT ON access.opening TO bakti_access;
GRANT SELECT, INSERT, UPDATE ON access.errand TO bakti_access;
