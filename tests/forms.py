"""A page's forms as a browser would send them: what stands in their fields, read from the page itself."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import httpx2

PAGE = {"accept": "text/html"}
OURS = {"sec-fetch-site": "same-origin"}


class _Reader(HTMLParser):
    """Finds one form's fields; a select's is its selected option, else its first."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside, self.action = form_id, False, ""
        self.fields: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag more."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and has.get("id") == self.form_id:
            self.inside, self.action = True, has["action"]
        elif self.inside and tag == "input" and has.get("type") not in ("checkbox", "file"):
            self.fields[has["name"]] = has.get("value", "")
        elif self.inside and tag == "select":
            self.select = has["name"]
        elif self.inside and tag == "option" and ("selected" in has or self.select not in self.fields):
            self.fields[self.select] = has["value"]
        elif self.inside and tag == "textarea":
            self.area = has["name"]
            self.fields[self.area] = ""

    def handle_data(self, data: str) -> None:
        """What stands in a field of several lines."""
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        """A field or the form ends."""
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""


def form_in(page: str, form_id: str) -> tuple[str, dict[str, str]]:
    """The address that the form of this page posts to, and what stands in its fields."""
    reader = _Reader(form_id)
    reader.feed(page)
    assert reader.action, f"no form {form_id}"
    return reader.action, reader.fields


async def pressed(
    client: httpx2.AsyncClient, page: str, form_id: str, typed: Mapping[str, Any] | None = None
) -> httpx2.Response:
    """The answer to the form of this page, these fields typed into."""
    action, fields = form_in(page, form_id)
    return await client.post(action, data={**fields, **(typed or {})}, headers=PAGE | OURS)


async def led(client: httpx2.AsyncClient, answer: httpx2.Response) -> str:
    """The page that an answer leads to."""
    assert answer.status_code == 303, (answer.status_code, answer.text[:2000])
    page = await client.get(answer.headers["location"], headers=PAGE)
    assert page.status_code == 200, page.text[:2000]
    return page.text
