"""A film of five minutes: its facts and hash against ffprobe and one reading, its whole verdict against a full decode."""

import hashlib
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.adapters import probing, programs

SECONDS, CLIP, MEGABITS = 300, 10, 8
TURNS = 5


def figures() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="wx-films-") as folder:
        film = _made(Path(folder))
        drawn = Path(folder) / "poster.jpg"
        _decode(film)  # warm: the film lies in memory
        pairs = [(_timed(lambda: _facts(film)), _timed(lambda: _asked_and_read(film))) for _ in range(TURNS)]
        yield _figure("facts and hash of a 5-minute 1080p video against ffprobe and one sha256", 1.5, pairs)
        pairs = [(_timed(lambda: _verdict(film, None)), _timed(lambda: _decode(film))) for _ in range(TURNS)]
        yield _figure("verdict on a 5-minute 1080p video against a full decode by ffmpeg", 0.15, pairs)
        pairs = [(_timed(lambda: _verdict(film, drawn)), _timed(lambda: _decode(film))) for _ in range(TURNS)]
        yield _figure("the same with its poster", 0.15, pairs)


def _made(folder: Path) -> Path:
    """As a phone records: 8 Mbit/s, a whole picture every two seconds, sound; a clip of ten seconds again and again."""
    clip, film = folder / "clip.mp4", folder / "film.mp4"
    look = ["-f", "lavfi", "-i", f"testsrc2=s=1920x1080:r=25:d={CLIP},noise=alls=12:allf=t"]
    heard = ["-f", "lavfi", "-i", f"sine=r=48000:d={CLIP}", "-c:a", "aac"]
    rate = ["-b:v", f"{MEGABITS}M", "-minrate", f"{MEGABITS}M", "-maxrate", f"{MEGABITS}M", "-bufsize", "2M"]
    press = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", *rate]
    _ffmpeg(*look, *heard, *press, clip)
    _ffmpeg("-stream_loop", SECONDS // CLIP - 1, "-i", clip, "-c", "copy", "-movflags", "+faststart", film)
    return film


def _ffmpeg(*arguments: object) -> None:
    command = [programs.program("ffmpeg"), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def _facts(film: Path) -> None:
    assert probing.probe("video", film, options={"has_hints": False})["fault"] is None


def _verdict(film: Path, drawn: Path | None) -> None:
    found = probing.probe("video", film, drawn=drawn)
    assert (found["visible"], found["moving"], found["audible"]) == (True, True, True), found


def _asked_and_read(film: Path) -> None:
    command = [
        programs.program("ffprobe"),
        "-v",
        "error",
        "-of",
        "json",
        "-show_format",
        "-show_streams",
        film,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with film.open("rb") as handle:
        hashlib.file_digest(handle, "sha256")


def _decode(film: Path) -> None:
    _ffmpeg("-i", film, "-f", "null", "-")


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _figure(name: str, bound: float, pairs: list[tuple[float, float]]) -> dict[str, Any]:
    """The median of the ratios: each against a yardstick of the same seconds."""
    ratios = [ours / theirs for ours, theirs in pairs]
    return {
        "figure": name,
        "ratio": round(statistics.median(ratios), 3),
        "bound": bound,
        "ratios": [round(ratio, 3) for ratio in ratios],
        "seconds": round(statistics.median(ours for ours, _ in pairs), 2),
        "yardstick_seconds": round(statistics.median(theirs for _, theirs in pairs), 2),
    }
