"""The worker's jobs, done to the end within a test."""

import asyncio
from contextlib import suppress

from procrastinate.exceptions import AlreadyEnqueued

from portal.config import Settings
from portal.jobs.app import build_app
from portal.parts import Parts


def work(settings: Settings, parts: Parts, *names: str) -> None:
    """Do every job that waits, and the named jobs of upkeep, as the worker does.

    What the worker does by the clock is left out: a test stands still at one instant, and the clock of the machine
    would sweep away what has lapsed since.
    """
    app = build_app(settings, parts)
    app.periodic_registry.periodic_tasks.clear()

    async def until_empty() -> None:
        async with app.open_async():
            for name in names:
                # A worker that was killed may have left it waiting.
                with suppress(AlreadyEnqueued):
                    await app.configure_task(name).defer_async(timestamp=0)
            await app.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)

    asyncio.run(until_empty())
