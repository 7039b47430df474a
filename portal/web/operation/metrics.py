"""The counters: requests and their duration, by route and status class.

With PROMETHEUS_MULTIPROC_DIR set they are those of all processes of this machine.
"""

from __future__ import annotations

import os

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("portal_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("portal_request_seconds", "How long answers took, in seconds.", ["route"])


def exposition() -> bytes:
    """Return the counters in the text format of Prometheus."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
