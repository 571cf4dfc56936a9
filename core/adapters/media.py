"""Looks inside videos and sound with ffprobe, and draws posters with ffmpeg."""

import contextlib
import json
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from core.adapters import boxes, programs, sampling, wholeness
from core.adapters.boxes import Boxes
from core.adapters.programs import NotMedia

# ffprobe's names, as people know them; "mov,…" and "matroska,…" are told apart by what is inside
_NAMES = {"mpegts": "ts", "mpeg": "mpg", "rm": "rmvb"}
_LOOK, _DRAW = 30.0, 30.0  # seconds of a processor
# By the clock, its poster included: a little less than whoever waits for the facts has patience for.
_ALL = 50.0
_PACE = 60  # frames of a window
_FIRST_FRAMES = (8, 600)  # a clip that was cut anywhere shows nothing before its next whole picture
_STILL = ("attached_pic", "timed_thumbnails")
_OLD_LAYERS = ("mp1", "mp2")  # MPEG sound that is called MP3 and is none


def video_facts(path: Path, *, drawn: str | None = None, has_hints: bool = True) -> dict[str, Any]:
    """Facts of a video (notice A2.16). `container` by its content (mp4, mov, mkv, webm, avi…), `seconds`, `width` and
    `height` as it is shown (turned, cropped), `coded_width`, `coded_height` and `turn` (degrees) as it is stored, `rate`
    (frames a second), `steady` (whether they come evenly), `video_codec`, `pixel_format`, `transfer`, `audio_codec` (None
    when silent), `fast_start` (None where there is no such thing), `fault`. Its first frame is decoded, so that an empty
    shell is found. With `has_hints` also `sound`, `audible`, `visible` and `moving`, from a dozen places."""
    began = time.monotonic()
    try:
        container, report, found = _looked(path)
        film = _film(report)
        if film is None:
            raise NotMedia("not_media")
        width, height = shown_size(film)
        if not (width and height and _shows(path, int(film["index"]))):
            raise NotMedia("unreadable")
        facts = {"container": container, "seconds": _seconds(report), "width": width, "height": height}
        facts |= _stored(path, film) | {"audio_codec": (_sound(report) or {}).get("codec_name")}
        facts |= {"fast_start": found.is_fast if found else None}
        facts |= _hints(path, film, facts) if has_hints else {}
    except NotMedia as refused:
        return {"fault": refused.fault}
    if drawn:
        with contextlib.suppress(NotMedia):  # a film without a poster is no fault
            poster(path, Path(drawn), until=began + _ALL)
    return {**facts, "fault": None}


def _stored(path: Path, film: dict[str, Any]) -> dict[str, Any]:
    """How the pictures are kept."""
    size = {name: film.get(name) for name in ("coded_width", "coded_height")}
    told = {"video_codec": "codec_name", "pixel_format": "pix_fmt", "transfer": "color_transfer"}
    named = {fact: film.get(name) for fact, name in told.items()}
    return {**size, "turn": _turn(film), "rate": rate_of(film), "steady": _steady(path, film), **named}


def _hints(path: Path, film: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Hints for people, from samples."""
    has_sound = facts["audio_codec"] is not None
    seconds = _number(film.get("duration")) or facts["seconds"] or 0.0
    seen = sampling.look(path, int(film["index"]), seconds, has_sound=has_sound)
    hints = {"visible": seen.is_visible, "moving": seen.is_moving, "audible": seen.is_audible}
    return {"sound": has_sound, **hints}


def rate_of(film: dict[str, Any]) -> float | None:
    """Frames a second on average; None where a stream does not say."""
    over, _, under = str(film.get("avg_frame_rate") or "").partition("/")
    if not (over.isdigit() and under.isdigit() and int(over) and int(under)):
        return None
    return round(int(over) / int(under), 3)


def _steady(path: Path, film: dict[str, Any]) -> bool | None:
    """Whether frames come at an even pace, near the beginning and in the middle. A phone's clock may tremble a little;
    an editor or a screen recorder that leaves frames out is uneven."""
    middle = (_number(film.get("duration")) or 0.0) / 2
    windows = [
        "-select_streams",
        str(film["index"]),
        "-read_intervals",
        f"0%+#{_PACE},{middle:.2f}%+#{_PACE}",
    ]
    report = _asked(path, *windows, "-show_entries", "packet=pts_time")
    times = sorted({_number(packet.get("pts_time")) or 0.0 for packet in report.get("packets", [])})
    gaps = sorted(after - before for before, after in zip(times, times[1:], strict=False))
    if len(gaps) < 8:
        return None
    usual = gaps[len(gaps) // 2]
    uneven = sum(not 0.6 * usual < gap < 1.6 * usual for gap in gaps)
    return uneven <= 4  # the edges of the two windows, where frames stand out of order


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
    if container == "mp3" and codec in _OLD_LAYERS:
        container = str(codec)
    return {"container": container, "seconds": _seconds(report), "audio_codec": codec, "fault": None}


@dataclass(frozen=True, slots=True)
class Look:
    """A film as it was opened: ffprobe's words on its pictures and its first sound."""

    container: str
    seconds: float
    film: dict[str, Any]
    sound: dict[str, Any] | None


def open_film(path: Path) -> Look:
    """For whoever makes another film out of it. Raises NotMedia."""
    container, report, _ = _looked(path)
    film = _film(report)
    if film is None:
        raise NotMedia("not_media")
    return Look(container, _seconds(report) or 0.0, film, _sound(report))


def open_sound(path: Path) -> tuple[float | None, dict[str, Any]]:
    """Seconds, and ffprobe's words on the first sound. Raises NotMedia."""
    _, report, _ = _looked(path)
    sound = _sound(report)
    if sound is None:
        raise NotMedia("not_media")
    return _seconds(report), sound


def poster(source: Path, target: Path, *, until: float = math.inf) -> None:
    """A JPEG of one frame, upright, its longest side 1280 at most; `until`: the end by time.monotonic. Raises NotMedia,
    then there is no target."""
    for start in (1, 0):  # the first second is often black; a shorter film has only its first frame
        left = max(0.0, until - time.monotonic())
        shot = programs.run("ffmpeg", _drawing(start), source, _DRAW, wait=left)[0]
        if shot.startswith(b"\xff\xd8"):
            target.write_bytes(shot)
            return
    raise NotMedia("unreadable")


def _drawing(start: int) -> list[str]:
    film = ffmpeg.input(programs.SOURCE, ss=start, **programs.CAREFUL)
    shrunk = "scale=w='min(1280,iw)':h='min(1280,ih)':force_original_aspect_ratio=decrease:out_range=full"
    looks = {"vf": f"{shrunk},format=yuvj420p", "vcodec": "mjpeg", "qscale:v": 4, "map_metadata": -1}
    drawn = film.output("pipe:", vframes=1, format="image2pipe", an=None, sn=None, **looks)
    command: list[str] = drawn.global_args("-v", "error", "-nostdin").get_args()
    return command


def _looked(path: Path) -> tuple[str, dict[str, Any], Boxes | None]:
    """(container, what ffprobe says, the boxes of an MP4)."""
    found = boxes.read(path)
    if found:
        if found.is_picture:
            raise NotMedia("not_media")
        if found.kinds[-1] == b"mdat" and wholeness.ends_empty(path):
            raise NotMedia("truncated")
        if found.is_cut or not found.has_index:
            raise NotMedia("truncated" if found.is_cut else "no_moov")
    report = _asked(path, "-show_format", "-show_streams")
    if not report.get("format"):
        raise NotMedia("unreadable" if found else "not_media")
    container = _container(report["format"].get("format_name", ""), found, path)
    if wholeness.is_cut(path, container):
        raise NotMedia("truncated")
    return container, report, found


def _container(name: str, found: Boxes | None, path: Path) -> str:
    if found:
        return found.container
    if name.startswith("matroska"):
        with path.open("rb") as handle:
            return "webm" if b"webm" in handle.read(64) else "mkv"  # EBML's DocType
    return _NAMES.get(name, name.split(",")[0])


def _asked(path: Path, *wanted: str) -> dict[str, Any]:
    """ffprobe's answer; empty when it cannot make sense of the file."""
    careful = [word for name, value in programs.CAREFUL.items() for word in (f"-{name}", value)]
    said = programs.run(
        "ffprobe", ["-v", "error", "-of", "json", *wanted, *careful, programs.SOURCE], path, _LOOK
    )[0]
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


def _turn(film: dict[str, Any]) -> int:
    """Degrees by which a player turns it."""
    turns = [side["rotation"] for side in film.get("side_data_list", []) if "rotation" in side]
    return round(float(turns[0]) / 90) * 90 % 360 if turns else 0


def shown_size(film: dict[str, Any]) -> tuple[int, int]:
    """As a player shows it: stored points need not be square (HDV keeps 1920 in 1440), and the film may lie on its side."""
    width, height = int(film.get("width") or 0), int(film.get("height") or 0)
    across, _, down = str(film.get("sample_aspect_ratio") or "").partition(":")
    if across.isdecimal() and down.isdecimal() and int(across) and int(down):
        width = round(width * int(across) / int(down))
    return (height, width) if _turn(film) in (90, 270) else (width, height)


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
    parts = (report.get("format", {}), *report.get("streams", []))
    lengths = [length for part in parts if (length := _number(part.get("duration")))]
    return round(lengths[0], 3) if lengths else None


def _number(told: Any) -> float | None:
    """A length that is one: above nothing, below endless."""
    try:
        number = float(told)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) and number > 0 else None
