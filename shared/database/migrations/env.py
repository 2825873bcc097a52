"""Alembic's entrance: the connection, its transaction and its role come from shared.database.migrate."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="revision",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
