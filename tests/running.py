"""A real copy of the whole house, as `make run` starts it, on free ports and a folder of its own."""

import contextlib
import fcntl
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from functools import cache
from pathlib import Path

import pytest

from core import settings as environment
from core.adapters import queue
from core.services import house as building

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 300.0  # seconds until what is waited for counts as failed, on a busy machine
_MEMORY = Path("/dev/shm")
# Not the seeded one: processes that run the same test would draw the same ports.
_CHANCE = random.SystemRandom()
_kept = set()


def in_memory(gigabytes=2):
    """A folder whose files lie in memory and has so much room; None where there is none: containers often give it 64 MB."""
    has_room = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > gigabytes * 1024**3
    return _MEMORY if has_room else None


@contextlib.contextmanager
def valkey():
    """A real Valkey of its own: (its URL, its folder, where there is room for more). Both go at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wx-", dir=in_memory()))
    server = subprocess.Popen(queue.server_command(folder), stdout=subprocess.DEVNULL)
    try:
        url = f"unix://{folder}/v.sock?db=0"
        until(queue.Jobs(url).is_up, every=0.02, what="Valkey")
        yield url, folder
    finally:
        server.terminate()
        server.wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def free_ports(count):
    """Ports nobody listens on, and which nobody gets before us: they lie below those that the kernel gives to lines going
    out, and a lock on one byte of a file keeps each for this process as long as it lives."""
    file, found = _ports(), []
    while len(found) < count:
        port = _CHANCE.randrange(12_000, 32_000)
        if port in _kept:
            continue
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        _kept.add(port)
        found.append(port)
    return found


@cache
def _ports():
    path = Path(tempfile.gettempdir()) / f"wx-ports-{os.getuid()}.lock"
    return os.open(path, os.O_CREAT | os.O_RDWR, 0o600)


def until(true, *, seconds=PATIENCE, every=0.1, what=""):
    """Waits for `true()` and gives what it gave."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, f"still not: {what or true}"
        time.sleep(every)
    return found


def _told(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def parent(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # gone meanwhile
        return None


class Copy:
    """One running house. `url` and `sandbox` are its addresses."""

    def __init__(self, data_dir=None, **environment):
        self.data_dir = Path(data_dir or tempfile.mkdtemp(prefix="wx-", dir=in_memory(8)))
        self.port, self.sandbox_port = free_ports(2)
        self.url, self.sandbox = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.sandbox_port}"
        told = {
            "PORT": self.port,
            "SANDBOX_PORT": self.sandbox_port,
            "DATA_DIR": self.data_dir,
            **environment,
        }
        self._environment = {**os.environ, **{key: str(value) for key, value in told.items()}}
        self._said_at = Path(tempfile.mkstemp(prefix="wx-said-")[1])
        self.process = None

    def start(self, *, preexec_fn=None):
        command = [sys.executable, "-m", "server.launch"]
        with self._said_at.open("wb") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=said, stderr=said, start_new_session=True,
                preexec_fn=preexec_fn,
            )  # fmt: skip
        until(lambda: "Ctrl-C" in self.said() or self.process.poll() is not None, what="the welcome")
        assert self.process.poll() is None, self.said()  # why it did not start
        return self

    def said(self):
        return self._said_at.read_text()

    def answers(self, path="/healthz"):
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as refused:
            refused.close()
            return False
        except OSError:
            return False

    def processes(self):
        """`{pid: command line}` of every living process that was started for this folder."""
        mark, found = f"DATA_DIR={self.data_dir}".encode(), {}
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                told = (folder / "environ").read_bytes().split(b"\0")  # Valkey writes its title over it
                if line and (mark in told or f"{self.data_dir}/" in line):  # a zombie has no line
                    found[int(folder.name)] = line
            except OSError:
                continue
        return found

    def pids(self, words):
        return [pid for pid, line in self.processes().items() if words in line]

    def send(self, words, number=signal.SIGKILL):
        """To all of these at once; gives those that were still there: a forked one may end at any moment."""
        return [pid for pid in self.pids(words) if _told(pid, number)]

    @contextlib.contextmanager
    def stopped(self, words):
        """These stand still meanwhile, and none of them in the middle of writing: the rest of the house goes on."""
        until(lambda: self._is_stopped(words), what=f"{words} to stand still")
        try:
            yield
        finally:
            self.send(words, signal.SIGCONT)

    def _is_stopped(self, words):
        for _ in range(2):  # who was forked while we looked stops at the second time
            self.send(words, signal.SIGSTOP)
        try:
            with contextlib.closing(
                sqlite3.connect(self.data_dir / "wuxiao.db", timeout=2, isolation_level=None)
            ) as line:
                line.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.OperationalError:  # one of them holds it, or another writes just now
            self.send(words, signal.SIGCONT)
            return False

    def started(self, words):
        """Of these, sorted, the ones that the launcher itself started: not what they forked."""
        return sorted(pid for pid in self.pids(words) if parent(pid) == self.process.pid)

    def logs(self):
        """Everything the processes wrote, by file name."""
        return {path.name: path.read_text(errors="replace") for path in (self.data_dir / "log").glob("*")}

    def stop(self, number=signal.SIGINT):
        """Ctrl-C; gives the exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def end(self):
        """What a test leaves behind: killed at once, since how the house stops is for tests/test_run.py to say."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)
        self.remove()

    def remove(self):
        while self.send(""):
            time.sleep(0.01)
        shutil.rmtree(self.data_dir, ignore_errors=True)
        self._said_at.unlink(missing_ok=True)


# A test module takes these as its own: `copy, house = running.copy, running.house`.
@pytest.fixture(scope="module")
def copy():
    """The whole house as an operator runs it, for the tests of one module."""
    made = Copy().start()
    yield made
    made.end()


@pytest.fixture(scope="module")
def house(copy):
    """Beside it, on its data."""
    ports = {"port": copy.port, "sandbox_port": copy.sandbox_port}
    built = building.build(environment.load(sandbox=True, data_dir=copy.data_dir, **ports))
    yield built
    built.db.close()
