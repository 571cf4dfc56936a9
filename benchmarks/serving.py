"""Starts what is measured: the house or a yardstick, each under the same gunicorn, on a free port."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Served:
    """A running server and its process ids: the master, then its workers."""

    port: int
    data_dir: Path
    master: int

    @property
    def workers(self) -> list[int]:
        listed = Path(f"/proc/{self.master}/task/{self.master}/children").read_text()
        return [int(pid) for pid in listed.split()]


@contextmanager
def data_dir() -> Iterator[Path]:
    """A folder on the project's own disk: what is measured writes for real."""
    folder = Path(tempfile.mkdtemp(prefix="wx-bench-", dir=ROOT / "var" if (ROOT / "var").is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrate(folder: Path) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "migrate"]
    subprocess.run(command, cwd=ROOT, env=_environment(folder, 1), check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serve(app: str, folder: Path) -> Iterator[Served]:
    """`app` (module:name) under the house's own gunicorn settings, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-c", "python:server.gunicorn_conf", app]
    with (folder / "bench.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(folder, port), stdout=log, stderr=log, start_new_session=True
        )
    try:
        _until_alive(port, process)
        yield Served(port, folder, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _environment(folder: Path, port: int) -> dict[str, str]:
    return {**os.environ, "SANDBOX": "1", "DATA_DIR": str(folder), "PORT": str(port)}


def _until_alive(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers on {port}")
