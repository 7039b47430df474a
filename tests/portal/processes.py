"""Processes of our own code for tests: forked from one that has imported it all, so that a start costs little."""

from multiprocessing import get_context

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.portal.jobs.mortal", "tests.portal.services.racing", "weasyprint"])
