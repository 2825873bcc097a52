-- subscriptions: where each subscription of a service stands, and what it could not apply. The words {schema} and
-- {role} are replaced by a service's own: only its role touches these tables, in the transaction of its rows.

-- One row a subscription: everything up to position is in its tables. Locked first by whoever writes them.
CREATE TABLE {schema}.checkpoint (
    name     text COLLATE "C" PRIMARY KEY,
    epoch    bigint NOT NULL,
    position bigint NOT NULL CHECK (position >= 0),
    hash     bytea NOT NULL,                     -- the chain's, at position: proves that both tell one history
    moved_at timestamptz NOT NULL,
    version  text COLLATE "C" NOT NULL           -- of the fold that made the rows; none for reactions
);

-- One row a key whose event could not be applied; its later events wait behind it, other keys go on.
CREATE TABLE {schema}.parked (
    subscription text COLLATE "C" NOT NULL,
    key          text COLLATE "C" NOT NULL,
    position     bigint NOT NULL,                -- of the first event that could not be applied
    type         text COLLATE "C" NOT NULL,      -- of that event
    reason       text NOT NULL,                  -- never a value of the event
    since        timestamptz NOT NULL,
    attempts     integer NOT NULL DEFAULT 1,
    PRIMARY KEY (subscription, key)
);

ALTER TABLE {schema}.checkpoint OWNER TO {role};
ALTER TABLE {schema}.parked OWNER TO {role};
