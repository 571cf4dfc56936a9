"""Uploads that trickle: many bodies, each at a few KB a second, as phones in a workshop send them."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benchmarks import clients, serving, tus
from core.settings import Settings

STEP = 0.1  # seconds between two drops
SECONDS = 120  # how long each body would take


class Trickle:
    """The bodies on their way, in a thread of their own."""

    def __init__(self, port: int, token: str, paths: list[str], bytes_per_second: int) -> None:
        self._port, self._token, self._paths = port, token, paths
        self._drop = b"\0" * int(bytes_per_second * STEP)
        self._length = bytes_per_second * SECONDS
        self._flowing: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()))

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def alive(self) -> int:
        """How many bodies are flowing now."""
        return len(self._flowing)

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(path) for path in self._paths))

    async def _one(self, path: str) -> None:
        while not self._stop.is_set():
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._body(path)
            self._flowing.discard(path)
            await asyncio.sleep(
                0.5
            )  # refused because half of the threads serve uploads: again, as a client does

    async def _body(self, path: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        offset = await self._offset(path, reader, writer)
        lines = {**tus.patch_headers(self._token, offset), "Content-Length": str(self._length - offset)}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
        self._flowing.add(path)
        while not self._stop.is_set():
            writer.write(self._drop)
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), STEP)
                break
        writer.close()

    async def _offset(self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
        head = "".join(f"{name}: {value}\r\n" for name, value in tus.head(self._token).items())
        writer.write(f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n".encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        return int(answer.split("upload-offset: ")[1].split("\r\n")[0])


@contextmanager
def uploads(
    served: serving.Served, settings: Settings, *, count: int, bytes_per_second: int
) -> Iterator[Trickle]:
    token, entry = clients.worker(settings)
    length = bytes_per_second * SECONDS
    paths = [tus.create(served.port, token, entry, length=length) for _ in range(count)]
    running = Trickle(served.port, token, paths, bytes_per_second)
    running.start()
    try:
        yield running
    finally:
        running.stop()
