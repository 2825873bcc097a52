"""The audit trail and what is read beside it, as queries of reports have them; read under the role of sign-in."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, DateTime, MetaData, Table, Text, literal_column
from sqlalchemy.dialects.postgresql import ARRAY

from shared.database.roles import Role

READER: Final = Role.ACCESS
"""Whoever serves the pages that show it."""
_METADATA: Final = MetaData()

ENTRY: Final = Table(
    "entry",
    _METADATA,
    Column("number", BigInteger),
    Column("at", DateTime(timezone=True)),
    *(Column(name, Text) for name in ("kind", "account", "role", "action", "source", "purpose", "outcome", "object")),
    Column("detail", Text),
    Column("subjects", ARRAY(Text)),
    Column("fields", ARRAY(Text)),
    schema="audit",
)
ABOUT_ACCOUNT: Final = literal_column("kind IN ('sign-in', 'account')", Boolean)
"""Entries that are about an account; written as their index has it, which a bound value would not be known to fit."""
ACCOUNT: Final = Table("account", _METADATA, Column("account_id", Text), Column("name", Text), schema="access")
ACCOUNT_ROLE: Final = Table(
    "account_role", _METADATA, *(Column(name, Text) for name in ("account_id", "role")), schema="access"
)
OPENING: Final = Table(
    "opening",
    _METADATA,
    *(Column(name, Text) for name in ("opening_id", "account_id", "klien_id", "purpose")),
    Column("opened_at", DateTime(timezone=True)),
    Column("until_at", DateTime(timezone=True)),
    schema="access",
)
