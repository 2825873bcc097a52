"""The vault's statements by their files."""

from pathlib import Path

from sqlalchemy import TextClause, text


def sql(name: str) -> TextClause:
    """The statement of that file."""
    return text((Path(__file__).parent / "sql" / f"{name}.sql").read_text())
