-- Ends one session of an account, or every one but this.
UPDATE access.session SET ended_at = :at
WHERE account_id = :account_id AND ended_at IS NULL AND token_hash <> :token_hash
    AND (CAST(:device_id AS text) IS NULL OR encode(substring(token_hash FROM 1 FOR 8), 'hex') = :device_id)
