"""How gunicorn serves the house: a few processes of many threads; at most half of the threads serve uploads."""

from core.settings import load

_settings = load()

bind = f"{'127.0.0.1' if _settings.sandbox else '0.0.0.0'}:{_settings.port}"
worker_class = "gthread"
workers = 2
threads = 64  # uploads may hold 32 of them (server/uploads.py), callbacks and pages have the rest
preload_app = True  # the app opens nothing before the fork, so its memory is shared
timeout = 60
graceful_timeout = 10
keepalive = 30
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
