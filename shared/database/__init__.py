"""Engine, transaction, roles and migrations."""
