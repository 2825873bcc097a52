-- Who may sign in, who is signed in, and the trail of both.

CREATE TABLE access.account (
    account_id text PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at timestamptz,
    -- Tries since the last success, and until when no further one is looked at.
    failures integer NOT NULL DEFAULT 0,
    wait_until timestamptz
);

-- The token itself is nowhere: whoever reads this table can sign in as nobody.
CREATE TABLE access.session (
    token_hash bytea PRIMARY KEY,
    account_id text NOT NULL REFERENCES access.account,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_of_account ON access.session (account_id, opened_at);
CREATE INDEX session_by_expiry ON access.session (expires_at);

CREATE TABLE access.trail (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    account_id text NOT NULL REFERENCES access.account,
    what text NOT NULL
);

REVOKE ALL ON ALL TABLES IN SCHEMA access FROM PUBLIC;
GRANT USAGE ON SCHEMA access TO bakti_access;
GRANT SELECT, INSERT, UPDATE ON access.account TO bakti_access;
GRANT SELECT, INSERT, DELETE ON access.session TO bakti_access;
GRANT SELECT, INSERT ON access.trail TO bakti_access;
