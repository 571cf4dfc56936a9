"""A gigabyte by tus in pieces of 5 MB, against a plain WSGI app that writes the same requests to one file."""

import http.client
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import clients, serving, tus
from core import settings as environment

MB = 1024 * 1024
LENGTH, PIECE = 1024 * MB, 5 * MB
PAIRS = 3
_PIECE = bytes(range(256)) * (PIECE // 256)


def figures() -> Iterator[dict[str, Any]]:
    with serving.data_dir() as folder, serving.data_dir() as other:
        serving.migrate(folder)
        settings = environment.load(sandbox=True, data_dir=folder)
        token, entry = clients.worker(settings)
        ours, theirs, grown = [], [], 0
        with (
            serving.serve("wsgi:app", folder) as house,
            serving.serve("benchmarks.plain:app", other) as plain,
        ):
            _by_tus(house.port, token, entry, 20 * MB, settings.data_dir)  # warm
            _plain(plain.port, 20 * MB, other)
            before = _memory(house)
            for _ in range(PAIRS):
                ours.append(_by_tus(house.port, token, entry, LENGTH, settings.data_dir))
                grown = max(grown, max(now - then for now, then in zip(_memory(house), before, strict=True)))
                theirs.append(_plain(plain.port, LENGTH, other))
    ratios = [yours / mine for mine, yours in zip(ours, theirs, strict=True)]
    yield {
        "figure": "1 GB by tus against a plain writer",
        "ratio": round(statistics.median(ratios), 3),
        "bound": 0.6,
        "ratios": [round(ratio, 3) for ratio in ratios],
        "mb_per_second": round(LENGTH / MB / statistics.median(ours)),
        "yardstick_mb_per_second": round(LENGTH / MB / statistics.median(theirs)),
    }
    yield {"figure": "growth of a web process in MB", "value": round(grown / MB, 1), "bound": 50}


def _by_tus(port: int, token: str, entry: str, length: int, folder: Path) -> float:
    path = tus.create(port, token, entry, length=length)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    for offset in range(0, length, PIECE):
        body = _PIECE[: length - offset]
        connection.request("PATCH", path, body=body, headers=tus.patch_headers(token, offset))
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 204, answer.status
    took = time.perf_counter() - began
    connection.close()
    for part in (folder / "files" / "parts").glob("*"):
        part.unlink()
    return took


def _plain(port: int, length: int, folder: Path) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    for offset in range(0, length, PIECE):
        connection.request("PATCH", "/", body=_PIECE[: length - offset])
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
    took = time.perf_counter() - began
    connection.close()
    (folder / "plain.bin").unlink()
    return took


def _memory(served: serving.Served) -> list[int]:
    """Resident bytes of each web process."""
    found = []
    for pid in served.workers:
        line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS"))
        found.append(int(line.split()[1]) * 1024)
    return found
