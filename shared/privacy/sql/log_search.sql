-- Somebody searched; what was sought is a personal value and stays out.
INSERT INTO vault.look (looked_at, looker, purpose, subject, fields)
VALUES (CAST(:at AS timestamptz), :looker, :purpose, NULL, CAST(:kinds AS text[]))
