-- The login roles, and what each may do before any migration has granted it anything: connect.
-- Run by an administrator before every migration: a backup restored into a new cluster brings tables but no roles.
-- Roles belong to the cluster, and several databases of one cluster may run this at once: so only differences
-- are written, and the caller tries again on "tuple concurrently updated".

DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'bakti_owner', 'bakti_intake', 'bakti_matching', 'bakti_attendance', 'bakti_reporting',
        'bakti_relay', 'bakti_vault', 'bakti_access', 'bakti_operator'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I LOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another database's migration was quicker
            END;
        END IF;
        -- An administrator who is no superuser may act for the roles that it made.
        IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO %I', wanted, current_user);
        END IF;
        -- The owner makes the services' first tables in the services' own schemas.
        IF wanted <> 'bakti_owner' AND NOT pg_has_role('bakti_owner', wanted, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO bakti_owner', wanted);
        END IF;
        -- Nobody waits long for a lock or runs on unseen; a rebuild says SET LOCAL statement_timeout = 0.
        -- The operator's readings of a whole ledger are long by nature.
        IF wanted NOT IN ('bakti_owner', 'bakti_operator') AND NOT EXISTS (
            SELECT FROM pg_roles WHERE rolname = wanted AND 'statement_timeout=5s' = ANY (rolconfig)
        ) THEN
            EXECUTE format('ALTER ROLE %I SET lock_timeout = ''2s''', wanted);
            EXECUTE format('ALTER ROLE %I SET statement_timeout = ''5s''', wanted);
            EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''60s''', wanted);
        END IF;
    END LOOP;

    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CREATE ON DATABASE %I TO bakti_owner', current_database());
    EXECUTE format(
        'GRANT CONNECT, TEMPORARY ON DATABASE %I TO bakti_owner, bakti_intake, bakti_matching, bakti_attendance, '
        'bakti_reporting, bakti_relay, bakti_vault, bakti_access, bakti_operator', current_database()
    );
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    -- A function is executable by everybody unless its owner says otherwise; the owner says otherwise.
    ALTER DEFAULT PRIVILEGES FOR ROLE bakti_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
    -- Where Alembic notes the revision.
    CREATE SCHEMA IF NOT EXISTS revision AUTHORIZATION bakti_owner;
END
$$;
