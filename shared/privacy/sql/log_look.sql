-- Somebody was shown these persons, or searched (what was sought is a personal value and stays out).
INSERT INTO vault.look (looked_at, looker, purpose, subjects, fields)
VALUES (CAST(:at AS timestamptz), :looker, :purpose, CAST(:subjects AS text[]), CAST(:fields AS text[]))
