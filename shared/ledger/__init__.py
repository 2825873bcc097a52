"""The ledger: append, read, verify, upcast; and execute, the only way in."""
