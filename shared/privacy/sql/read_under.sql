-- Of these references those whose values lie under this person's key.
SELECT ref, subject, kind, key_id, ciphertext, event_id::text FROM vault.item
WHERE ref = ANY (CAST(:refs AS text[])) AND subject = :subject
