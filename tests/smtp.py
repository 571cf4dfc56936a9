"""A real SMTP server at a port of its own, which leaves no line open behind it."""

import asyncio
from contextlib import contextmanager

from aiosmtpd.controller import Controller

from tests import running

MOST = 60 * 1024 * 1024  # bytes of a mail


class _Server(Controller):
    def __init__(self, handler):
        self._met = []
        told = {"hostname": "127.0.0.1", "port": running.free_ports(1)[0], "data_size_limit": MOST}
        super().__init__(handler, ready_timeout=running.PATIENCE, **told)

    def factory(self):
        self._met.append(super().factory())
        return self._met[-1]

    def stop(self, no_assert=False):
        """A line that the loop has not seen end would warn from whichever test runs when it is forgotten."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(running.PATIENCE)
        super().stop(no_assert)

    async def _hang_up(self):
        self.server.close()
        for _ in range(5):  # also one that is just being accepted
            for one in self._met:
                if one.transport is not None:
                    one.transport.abort()
            await asyncio.sleep(0)


@contextmanager
def serving(handler):
    """Gives the port."""
    server = _Server(handler)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()
