-- Puts sealed values into the vault, each once: a retry finds its row there; false where the database knows another store.
SELECT vault.put_1(
    CAST(:refs AS text[]), CAST(:subjects AS text[]), CAST(:kinds AS text[]), CAST(:key_ids AS text[]),
    CAST(:ciphertexts AS bytea[]), CAST(:event_ids AS uuid[]), CAST(:at AS timestamptz),
    :store_id, CAST(:generation AS bigint)
)
