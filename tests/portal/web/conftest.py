"""The gallery of samples on a free port, and Debian's Chromium to look at it."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.portal.web.gallery.app import create


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """The address of the gallery."""
    server = make_server("127.0.0.1", 0, create(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
