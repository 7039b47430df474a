"""What every page of every journey is held to: axe finds nothing, nothing sticks out, the console stays silent."""

import os
import shutil
from collections import Counter
from contextlib import closing
from typing import ClassVar

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page

from portal.config import PROJECT
from tests.journeys.spelling import slug

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = PROJECT / "var" / "journeys"
TAKES_PICTURES = bool(os.environ.get("PICTURES"))
"""Whether somebody wants to look at the pages afterwards: pictures take a tenth of the time, and prove nothing."""
NARROWEST = 320
LOADS_ANEW = 3
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
JUDGE = f"""axe.run(document, {{iframes: false, runOnly: {RULES}}})
    .then(found => found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))"""
STICKS_OUT = """() => {
    const fits = e => e.getBoundingClientRect().right <= innerWidth + 1
    const scrolls = e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && fits(e)
    const held = e => e && (scrolls(e) || held(e.parentElement))
    return [...document.querySelectorAll('body *')]
        .filter(e => !fits(e) && e.checkVisibility() && !e.closest('.govuk-visually-hidden') && !held(e.parentElement))
        .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 60))
}"""
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } "
SPACED += "p { margin-bottom: 2em !important }"
"""The room between letters, words and lines that a reader may ask for (WCAG 1.4.12)."""
CUT_OFF = """spaced => {
    const room = new CSSStyleSheet()
    room.replaceSync(spaced)
    document.adoptedStyleSheets.push(room)
    const hides = (e, to) => ['hidden', 'clip'].includes(getComputedStyle(e)[to])
    const cut = e => hides(e, 'overflowX') && e.scrollWidth > e.clientWidth + 1
        || hides(e, 'overflowY') && e.scrollHeight > e.clientHeight + 1
    const found = [...document.querySelectorAll('body *')]
        .filter(e => e.checkVisibility() && cut(e))
        .filter(e => !e.closest('.govuk-visually-hidden, .govuk-skip-link, svg, input, select, textarea'))
        .map(e => 'cut off: ' + e.tagName + '.' + e.className + ' ' + e.textContent.trim().slice(0, 60))
    document.adoptedStyleSheets.pop()
    return found
}"""
"""What a reader who asks for that room would not see."""
OUT_OF_ORDER = """() => {
    const whole = e => (e.closest('label') ?? e).getBoundingClientRect()
    const rolls = e => ['auto', 'scroll'].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1
    const frame = e => e && (rolls(e) ? e : frame(e.parentElement))
    const seen = e => {
        const { top, bottom } = whole(e)
        const held = frame(e.parentElement)?.getBoundingClientRect() ?? { top, bottom }
        return { top: Math.min(top, held.bottom), bottom: Math.max(Math.min(bottom, held.bottom), held.top) }
    }
    const box = (e, other) => (frame(e.parentElement) === frame(other.parentElement) ? whole : seen)(e)
    const stays = e => e && (['sticky', 'fixed'].includes(getComputedStyle(e).position) || stays(e.parentElement))
    const stops = [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')]
        .filter(e => e.checkVisibility() && e.tabIndex >= 0 && !e.closest('.govuk-visually-hidden') && !stays(e))
    return stops.slice(1).filter((e, at) => box(e, stops[at]).bottom <= box(stops[at], e).top)
        .map(e => 'before what it stands below: ' + e.outerHTML.slice(0, 100))
}"""
"""What the key Tab reaches after something that stands below it: on a phone all stands in one column.

A bar that stays in sight while the page moves stands nowhere in that column, and what a frame has rolled out of sight
stands no lower than the frame.
"""
WORDS = '() => document.body.innerHTML.replace(/value="[^"]*"|[0-9a-f-]{36}|\\d\\d:\\d\\d/g, \'\')'
"""A page with all that it says."""


class Watch:
    """Watches one browser context; `problems` holds what its pages complained about."""

    seen: ClassVar[set[int]] = set()
    """Pages that were judged, by all that they say and their width."""
    taken: ClassVar[Counter[str]] = Counter()
    """How many pictures each story has."""

    def __init__(self, context: BrowserContext, story: str, mirror: BrowserContext | None = None) -> None:
        self.story = story
        self.mirror = mirror
        self.problems: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or _is_own_status(message):
            return
        self.problems.append(f"{message.type}: {message.text} ({message.location['url']})")

    def judge(self, page: Page, name: str) -> None:
        """Hold the page as it stands now to the rules, and keep a picture of it when pictures are wanted.

        A page that waits for a worker may load itself anew meanwhile; then what came is held to them.
        """
        for _ in range(LOADS_ANEW):
            try:
                return self._judge(page, name)
            except Error as error:
                if "navigat" not in error.message:
                    raise
                page.wait_for_load_state()
        return self._judge(page, name)

    def _judge(self, page: Page, name: str) -> None:
        where = f"{self.story}: {name} ({page.url})"
        _nothing(self.problems, where)
        says = hash((page.evaluate(WORDS), page.viewport_size and page.viewport_size["width"]))
        if says in Watch.seen:
            return
        if TAKES_PICTURES:
            self.picture(page, name)
        _nothing(axe(page) if self.mirror is None else _axe_in(self.mirror, page), where)
        _nothing(sticking_out(page), where)
        Watch.seen.add(says)

    def picture(self, page: Page, name: str) -> None:
        """Keep a picture of the whole page, for eyes."""
        Watch.taken[self.story] += 1
        folder = PICTURES / self.story
        if Watch.taken[self.story] == 1:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        file = f"{Watch.taken[self.story]:02d}-{slug(name)}.jpg"
        page.screenshot(path=folder / file, full_page=True, type="jpeg", quality=70)


def _nothing(found: list[str], where: str) -> None:
    if found:
        raise AssertionError("\n".join([where, *found]))


def _is_own_status(message: ConsoleMessage) -> bool:
    """Say whether Chromium merely repeats the status of the page itself, which journeys look at on their own."""
    page = message.page
    return (
        message.text.startswith("Failed to load resource") and page is not None and message.location["url"] in page.url
    )


def axe(page: Page) -> list[str]:
    """Return what axe finds. It is brought in beside the page's content policy, which stays as it is."""
    session = page.context.new_cdp_session(page)
    judged = f"{AXE.read_text(encoding='utf-8')};\n{JUDGE}"
    said = session.send("Runtime.evaluate", {"expression": judged, "awaitPromise": True, "returnByValue": True})
    session.detach()
    found: list[str] = said["result"]["value"]
    return found


def _axe_in(mirror: BrowserContext, page: Page) -> list[str]:
    """Judge a page that runs no script in another browser, where axe can run but the page's own scripts do not."""
    html = page.content()
    with closing(mirror.new_page()) as copy:
        copy.set_viewport_size(page.viewport_size or {"width": NARROWEST, "height": 800})
        copy.route("**/*.js", lambda route: route.abort())
        copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        copy.goto(page.url)
        return axe(copy)


def sticking_out(page: Page) -> list[str]:
    """Return what does not fit on the narrowest screen, which is also one of 1280 pixels at 400 % (WCAG 1.4.10)."""
    size = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    try:
        found: list[str] = page.evaluate(STICKS_OUT) + page.evaluate(CUT_OFF, SPACED) + page.evaluate(OUT_OF_ORDER)
    finally:
        if size is not None:
            page.set_viewport_size(size)
    return found
