"""The processes of `make run`, each with its command line."""

import sys
from dataclasses import dataclass

from core.adapters import queue
from core.settings import Settings

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep alive. `grace`: seconds it gets to end by itself."""

    name: str
    command: tuple[str, ...]
    grace: float = 10.0


def flask(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "flask", "--app", "wsgi", *words)


def valkey(settings: Settings) -> Child | None:
    """The embedded server, or None where REDIS_URL names another one."""
    folder = settings.data_dir / "valkey"
    if settings.redis_url != f"unix://{folder}/v.sock?db=0":
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Child("valkey", tuple(queue.server_command(folder)))


def of_house(settings: Settings) -> list[Child]:
    """Everything that needs a migrated database and, if it can be had, the queue."""
    conf = ("-c", "python:server.gunicorn_conf", "wsgi:app")
    found = [
        Child("web", (sys.executable, "-m", "gunicorn", *conf), grace=15.0),
        Child("worker-1", flask("worker", "--quick")),
        *(Child(f"worker-{number}", flask("worker")) for number in range(2, WORKERS + 1)),
        Child("tick", flask("tick")),
    ]
    return [*found, Child("sandbox", (sys.executable, "-m", "sandbox"))] if settings.sandbox else found
