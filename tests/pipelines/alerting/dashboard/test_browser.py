"""The page in a real browser: what can be seen, reached by keyboard, read aloud, and attacked."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from connected_car.pipelines.alerting.dashboard.page import dashboard_page

ATTACK = "\"'><script>window.hit=1</script><img src=x onerror=window.hit=1>"
PLACES = ["", "#battery/a", "#battery/b", "#component/V1%2Fbrake%20disc"]


@pytest.fixture(scope="module")
def made() -> list[str]:
    """The page, from when the first test has asked for it."""
    return []


@pytest.fixture
def html(made, make_sources, alerting) -> str:
    if not made:
        sources, _ = make_sources(budget={"per_day": 1, "per_week": 1})
        made.append(dashboard_page(sources, alerting.dashboard))
    return made[0]


def _serious(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    bad = [v for v in found if v["impact"] in ("serious", "critical")]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in bad]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(html, show, scheme):
    pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    seen = show(html, color_scheme=scheme, bypass_csp=True)
    for place in PLACES:
        seen.page.goto(seen.uri + place)
        assert _serious(seen.page) == [], place
    assert seen.complaints == []


def test_nothing_is_asked_of_the_net_and_nothing_goes_wrong(html, show):
    seen = show(html)
    for place in PLACES:
        seen.page.goto(seen.uri + place)
        assert seen.page.locator("main:visible h1").count() == 1
    assert seen.complaints == []
    assert {url.split("#")[0] for url in seen.requests if not url.startswith("data:")} == {seen.uri}


def test_each_number_opens_a_list_of_so_many(html, show):
    from playwright.sync_api import expect

    page = show(html).page
    links = page.locator(".urgent a, .matrix a, .states a")
    assert links.count() > 8
    for i in range(links.count()):
        count = int(links.nth(i).inner_text().replace(",", ""))
        links.nth(i).click()
        expect(page.locator("#found")).to_have_text(re.compile(rf"^{count:,} of "))


def test_hostile_ids_and_notes_cannot_script_it(make_sources, alerting, show):
    sources, _ = make_sources()
    alerts, ids = sources.alerts, sources.alerts["Subject_ID"]
    hostile = replace(
        sources,
        alerts=alerts.assign(
            Reason=ATTACK, Message=ATTACK, Workshop=ATTACK, Subject_ID=ids.replace("a", ATTACK)
        ),
        history=sources.history.assign(Note=ATTACK, By=ATTACK),
        risk=sources.risk.assign(
            Reason=ATTACK, Battery_ID=sources.risk["Battery_ID"].replace("a", ATTACK)
        ),
        components=sources.components.assign(information=ATTACK, Reason=ATTACK),
        vehicles=sources.vehicles.assign(Model=ATTACK),
    )
    seen = show(dashboard_page(hostile, alerting.dashboard))
    page = seen.page
    assert page.locator(".rows").get_by_text(ATTACK, exact=True).count() > 0
    page.locator(".rows a", has_text="window.hit").first.click()
    page.wait_for_selector("#subject h1")
    assert ATTACK in page.locator("#subject .kicker").inner_text()
    page.goto(seen.uri + PLACES[-1])
    assert page.locator("blockquote").first.inner_text() == ATTACK
    for place in (f"#battery/{ATTACK}", "#battery/__proto__", "#battery/%E0%A4%A", "#list?q=%3Cb"):
        page.goto(seen.uri + place)
    assert page.evaluate("window.hit") is None
    assert page.locator("img").count() == 0
    assert [words for words in seen.complaints if "hit" in words or "Error" in words] == []


def test_even_a_script_that_got_in_would_not_run(html, show):
    page = show(html.replace("</footer>", "<script>window.hit=1</script></footer>")).page
    assert page.evaluate("window.hit") is None


def test_ten_thousand_alerts_are_searched_sorted_and_scrolled_by_few_rows(many, alerting, show):
    seen = show(dashboard_page(many, alerting.dashboard))
    page, rows = seen.page, seen.page.locator(".rows .row")
    assert rows.count() < 60
    page.locator("#q").fill("b0123")
    assert page.locator("#found").inner_text() == "10 of 10,000 alerts"
    page.locator("#clear").click()
    page.get_by_role("button", name="Days").click()
    assert page.locator("[aria-sort]").get_attribute("aria-sort") == "descending"
    assert page.evaluate("list.shown.every((a, i, all) => !i || all[i - 1].days >= a.days)")
    page.locator(".rows").evaluate("node => { node.scrollTop = node.scrollHeight; }")
    page.wait_for_selector('.rows .row[aria-rowindex="10001"]')
    assert rows.count() < 60
    assert seen.complaints == []


def test_the_keyboard_is_enough(html, show):
    page = show(html).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.locator(".rows").focus()
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("Tab")  # leaves the list, however long it is
    assert page.evaluate("document.activeElement.closest('.rows')") is None
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("#subject h1")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert first in page.title()
    page.go_back()
    page.wait_for_selector("#overview h1")
    assert page.evaluate("document.activeElement.closest('.row').textContent").startswith(first)


@pytest.mark.parametrize("place", PLACES)
def test_it_fits_a_phone(html, show, place):
    page = show(html, place, viewport={"width": 360, "height": 740}).page
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    lines = page.locator(".matrix tbody th:visible").evaluate_all("n => n.map(t => t.offsetHeight)")
    assert max(lines, default=0) < 50  # a severity and its dot stand in one line
    rows = page.locator(".rows:visible .row")
    for name in ("due", "reason"):
        assert rows.locator(f".c-{name}:visible").count() == rows.count(), name
    assert rows.evaluate_all("rows => rows.every(row => row.scrollHeight <= row.clientHeight)")


def test_the_list_is_printed_whole(html, show):
    page = show(html).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(".rows .row").count() == page.evaluate("alerts.length")


def test_a_battery_without_an_alert_is_found(html, show):
    page = show(html).page
    page.locator("#q").fill("d")
    page.locator("#f-kind").select_option("silence")
    page.locator("#f-severity").select_option("overdue")
    page.locator("#nothing a", has_text=re.compile("^d$")).click()
    page.wait_for_selector("#subject h1")
    assert page.locator("#subject h1").inner_text() == "Ok"
    assert "It has had no alert" in page.locator("#subject").inner_text()


def test_the_charts_are_drawn_inside_their_frame(html, show):
    page = show(html, "#battery/a").page
    assert page.locator("#subject svg.chart").count() == 2
    widths = page.locator("#subject svg.chart").evaluate_all(
        "nodes => nodes.flatMap(n => { const f = n.getBoundingClientRect();"
        " const right = p => p.getBoundingClientRect().right - f.right;"
        " return [...n.querySelectorAll('path')].map(right); })"
    )
    assert max(widths) < 2


def test_without_data_it_opens_as_well(nothing, alerting, show):
    seen = show(dashboard_page(nothing, alerting.dashboard))
    assert seen.page.locator("#nothing").inner_text() == "There are no alerts."
    assert seen.complaints == []


def test_an_old_page_says_how_old_it_is(make_sources, alerting, show):
    sources, _ = make_sources()
    page = show(dashboard_page(sources, alerting.dashboard)).page
    words = page.locator("#opened-on").inner_text()
    days = (pd.Timestamp.now(tz="UTC").normalize().tz_localize(None) - sources.day).days
    assert not words or abs(int(re.sub(r"\D", "", words)) - days) <= 1


def test_a_dark_screen_prints_on_white_paper_with_all_columns(html, show):
    page = show(html, color_scheme="dark", viewport={"width": 700, "height": 900}).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 32, 43)"
    cells = page.locator(".rows .row").first.locator("[role=cell]:visible")
    assert cells.count() == page.locator(".head [role=columnheader]:visible").count() == 7
    cut = "cells => cells.filter(c => c.scrollWidth > c.clientWidth).map(c => c.textContent)"
    assert page.locator(".list .cell:visible").evaluate_all(cut) == []


def test_a_long_list_says_how_much_of_it_is_printed(many, alerting, show):
    page = show(dashboard_page(many, alerting.dashboard)).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".rows .row").count() == 500
    assert page.locator("#found").inner_text() == "10,000 alerts; the first 500 are printed"
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#found").inner_text() == "10,000 alerts"
    assert page.locator(".rows .row").count() < 60
