"""A real PostgreSQL of a test module, where the machine has one: it refuses to run as root, so that root lends it a user."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_OWNER = "wuxiao"


def _binary(name):
    found = [str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")]
    return max(found, default=None) or shutil.which(name)


def _owner():
    """The user that it runs as: root cannot be it."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


@contextmanager
def running():
    """Gives a function that makes a new empty database and tells its URL. Skips where there is no PostgreSQL."""
    if not _binary("initdb") or not _binary("postgres"):
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    folder, owner = Path(tempfile.mkdtemp(prefix="wx-pg-")), _owner()
    as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **as_owner}
    flags = ["-A", "trust", "-U", _OWNER, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([_binary("initdb"), "-D", folder / "data", *flags], check=True, **quiet)
    told = ["-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60"]
    server = subprocess.Popen([_binary("postgres"), "-D", folder / "data", *told], **quiet)
    count = iter(range(1000))

    def database():
        name = f"t{next(count)}"
        with _connected(folder) as line:
            line.execute(f"CREATE DATABASE {name}")
        return f"postgresql://{_OWNER}@/{name}?host={folder}"

    try:
        yield database
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(300)
        shutil.rmtree(folder, ignore_errors=True)


def _connected(folder):
    deadline = time.monotonic() + 300
    while True:
        try:
            return psycopg.connect(f"host={folder} user={_OWNER} dbname=postgres", autocommit=True)
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
