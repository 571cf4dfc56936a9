"""10,000 template messages through the house's own job in two processes, against a plain wechatpy loop, on a platform
that answers after 50 ms."""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
from wechatpy.client import WeChatClient

from benchmarks import serving
from core import settings as environment
from core.adapters import ids, queue
from core.adapters.clock import real
from core.adapters.tables import identities, messages, persons
from core.services import delivering
from core.services import house as building

COUNT, PLAIN, WORKERS = int(os.environ.get("DELIVERING_COUNT", "10000")), 100, 2
TEMPLATE = "/cgi-bin/message/template/send"


def figures() -> Iterator[dict[str, Any]]:
    with serving.data_dir() as folder, _platform() as (base, finish), tempfile.TemporaryDirectory() as near:
        serving.migrate(folder)
        valkey = subprocess.Popen(queue.server_command(Path(near)), stdout=subprocess.DEVNULL)
        try:
            time.sleep(1.0)
            told = {"data_dir": folder, "redis_url": f"unix://{near}/v.sock?db=0", "wechat_api_base": base}
            settings = environment.load(sandbox=True, **told)
            _fill(settings)
            plain = _plain(base)
            requests.post(f"{base}/forget", timeout=10)
            seconds, most = _ours(told)
            seen = requests.get(f"{base}/seen", timeout=10).json()
        finally:
            valkey.terminate()
            valkey.wait(10)
            finish()
    assert seen["count"] == seen["distinct"] == COUNT, seen
    yield {
        "figure": f"{COUNT:,} template messages with 2 workers against a plain wechatpy loop, 50 ms a call",
        "ratio": round(COUNT / seconds / plain, 1),
        "bound": 20,
        "a_second": round(COUNT / seconds),
        "yardstick_a_second": round(plain, 1),
        "most_within_a_second": seen["peak"],
        "allowed_within_a_second": settings.sends_per_second,
        "mb": round(most / 1e6),
        "bound_mb": 300,
    }


class _platform:  # noqa: N801 - a context
    """The slow platform in a process of its own."""

    def __enter__(self) -> tuple[str, Any]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.slow_platform"], cwd=serving.ROOT, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        return f"http://127.0.0.1:{port}", self._process.terminate

    def __exit__(self, *_fault: object) -> None:
        self._process.terminate()
        self._process.wait(10)


def _fill(settings: environment.Settings) -> None:
    """People who follow, each with a message that waits."""
    house = building.build(settings)
    now = real()
    made = [(ids.new(), ids.new(), ids.new()) for _ in range(COUNT)]
    body = {"title": "可调式钻孔夹具", "text": "略"}
    with house.db.write() as tx:
        run = tx._connection.execute
        run(persons.insert(), [{"id": person, "name": "", "created_at": now} for person, _, _ in made])
        known = {"kind": "oa", "app_id": settings.oa_app_id, "follows": True, "created_at": now}
        run(
            identities.insert(),
            [{"id": one, "person": person, "subject": f"o-{person}", **known} for person, one, _ in made],
        )
        row = {"reason": "received", "occasion": "bench", "body": body, "state": "waiting", "attempt": 0}
        run(
            messages.insert(),
            [{"id": one, "person": person, "due_at": now, "at": now, **row} for person, _, one in made],
        )
    house.db.close()


def _plain(base: str) -> float:
    """Messages a second of the loop everybody writes first."""
    client = WeChatClient("wx", "secret", access_token="t", timeout=10)
    client.API_BASE_URL = f"{base}/cgi-bin/"
    data = {
        "thing1": {"value": "夹具"},
        "phrase2": {"value": "已提交"},
        "time3": {"value": "2024-05-13 09:00"},
    }
    began = time.perf_counter()
    for number in range(PLAIN):
        client.message.send_template(f"o-{number}", "t-1", data, url="http://127.0.0.1/me")
    return PLAIN / (time.perf_counter() - began)


def _ours(told: dict[str, Any]) -> tuple[float, int]:
    """Seconds until all is sent, and the most memory (PSS) that the workers took together."""
    context = multiprocessing.get_context("spawn")
    began = time.perf_counter()
    workers = [context.Process(target=_work, args=(told,)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    most = 0
    while any(worker.is_alive() for worker in workers):
        most = max(most, sum(_memory(worker.pid) for worker in workers))
        time.sleep(0.2)
    return time.perf_counter() - began, most


def _work(told: dict[str, Any]) -> None:
    house = building.build(environment.load(sandbox=True, **told))
    while delivering.drain(house, clock=house.clock.now):
        pass


def _memory(pid: int | None) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
