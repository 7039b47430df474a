"""Run localstripe on 127.0.0.1 only, with its memory in memory: `python localstripe_server.py PORT`.

It is a program of others (GPL), so it runs in a process of its own and nothing of the portal imports it.
"""

import sys

from aiohttp import web
from localstripe import resources, server

resources.Store.dump_to_disk = lambda _store: None
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]))
