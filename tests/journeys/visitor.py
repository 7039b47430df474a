"""A person before a browser: goes, follows, presses, and looks at every page that comes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Error, Locator, Page, Response, ViewportSize

from tests.journeys.watching import Watch

PHONE: ViewportSize = {"width": 360, "height": 780}
PATIENCE = 60
"""How often a page is looked at, twice a second, while a worker does its part."""
DESK: ViewportSize = {"width": 1366, "height": 800}


@dataclass
class Visitor:
    """One browser context with one page; each step ends with a look at the page."""

    context: BrowserContext
    page: Page
    watch: Watch
    url: str
    passing: bool = False
    """Whether the pages are only passed by; another story looks at them."""

    @contextmanager
    def passing_by(self) -> Iterator[None]:
        """Hurry over pages that another story looks at."""
        before, self.passing = self.passing, True
        yield
        self.passing = before

    def go(self, path: str, name: str = "") -> Response | None:
        """Open an address of the site."""
        answer = self.page.goto(path if path.startswith("http") else self.url + path)
        self.look(name)
        return answer

    def press(self, words: str, name: str = "") -> None:
        """Press the button that says so."""
        self._do(self.page.get_by_role("button", name=words, exact=True).first, name)

    def follow(self, words: str, name: str = "") -> None:
        """Follow the link that says so."""
        self._do(self.page.get_by_role("link", name=words, exact=True).first, name)

    def press_on(self, place: Locator, name: str = "") -> None:
        """Press what stands at a place."""
        self._do(place, name)

    def _do(self, place: Locator, name: str) -> None:
        """Click, and wait for the page that comes of it."""
        with self.page.expect_navigation(wait_until="load"):
            place.click()
        self.look(name)

    def until(self, path: str, words: str) -> None:
        """Open an address again and again until its page says `words`: a worker has to do its part first."""
        for _ in range(PATIENCE):
            self.page.goto(self.url + path)
            if words in self.words:
                break
            self.page.wait_for_timeout(500)
        self.look()
        assert words in self.words

    def until_pressable(self, words: str) -> None:
        """Open the page again and again until it has a button that says so."""
        for _ in range(PATIENCE):
            if self.page.get_by_role("button", name=words, exact=True).count():
                return
            self.page.wait_for_timeout(500)
            # A page that waits for a worker may load itself anew at this very instant; then ours comes to nothing.
            with suppress(Error):
                self.page.reload()

    def look(self, name: str = "") -> None:
        """Hold the page to what every page is held to."""
        if not self.passing:
            self.watch.judge(self.page, name or self.heading)

    @property
    def heading(self) -> str:
        """What the page says it is."""
        return self.page.title().partition(" \N{EN DASH} ")[0]

    @property
    def path(self) -> str:
        """The address of the page below the site."""
        return self.page.url.removeprefix(self.url)

    @property
    def words(self) -> str:
        """What a person reads on the page, on one line."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def errors(self) -> list[str]:
        """What the error summary says."""
        return [line.strip() for line in self.page.locator(".govuk-error-summary__list li").all_inner_texts()]
