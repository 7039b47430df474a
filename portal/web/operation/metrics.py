"""The counters: requests and their duration, by route and status class.

With PROMETHEUS_MULTIPROC_DIR set they are those of all processes of this machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

REQUESTS = Counter("portal_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("portal_request_seconds", "How long answers took, in seconds.", ["route"])


def exposition(failed_jobs: Mapping[str, int] | None) -> bytes:
    """Return the counters in the text format of Prometheus, with the jobs that failed for good as far as known."""
    return _counted() + (b"" if failed_jobs is None else _jobs(failed_jobs))


def _jobs(failed: Mapping[str, int]) -> bytes:
    registry = CollectorRegistry()
    gauge = Gauge(
        "portal_jobs_failed", "Jobs that failed for good and wait for an operator.", ["task"], registry=registry
    )
    for task, count in failed.items():
        gauge.labels(task).set(count)
    return generate_latest(registry)


def _counted() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
