"""A registry of lists by itself, on 127.0.0.1 only: `python list_server.py PORT`. Nothing of the portal is in it.

What is asked decides how it answers; `/asked` tells how often it was asked for each word.
"""

import http.server
import json
import sys
import time
from urllib.parse import parse_qs, urlsplit

AS_OF = "2026-11-01"
ENTRIES = [
    {"code": "5610", "vi": "Nhà hàng", "en": "Restaurants"},
    {"code": "5630", "vi": "Phục vụ đồ uống", "en": "Beverages"},
    {"code": "4711", "vi": "Bán lẻ <b>tổng hợp</b>"},
]
MANY = [{"code": f"{number:04d}", "vi": f"Ngành {number}"} for number in range(30)]
ODD = {
    "nonsense": b"<html>",
    "no list": b'{"entries": {}}',
    "no day": json.dumps({"as_of": "today", "count": 1, "entries": ENTRIES[:1]}).encode(),
    "twice": json.dumps({"as_of": AS_OF, "count": 2, "entries": ENTRIES[:1] * 2}).encode(),
    "nameless": json.dumps({"as_of": AS_OF, "count": 1, "entries": [{"code": "1", "vi": " "}]}).encode(),
    "deep": b"[" * 50_000,
    "endless": b" " * 1_000_000,
}
ASKED: dict[str, int] = {}


class Registry(http.server.BaseHTTPRequestHandler):
    """Answers one question."""

    def do_GET(self) -> None:
        """Answer as the words ask for."""
        address = urlsplit(self.path)
        if address.path == "/asked":
            self.tell(json.dumps(ASKED).encode())
            return
        words = parse_qs(address.query).get("q", [""])[0]
        ASKED[words] = ASKED.get(words, 0) + 1
        if not address.path.startswith("/lists/business_lines"):
            self.send_error(404)
        elif words in ("outage", "moved"):
            self.send_response(503 if words == "outage" else 302)
            self.send_header("Location", "/asked")
            self.end_headers()
        elif words == "silent":
            time.sleep(30)
        elif words == "drips":
            self.drip()
        else:
            self.tell(ODD.get(words) or self.found(words))

    def found(self, words: str) -> bytes:
        """Return what holds the words."""
        entries = MANY if words == "nganh" else [one for one in ENTRIES if words.casefold() in str(one).casefold()]
        return json.dumps({"as_of": AS_OF, "count": len(entries), "entries": entries}).encode()

    def drip(self) -> None:
        """Send a byte now and then, so that no single wait is long."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.2)
        except OSError:
            return

    def tell(self, body: bytes) -> None:
        """Send a whole answer."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Registry).serve_forever()
