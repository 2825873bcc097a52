-- One more try; a success clears them.
UPDATE access.account
SET failures = failures + 1, wait_until = CAST(:wait_until AS timestamptz)
WHERE account_id = :account_id
