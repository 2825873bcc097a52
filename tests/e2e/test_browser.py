"""The pages in a real browser: nothing overflows, nothing is blocked, everybody can use them, at 360 and at 1280 px."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.e2e.conftest import Told, sign_in
from tests.e2e.hands import CLIPPED, OVERFLOWS, OVERLAP, faults

pytestmark = pytest.mark.browser

WIDTHS = {360: 740, 768: 1024, 1024: 800, 1280: 900}
FIRST_VISIT_BYTES_MAX = 80_000
"""Everything of the first page over the wire: four seconds on a village's 20 kB/s."""
SOMEBODY = {
    "CHILD": ("regime=child", "klien_id"),
    "HELD": ("status=ditahan", "putusan_id"),
    "PROPOSED": ("status=menunggu_penempatan", "putusan_id"),
    "WAITING": ("status=menunggu_berita_acara", "klien_id"),
}
PAGES = (
    "/",
    "/reports/klien",
    "/reports/violations",
    "/reports/ipd",
    "/putusan",
    "/putusan/new",
    "/placement",
    "/placement/imports/new",
    "/hours/imports/new",
    "/ipd",
    "/klien/pairs",
    "/law",
    "/reports/klien/CHILD",
    "/hours/CHILD",
    "/hours/WAITING",
    "/putusan/HELD",
    "/placement/PROPOSED",
    "/session",
    "/docs",
    "/problems",
    "/hours",
    "/reports/klien?status=ditahan&sort=ruled_on",
    "/openings",
    "/klien/CHILD/export",
    *(f"/klien/CHILD/{one}" for one in ("profile", "litmas", "timeline", "merge")),
    *(f"/putusan/HELD?mend={one}" for one in ("terms", "appealed", "adjusted", "credit", "ended")),
    "/nowhere",
)
OF_OTHERS = {
    "operator": (
        "/",
        "/operator/projections",
        "/operator/projections/reporting.klien",
        "/operator/parked",
        "/accounts",
        "/reports/klien",
    ),
    "pengawas": ("/", "/hours", "/ipd"),
    "koordinator": ("/", "/reports/ipd", "/ipd", "/setting/lead_days"),
    "inspektorat": (
        "/",
        *(f"/audit/{name}" for name in ("entries", "persons", "accounts", "hours", "openings", "overrides")),
    ),
}
EVERY = [("petugas", path) for path in PAGES] + [(login, path) for login, paths in OF_OTHERS.items() for path in paths]
SMALL = """[...document.querySelectorAll('.button, .bottom > *, .chip, .nav-link')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent.trim())"""


COVERED = """() => { const bar = document.querySelector('.bottom').getBoundingClientRect()
  const at = document.activeElement.getBoundingClientRect()
  return !document.activeElement.closest('.bottom') && at.bottom > bar.top && at.top < bar.bottom }"""
"""Whether what has the focus lies under the bar at the bottom."""
PRINTED_BUTTONS = """[...document.querySelectorAll('button, .button, nav')].filter(e => e.checkVisibility()).length"""


@pytest.fixture
def signed_in(state_of: Callable[[str], dict[str, object]]) -> dict[str, object]:
    """The officer's cookie."""
    return state_of("petugas")


def some_child(told: Told) -> str:
    return filled("CHILD", told)


def filled(path: str, told: Told) -> str:
    """The path with the id of somebody in that state in place of the word."""
    if not any(word in path for word in SOMEBODY):  # each sign-in may end the browser's own: an account has so many
        return path
    with told.client("petugas") as officer:
        for word, (query, name) in SOMEBODY.items():
            if word in path:
                rows = officer.get(f"/reports/klien?{query}&limit=200").json()["items"]
                path = path.replace(word, next(row[name] for row in rows if word != "CHILD" or row["started_on"]))
    return path


def seen(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """The page, and what the browser complained of while it came."""
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page, complaints


@pytest.mark.parametrize(("login", "path"), EVERY)
def test_a_page_is_whole_and_usable(
    browser: Browser, told: Told, state_of: Callable[[str], dict[str, object]], login: str, path: str
) -> None:
    address = told.up.address + filled(path, told)
    context = browser.new_context(storage_state=state_of(login))  # type: ignore[arg-type]
    page, complaints = seen(context, address)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(OVERFLOWS), width
        assert page.evaluate(CLIPPED) == 0, width
        assert page.evaluate(OVERLAP) == [], width
        if width == 360:
            assert page.evaluate(SMALL) == []
    page.emulate_media(color_scheme="dark")
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": WIDTHS[360]})
    page.emulate_media(color_scheme="light")
    assert faults(page) == []
    assert [one for one in complaints if "status of 40" not in one] == []  # a page of an error is one too
    context.close()


@pytest.mark.alike
def test_the_first_visit_is_light_and_stays_in_the_house(
    browser: Browser, told: Told, signed_in: dict[str, object]
) -> None:
    context = browser.new_context(storage_state=signed_in)  # type: ignore[arg-type]
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    page.goto(f"{told.up.address}/")
    page.wait_for_load_state("networkidle")
    assert all(url.startswith(told.up.address) for url in sizes)
    assert sum(sizes.values()) < FIRST_VISIT_BYTES_MAX, sizes
    context.close()


@pytest.mark.alike
def test_the_one_filled_button_is_above_the_fold_of_a_phone(
    browser: Browser, told: Told, signed_in: dict[str, object]
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, storage_state=signed_in)  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/")
    assert page.locator("main .button.filled").count() == 1
    box = page.locator("main .button.filled").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 740 - 60
    context.close()


@pytest.mark.alike
def test_the_keyboard_reaches_the_content_first_and_the_rest_of_the_menu(
    browser: Browser, told: Told, signed_in: dict[str, object]
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, storage_state=signed_in)  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Langsung ke isi"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    page.locator(".bottom button").focus()
    page.keyboard.press("Enter")
    assert page.locator("#lainnya a").first.is_visible()
    context.close()


def test_a_child_is_shown_by_initials_alone(browser: Browser, told: Told, signed_in: dict[str, object]) -> None:
    names = {row["nama"].strip() for row in told.rulings if len(row["nama"] or "") > 3}
    context = browser.new_context(storage_state=signed_in)  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/reports/klien/{some_child(told)}")
    text = page.locator("main").inner_text()
    assert "identitas dirahasiakan" in text
    assert [name for name in names if name in text] == []
    context.close()


@pytest.mark.alike
def test_what_is_sought_never_stands_in_an_address(browser: Browser, told: Told, signed_in: dict[str, object]) -> None:
    context = browser.new_context(storage_state=signed_in)  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/reports/klien?regime=adult")
    # Whoever is first may be shown by initials alone: somebody is sought whose name stands there.
    full = {row["nama"].split()[0] for row in told.rulings if len(row["nama"] or "") > 3}
    shown = [name.split()[0] for name in page.locator("td .name").all_inner_texts()]
    wanted = next(name for name in shown if name in full)
    page.fill("input[name=words]", wanted)
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports/klien?found=*")
    assert wanted in page.locator("main table").inner_text()
    assert page.input_value("input[name=words]") == wanted
    assert f"“{wanted}”" in page.locator(".heading").inner_text()
    assert wanted not in page.title()  # a browser remembers titles
    context.close()


@pytest.mark.alike
def test_the_operator_sees_no_person(browser: Browser, told: Told) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, told, "operator")
    assert page.locator("a[href^='/reports/klien']").count() == 0
    answer = page.goto(f"{told.up.address}/reports/klien")
    assert answer is not None
    assert answer.status == 403
    context.close()


@pytest.mark.alike
def test_a_press_on_a_form_with_faults_shows_them_and_keeps_what_was_typed(
    browser: Browser, told: Told, signed_in: dict[str, object]
) -> None:
    context = browser.new_context(storage_state=signed_in)  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/putusan/new")
    assert page.locator("[name=record]").count() == 0
    page.fill("#putusan-nama", "Siti Rekaan")
    page.fill("#putusan-tanggal_putusan", "2026-03-05")
    page.keyboard.press("Enter")
    page.locator("[role=alert]").wait_for()
    assert page.title().startswith("Galat: ")
    assert page.evaluate("document.activeElement.id") == "galat"
    assert page.input_value("#putusan-nama") == "Siti Rekaan"
    assert page.input_value("#putusan-tanggal_putusan") == "2026-03-05"
    assert page.locator("[name=record]").inner_text() == "Catat sebagai ditolak"
    for field in ("nomor_perkara", "jenis_pidana"):
        assert page.locator(f"#putusan-{field}").evaluate("e => getComputedStyle(e).borderTopWidth") == "2px", field
    page.click("[role=alert] a[href='#putusan-nomor_perkara']")
    assert page.evaluate("document.activeElement.id") == "putusan-nomor_perkara"
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(OVERFLOWS), width
    assert faults(page) == []
    context.close()


@pytest.mark.alike
def test_a_ruling_is_asked_what_its_kind_needs_and_nothing_that_was_typed_is_hidden(
    browser: Browser, told: Told, signed_in: dict[str, object]
) -> None:
    context = browser.new_context(storage_state=signed_in)  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/putusan/new")
    adults = ("ancaman", "pidana_diganti", "lama_penjara", "besar_denda", "persetujuan", "yang_ditimbang")

    def asked(*fields: str) -> set[bool]:
        return {page.locator(f"#putusan-{field}, [name={field}] >> nth=0").is_visible() for field in fields}

    assert asked("wali", *adults) == {True}
    page.select_option("#putusan-jenis_pidana", "pidana kerja sosial")
    assert (asked("wali"), asked(*adults)) == ({False}, {True})
    page.select_option("#putusan-jenis_pidana", "pidana pelayanan masyarakat")
    assert (asked("wali"), asked(*adults)) == ({True}, {False})
    page.fill("#putusan-wali", "Orang Tua Rekaan")
    page.select_option("#putusan-jenis_pidana", "pidana kerja sosial")
    page.select_option("#putusan-persetujuan", "ya")
    assert asked("wali") == {True}
    page.select_option("#putusan-jenis_pidana", "pidana pelayanan masyarakat")
    assert (asked("persetujuan"), asked("ancaman")) == ({True}, {False})
    context.close()


@pytest.mark.alike
def test_what_has_the_focus_never_lies_under_the_bottom_bar(
    browser: Browser, told: Told, signed_in: dict[str, object]
) -> None:
    context = browser.new_context(storage_state=signed_in, viewport={"width": 360, "height": 640})  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/reports/klien")
    covered = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(COVERED):
            covered.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert not covered


@pytest.mark.alike
def test_text_follows_the_readers_own_size_and_still_fits(
    browser: Browser, told: Told, signed_in: dict[str, object]
) -> None:
    context = browser.new_context(storage_state=signed_in, bypass_csp=True)  # type: ignore[arg-type]
    page, _ = seen(context, f"{told.up.address}/reports/klien")
    size = "parseFloat(getComputedStyle(document.querySelector('.table td')).fontSize)"
    as_made = page.evaluate(size)
    page.add_style_tag(content="html { font-size: 150% }")
    assert page.evaluate(size) == pytest.approx(as_made * 1.5)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert not page.evaluate(OVERFLOWS), width
        assert page.evaluate(CLIPPED) == 0, width


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/", "/reports/violations", "/law"])
def test_a_printed_page_begins_with_its_content_and_has_no_buttons(
    browser: Browser, told: Told, signed_in: dict[str, object], path: str
) -> None:
    context = browser.new_context(storage_state=signed_in)  # type: ignore[arg-type]
    page, _ = seen(context, told.up.address + path)
    page.emulate_media(media="print")
    heading = page.locator("h1").first.text_content() or ""
    assert page.locator("body").inner_text().strip().startswith(heading.strip())
    assert page.evaluate(PRINTED_BUTTONS) == 0


@pytest.mark.alike
def test_the_operator_verifies_by_page_and_a_rebuild_is_done_meanwhile(
    browser: Browser, told: Told, state_of: Callable[[str], dict[str, object]]
) -> None:
    """With scripts off: the page of the work looks again by itself until there is a result."""
    context = browser.new_context(storage_state=state_of("operator"), java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{told.up.address}/")
    page.click("text=Periksa jurnal")
    page.locator("text=Utuh:").wait_for()
    page.goto(f"{told.up.address}/operator/projections/reporting.klien")
    page.click("button:has-text('Bangun ulang')")
    page.locator("text=Periksa sebelum dicatat").wait_for()
    page.click("button:has-text('Bangun ulang')")
    page.locator("text=baris dari").wait_for()
    page.goto(f"{told.up.address}/")
    assert "utuh" in page.locator("main").inner_text()
    context.close()
