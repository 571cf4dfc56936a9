"""`make run`: starts every process of the house, brings back the ones that die, stops all of them on Ctrl-C."""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from core import settings as environment
from core.settings import Settings, Unfit
from server import children
from server.children import Child

ROOT = Path(__file__).resolve().parents[1]
LOOK = 0.2  # seconds between two looks at the children
SOON, LATER = 0.5, 3.0  # seconds until a dead child is back; later for one that dies at once
AT_ONCE = 2.0
READY_WITHIN = 180.0  # on a machine that is busy with others too
LOG_MOST = 10_000_000  # bytes of a log; a longer one is put aside at the next start
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Running:
    """One child and its present process."""

    def __init__(self, child: Child, start: Callable[[Child], subprocess.Popen[bytes]]) -> None:
        self.child, self._start = child, start
        self._begun, self._due = 0.0, 0.0
        self.process = self._new()

    def _new(self) -> subprocess.Popen[bytes]:
        self._begun, self._due = time.monotonic(), 0.0
        return self._start(self.child)

    def look(self) -> None:
        """Starts it again when it has died, within LATER seconds."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self._due:
            self._due = now + (LATER if now - self._begun < AT_ONCE else SOON)
            said = f"{self.child.name} 停了（退出码 {self.process.returncode}），正在重新启动。"
            print(said, file=sys.stderr, flush=True)
        elif now >= self._due:
            self.process = self._new()

    def stop(self) -> None:
        """Asks it to end, then ends it and whatever it started."""
        if self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.child.grace)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """All children of one DATA_DIR."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._environment = _told(settings)
        self._logs = settings.data_dir / "log"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._running: list[Running] = []
        self.stopping = False

    def run(self) -> None:
        """Until a signal says stop."""
        try:
            if (valkey := children.valkey(self._settings)) is not None:
                self._running.append(Running(valkey, self._start))
            self._once("migrate")
            self._running += [Running(child, self._start) for child in children.of_house(self._settings)]
            self._until_ready()
            while not self.stopping:
                for running in self._running:
                    running.look()
                time.sleep(LOOK)
        finally:
            self.stop()

    def stop(self) -> None:
        for running in reversed(self._running):  # the queue last: workers finish with it
            running.stop()

    def _until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while not self.stopping and not _answers(self._settings.port):
            if time.monotonic() > deadline:
                raise Unfit(f"网页服务 {READY_WITHIN:.0f} 秒内没有应答，请看 {self._logs / 'web.log'}。")
            for running in self._running:
                running.look()
            time.sleep(LOOK)
        if self._settings.sandbox and not self.stopping:
            while not self.stopping and not _answers(self._settings.sandbox_port):
                time.sleep(LOOK)
            self._say_if_failed("menu")
        if not self.stopping:
            print(_welcome(self._settings), flush=True)

    def _once(self, word: str) -> None:
        """A command that must succeed before the house is open."""
        with (self._logs / f"{word}.log").open("wb") as log:
            done = subprocess.run(
                children.flask(word), env=self._environment, cwd=ROOT, stdout=log, stderr=log, check=False
            )
        if done.returncode and not self.stopping:
            said = (self._logs / f"{word}.log").read_text(errors="replace").strip().splitlines()
            raise Unfit(f"{word} 没有成功：{said[-1] if said else f'退出码 {done.returncode}'}")

    def _say_if_failed(self, word: str) -> None:
        """The house is open without it; whoever started it is told."""
        try:
            self._once(word)
        except Unfit as fault:
            print(
                f"{fault}。其余都已启动；之后可以再运行 flask --app wsgi {word}。",
                file=sys.stderr,
                flush=True,
            )

    def _start(self, child: Child) -> subprocess.Popen[bytes]:
        with _log(self._logs / f"{child.name}.log") as log:
            return subprocess.Popen(
                child.command, env=self._environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=_end_with_parent,
            )  # fmt: skip


def _end_with_parent() -> None:
    """A supervisor that is killed leaves nobody behind."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LOG_MOST:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def _told(settings: Settings) -> Mapping[str, str]:
    """The environment of all children: ours, with every setting said outright (the sandbox reads the same names)."""
    said = {name.upper(): value for name, value in settings.model_dump().items()}
    said["SANDBOX"] = int(settings.sandbox)
    return {**os.environ, **{name: str(value) for name, value in said.items()}, "PYTHONUNBUFFERED": "1"}


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _welcome(settings: Settings) -> str:
    lines = ["", "五小已经启动。按 Ctrl-C 停止。", ""]
    if settings.sandbox:
        lines.append(f"  沙盒（手机、时光机）  http://127.0.0.1:{settings.sandbox_port}/")
    lines += [
        f"  后台                  {settings.origin}/console/",
        f"  接口文档              {settings.origin}/api/v1/docs",
    ]
    demo = settings.data_dir / "demo.json"
    if settings.sandbox and demo.exists():
        people: list[dict[str, Any]] = json.loads(demo.read_text())
        lines += ["", "  可以扮演的人："]
        for person in people:
            login = f"  登录名 {person['login']}  密码 {person['password']}" if person["login"] else ""
            lines.append(f"    {person['name']}  {person['note']}{login}")
    return "\n".join([*lines, "", f"  数据和日志在 {settings.data_dir}", ""])


def _refuse_taken(settings: Settings) -> None:
    for name, port in (("PORT", settings.port), ("SANDBOX_PORT", settings.sandbox_port)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise Unfit(f"端口 {port} 已被占用。请换一个：{name}=8100 make run") from None


def _only_one(settings: Settings) -> IO[str]:
    """Held as long as this process lives: two supervisors must not share a DATA_DIR."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    lock = (settings.data_dir / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Unfit(f"{settings.data_dir} 已经有一份在运行。要再开一份，请换 DATA_DIR 和 PORT。") from None
    return lock


def main() -> int:
    os.environ.setdefault("SANDBOX", "1")
    try:
        settings = environment.load()
        lock = _only_one(settings)
        _refuse_taken(settings)
        supervisor = Supervisor(settings)

        def stop(_signal: int, _frame: object) -> None:
            supervisor.stopping = True

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, stop)
        supervisor.run()
        lock.close()
    except Unfit as fault:
        print(f"没有启动：{fault}", file=sys.stderr)
        return 1
    print("已全部停止，数据都在。", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
