"""Who takes part in the journeys: each signs in once, as a person does, and is then known by the cookie."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from tests.journeys.site import Site
from tests.journeys.visitor import DESK, PHONE, Visitor
from tests.journeys.watching import Watch


@dataclass
class People:
    """Opens browsers for people; cookies are kept, so that each signs in once."""

    browser: Browser
    site: Site
    cookies: dict[str, Any] = field(default_factory=dict)
    hurried: bool = False
    """Whether nobody looks at the pages on the way."""

    @contextmanager
    def nobody(self, story: str, *, script: bool = True, wide: bool = False) -> Iterator[Visitor]:
        """Somebody who is not signed in."""
        with self._visitor(story, None, script=script, wide=wide) as visitor:
            yield visitor

    @contextmanager
    def citizen(
        self, story: str, key: str, *, script: bool = True, wide: bool = False, anew: bool = False
    ) -> Iterator[Visitor]:
        """A sample citizen, on a phone unless `wide`; `anew` signs in again, as on another device."""
        known = None if anew else self.cookies.get(key)
        with self._visitor(story, known, script=script, wide=wide) as visitor:
            if known is None:
                self.sign_in_citizen(visitor, key)
                self.cookies.setdefault(key, visitor.context.storage_state())
            yield visitor

    @contextmanager
    def officer(self, story: str, username: str) -> Iterator[Visitor]:
        """A sample officer at a desk."""
        known = self.cookies.get(username)
        with self._visitor(story, known, script=True, wide=True) as visitor:
            if known is None:
                self.sign_in_officer(visitor, username)
                self.cookies[username] = visitor.context.storage_state()
            yield visitor

    @contextmanager
    def _visitor(self, story: str, known: Any, *, script: bool, wide: bool) -> Iterator[Visitor]:
        context = self.browser.new_context(
            viewport=DESK if wide else PHONE,
            java_script_enabled=script,
            storage_state=known,
            locale="vi-VN",
            accept_downloads=True,
        )
        context.set_default_timeout(60_000)
        mirror = None if script else self.browser.new_context(locale="vi-VN")
        yield Visitor(context, context.new_page(), Watch(context, story, mirror), self.site.url, passing=self.hurried)
        context.close()
        if mirror is not None:
            mirror.close()

    def sign_in_citizen(self, visitor: Visitor, key: str) -> None:
        """Sign in at the electronic identity."""
        visitor.go("/dang-nhap")
        visitor.press("Đăng nhập bằng VNeID")
        self.agree(visitor, key)

    @staticmethod
    def agree(visitor: Visitor, key: str) -> None:
        """Choose a person at the electronic identity, and agree."""
        visitor.page.locator(f'input[name=person][value="{key}"]').check()
        visitor.press("Đồng ý và đăng nhập")

    def sign_in_officer(self, visitor: Visitor, username: str) -> None:
        """Sign in with the password."""
        visitor.go("/can-bo/dang-nhap")
        visitor.page.get_by_label("Tên đăng nhập").fill(username)
        visitor.page.get_by_label("Mật khẩu").fill(self.site.password)
        visitor.press("Đăng nhập")
