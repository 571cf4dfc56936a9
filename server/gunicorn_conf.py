"""How gunicorn serves the house: a few processes of many threads; at most half of the threads serve uploads."""

import gc

from core.settings import load

_settings = load()
_settings.require_platform()

bind = f"{'127.0.0.1' if _settings.sandbox else '0.0.0.0'}:{_settings.port}"
worker_class = "gthread"
workers = (
    1 if _settings.database_url.startswith("sqlite") else 2
)  # one writer at a time: a second process only waits
threads = 128  # uploads may hold half of them (server/uploads.py), callbacks and pages have the rest
preload_app = True  # the app opens nothing before the fork, so its memory is shared
timeout = 60
graceful_timeout = 10
keepalive = 30
worker_tmp_dir = "/dev/shm"
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """What was loaded before the fork never becomes garbage: it stays shared, and no collection walks it. Requests
    leave little behind, so that garbage is looked for less often than Python does by itself."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
