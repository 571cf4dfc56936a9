"""Looks into a stranger's file in a process of its own, with limits on time, memory and writing."""

import contextlib
import ctypes
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, cast

import structlog

# kind: (module, function); imported by name in the probing process, which needs only one of them.
KINDS = {
    "photo": ("core.adapters.images", "photo_facts"),
    "video": ("core.adapters.media", "video_facts"),
    "audio": ("core.adapters.media", "audio_facts"),
    "bank": ("core.adapters.sheets", "bank_facts"),
    "paper": ("core.adapters.scans", "paper_facts"),
}
FAULTS = frozenset(
    {"empty", "not_an_image", "truncated", "bomb", "not_media", "no_moov", "not_a_sheet", "zip_bomb"}
    | {"not_a_document", "encrypted", "old_or_encrypted", "timeout", "unreadable"}
)
_MEMORY = 1536 * 1024 * 1024
_WRITES = 32 * 1024 * 1024  # bytes; bounds what the process may say, too
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_ROOT = Path(__file__).resolve().parents[2]
_log = structlog.get_logger()


def probe(kind: str, path: Path, *, seconds: float = 60) -> dict[str, Any]:
    """Facts of a file, flat and JSON-able. `kind` is one of KINDS. Always there: `bytes`, `sha256`, `fault` (None or one
    of FAULTS), `readable`. Whatever the file does to the prober is a fault, not an exception. Raises KeyError for
    another kind, OSError where the storage does not give the file."""
    if kind not in KINDS:
        raise KeyError(kind)
    path = path.resolve()
    with path.open("rb") as handle:
        known = {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(handle, "sha256").hexdigest()}
    facts = _ask(kind, path, seconds) if known["bytes"] else {"fault": "empty"}
    fault = facts.get("fault")
    if fault is not None and fault not in FAULTS:
        fault = "unreadable"
    return {**facts, **known, "fault": fault, "readable": fault is None}


def _ask(kind: str, path: Path, seconds: float) -> dict[str, Any]:
    command = [sys.executable, "-B", "-m", __name__, kind, str(path), str(seconds)]
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaint:
        prober = subprocess.Popen(
            command,
            cwd=_ROOT,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complaint,
            start_new_session=True,
        )
        try:
            code = prober.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return {"fault": "timeout"}
        finally:
            if prober.returncode is None:
                _end(prober)
        facts = _parsed(said) if code == 0 else None
        if facts is None:
            _log.warning("probe.failed", kind=kind, code=code, said=_tail(complaint))
            return {"fault": "timeout" if code == -signal.SIGXCPU else "unreadable"}
        return facts


def _environment() -> dict[str, str]:
    """Nothing of ours: a prober that was taken over finds no key. One thread, so that limits mean the same anywhere."""
    found = shutil.which("ffprobe")
    folders = ([str(Path(found).parent)] if found else []) + os.defpath.split(os.pathsep)
    return {
        "PATH": os.pathsep.join(folders),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _end(prober: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(prober.pid, signal.SIGKILL)  # with the ffprobe it may have started
    prober.wait()


def _parsed(said: IO[bytes]) -> dict[str, Any] | None:
    said.seek(0)
    try:
        facts = json.loads(said.read(_WRITES))
    except ValueError:
        return None
    return facts if isinstance(facts, dict) else None


def _tail(complaint: IO[bytes]) -> str:
    complaint.seek(max(0, complaint.seek(0, os.SEEK_END) - 400))
    return complaint.read(400).decode(errors="replace")


# In the probing process ------------------------------------------------------------------------------------------
def _confine(seconds: float) -> None:
    """Dies with its parent, dumps no core, and has hard limits."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    cpu = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITES, _WRITES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str, path: str, seconds: str) -> None:
    """Writes the facts of a file to standard output as JSON."""
    _confine(float(seconds))
    module, name = KINDS[kind]
    look = cast(Callable[[Path], dict[str, Any]], getattr(importlib.import_module(module), name))
    sys.stdout.write(json.dumps(look(Path(path)), ensure_ascii=False, allow_nan=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
