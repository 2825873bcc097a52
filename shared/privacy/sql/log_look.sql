-- Somebody was shown these persons, or searched (what was sought is a personal value and stays out).
SELECT audit.append_1(
    CAST(:at AS timestamptz), 'look', :account, :role, :action, CAST(:subjects AS text[]), CAST(:fields AS text[]),
    :source, :purpose, :outcome, NULL, NULL
)
