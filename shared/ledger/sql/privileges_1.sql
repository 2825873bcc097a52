-- Who may do what with the ledger: read it, append to one's own streams through ledger.append_2; nothing else.

REVOKE ALL ON ALL TABLES IN SCHEMA ledger FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;

GRANT USAGE ON SCHEMA ledger TO
    bakti_intake, bakti_matching, bakti_attendance, bakti_reporting, bakti_relay, bakti_vault, bakti_access,
    bakti_operator;
GRANT SELECT ON ledger.event, ledger.book, ledger.writer, ledger.accepted_clock TO
    bakti_intake, bakti_matching, bakti_attendance, bakti_reporting, bakti_relay, bakti_vault, bakti_access,
    bakti_operator;

GRANT EXECUTE ON FUNCTION ledger.append_2 TO bakti_intake, bakti_matching, bakti_attendance;
GRANT EXECUTE ON FUNCTION ledger.clock_standing TO
    bakti_intake, bakti_matching, bakti_attendance, bakti_reporting, bakti_operator;
GRANT EXECUTE ON FUNCTION ledger.accept_clock TO bakti_operator;
GRANT EXECUTE ON FUNCTION ledger.raise_epoch TO bakti_relay, bakti_operator;

INSERT INTO ledger.writer (role, category) VALUES
    ('bakti_intake', 'putusan'), ('bakti_intake', 'letter'), ('bakti_intake', 'klien'), ('bakti_intake', 'profile'),
    ('bakti_intake', 'activity'), ('bakti_intake', 'agenda'), ('bakti_intake', 'setting'), ('bakti_intake', 'account'),
    ('bakti_matching', 'ipd'), ('bakti_matching', 'feasibility'), ('bakti_matching', 'placement'),
    ('bakti_matching', 'assignment'), ('bakti_matching', 'slots'),
    ('bakti_attendance', 'session'), ('bakti_attendance', 'hours'), ('bakti_attendance', 'review'),
    ('bakti_attendance', 'breach'), ('bakti_attendance', 'completion');
