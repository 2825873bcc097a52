-- grants: a service that finds the ledger put back behind what it has read may raise the book's epoch.
GRANT EXECUTE ON FUNCTION ledger.raise_epoch TO bakti_intake, bakti_matching, bakti_attendance, bakti_reporting;
