"""Sends ready-made requests over keep-alive connections, as fast as they are answered or at a given pace."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """Seconds each answer took (in open loop from the moment it was due), and answers that were not 200."""

    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def rate(self) -> float:
        return len(self.took) / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Connection:
    """One keep-alive connection; opened again when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        await reader.readexactly(length)
        if b"connection: close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1])

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def closed_loop(port: int, requests: Sequence[bytes], *, at_once: int) -> Outcome:
    """All requests, `at_once` on their way at any moment."""
    outcome, waiting = Outcome(), iter(requests)

    async def one() -> None:
        connection = Connection(port)
        for request in waiting:
            began = time.perf_counter()
            outcome.failed += await connection.ask(request) != 200
            outcome.took.append(time.perf_counter() - began)
        connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(at_once)))
    outcome.seconds = time.perf_counter() - began
    return outcome


async def open_loop(port: int, requests: Sequence[bytes], *, per_second: float) -> Outcome:
    """Each request at its own moment, whether or not the ones before it were answered."""
    outcome, idle = Outcome(), [Connection(port) for _ in range(16)]
    began = time.perf_counter()

    async def one(number: int, request: bytes) -> None:
        due = began + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        connection = idle.pop() if idle else Connection(port)
        outcome.failed += await connection.ask(request) != 200
        outcome.took.append(time.perf_counter() - due)
        idle.append(connection)

    await asyncio.gather(*(one(number, request) for number, request in enumerate(requests)))
    outcome.seconds = time.perf_counter() - began
    for connection in idle:
        connection.close()
    return outcome
