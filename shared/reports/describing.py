"""What OpenAPI says of a report's answer: a model of its items made from its columns."""

from typing import Any

from pydantic import BaseModel, Field, create_model

from shared.reports.columns import Column
from shared.reports.reading import TOTAL_MAX
from shared.reports.report import Report
from shared.web.answers import Answer, standing

COUNTED = f"Rows that the filters leave, on all pages together; {TOTAL_MAX}: so many, or more."


def model_of(report: Report) -> type[BaseModel]:
    """The answer: some items, the number of all, and the addresses of the pages beside."""
    item: Any = item_of(report)
    return standing(
        f"{named(report)}Page",
        f"{report.summary}: a page of them.",
        items=list[item],
        total=(int, Field(ge=0, le=TOTAL_MAX, description=COUNTED)),
        next=(str | None, Field(description="The address of the page after this one.")),
        previous=(str | None, Field(description="The address of the page before this one.")),
    )


def item_of(report: Report) -> type[BaseModel]:
    """One item: every column that programs get."""
    fields: dict[str, Any] = {column.name: (column.kind, Field(**_said(column))) for column in report.for_programs}
    return create_model(named(report), __base__=Answer, __doc__=f"{report.summary}: one of them.", **fields)


def named(report: Report) -> str:
    """``KlienReport``: how its item is called."""
    return "".join(part.capitalize() for part in report.name.split("-")) + "Report"


def _said(column: Column) -> dict[str, Any]:
    words = [column.said, f"In {column.unit}." if column.unit else ""]
    said = " ".join(filter(None, words))
    return {"description": said} if said else {}
