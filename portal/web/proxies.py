"""Behind reverse proxies: who asks and by which scheme is what the nearest proxies say, and nobody else."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix


def install(app: Flask, proxies: int) -> None:
    """Believe the last ``proxies`` entries of X-Forwarded-For and X-Forwarded-Proto; with 0 none is read.

    A visitor can write these headers too, so only as many entries count as there are proxies of ours in front. Without
    them every visitor would have the proxy's address, and share one limit with all others.
    """
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
