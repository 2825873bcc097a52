"""Alembic migrations: only tables that cannot be rebuilt."""
