"""Shows every part of the face on sample pages, for eyes and for axe; it is no part of the portal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, abort, render_template, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader

from portal.web import assets, errors, headers, packing, rendering, work
from portal.web.assets import BUILD
from tests.portal.web.gallery import blocks, kinds, sample_form, types
from workflows.status import DossierStatus

NOW = datetime(2026, 11, 22, 7, 3, tzinfo=UTC)
PAGES = Path(__file__).parent / "pages"


def create() -> Flask:
    """Make the application of the gallery, with the frame and the headers of the portal."""
    app = Flask("gallery", static_folder=str(BUILD), static_url_path="/static")
    app.config.update(SECRET_KEY="only for the gallery of samples")
    CSRFProtect(app)
    assets.install(app)
    packing.install(app)
    rendering.install(app, now=lambda: NOW, place={"vi": "Tỉnh Sông Mẫu", "en": "Tỉnh Sông Mẫu"})
    headers.install(app, production=False)
    errors.install(app)
    app.extensions["clock"] = lambda: NOW
    work.install(app)
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader([app.jinja_loader, FileSystemLoader(PAGES)])

    @app.before_request
    def sign_in() -> None:
        request.environ[headers.REQUEST_ID] = "01J9-MAU"
        if request.path.startswith("/can-bo") or "officer" in request.args:
            work.unit().account = rendering.Account("Trần Thị Bích", "UBND phường An Hòa", frozenset({"publisher"}))
        elif "citizen" in request.args:
            work.unit().account = rendering.Account("Nguyễn Văn An")

    @app.route("/<path:name>", methods=["GET", "POST"])
    def show(name: str) -> str:
        if not (PAGES / f"{name}.html").exists():
            abort(404)
        hand = sample_form.HandWritten()
        hand.validate_on_submit()
        forms = {**sample_form.page(), **kinds.page(), **blocks.page(), **types.page()}
        return render_template(f"{name}.html", **samples(), **forms, hand=hand)

    return app


@dataclass
class Thing:
    """Anything with attributes, as the macros read them."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values.get(name)


def samples() -> dict[str, Any]:
    """Return what the sample pages show."""
    return {"T": lambda **values: Thing(values), "S": DossierStatus, "NOW": NOW, "days": lambda n: timedelta(days=n)}


if __name__ == "__main__":
    import sys

    create().run(port=int(sys.argv[1]))
