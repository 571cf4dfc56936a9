"""Makes other films and sounds out of strangers' ones with ffmpeg: an MP4 every browser plays, a part of a film, an MP3.

Runs in the confined process of `mending`, which limits time and memory."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from core.adapters import media, programs
from core.adapters.programs import NotMedia

Told = Callable[[int], None]
_PLAIN = ("yuv420p", "yuvj420p")  # 8 bits, 4:2:0: what every browser decodes
_SPOKEN = ("aac", "mp3")
_KEPT = ("mp4", "mov", "3gp", "mkv", "flv", "ts")  # whose frames carry the times that an MP4 wants
_RATES = (24000 / 1001, 24, 25, 30000 / 1001, 30, 50, 60000 / 1001, 60)
_HDR = ("smpte2084", "arib-std-b67")
# Light of a thousand candles to a screen's: in linear light, with the colours of BT.709.
_TONES = "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv"
_THREADS = 2
_END = 0.1  # seconds; a sound's last frame may stand out behind the last picture


def mp4(source: Path, target: Path, *, told: Told, frame: Sequence[int] | None = None) -> dict[str, Any]:
    """An MP4 of H.264 and AAC that plays before it has arrived (notice A2.16). Streams that fit are taken over as they
    are; others are pressed anew, larger ones scaled down to `frame` (width, height), never up. Gives `{}` or a `fault`."""
    return _answer(_mp4, source, target, told=told, frame=frame)


def trim(
    source: Path,
    target: Path,
    *,
    told: Told,
    start: float,
    end: float,
    frame: Sequence[int] | None = None,
    most: float | None = None,
) -> dict[str, Any]:
    """The part from `start` to `end` (seconds), exact to a frame, as an MP4 like that of `mp4`; with `most` no longer
    than that, the last frame of sound included. Gives `{}` or a `fault`."""
    length = end - start if most is None else min(end - start, most - _END)
    return _answer(_mp4, source, target, told=told, frame=frame, part=(start, length))


def mp3(source: Path, target: Path, *, told: Told) -> dict[str, Any]:
    """The first sound of a file as MP3 (notice A2.18). Gives `{}` or a `fault`."""
    return _answer(_mp3, source, target, told=told)


def _answer(make: Callable[..., None], source: Path, target: Path, **options: Any) -> dict[str, Any]:
    try:
        make(source, target, **options)
    except NotMedia as refused:
        return {"fault": refused.fault}
    return {}


def _mp4(
    source: Path, target: Path, *, told: Told, frame: Sequence[int] | None, part: tuple[float, float] | None = None
) -> None:  # fmt: skip
    look = media.open_film(source)
    seconds = part[1] if part else look.seconds
    film = look.film
    is_first = part is None or part[0] == 0  # a cut elsewhere falls between two whole pictures
    can_keep = is_first and look.container in _KEPT and _plays(film) and _fits(film, frame)
    sound = look.sound or {}
    heard = {"acodec": "copy"} if sound.get("codec_name") in _SPOKEN and is_first else _pressed_sound(sound)
    if can_keep:
        try:
            _make({"vcodec": "copy", **heard}, look, source, target, told=told, part=part)
        except NotMedia:
            can_keep = False  # times that no MP4 can hold
        else:
            can_keep = _is_as_long(target, seconds)
    if not can_keep:
        _make(_pressed(film, frame) | heard, look, source, target, told=told, part=part)


def _is_as_long(made: Path, seconds: float) -> bool:
    """A copy of damaged times plays too short or too long."""
    return abs(media.open_film(made).seconds - seconds) < max(1.0, seconds * 0.01)


def _plays(film: dict[str, Any]) -> bool:
    return film.get("codec_name") == "h264" and film.get("pix_fmt") in _PLAIN


def _fits(film: dict[str, Any], frame: Sequence[int] | None) -> bool:
    return frame is None or media.shown_size(film) == tuple(frame)


def _pressed(film: dict[str, Any], frame: Sequence[int] | None) -> dict[str, Any]:
    """H.264 of 8 bits at an even pace, in bounds that phones decode."""
    steps = []
    width, height = media.shown_size(film)
    if frame and width >= frame[0] and height >= frame[1] and (width, height) != tuple(frame):
        size = f"{frame[0]}:{frame[1]}"  # 1088 lines are 1080 and eight of nothing, below
        steps += [
            f"scale={size}:force_original_aspect_ratio=increase:force_divisible_by=2",
            f"crop={size}:0:0",
        ]
    else:
        steps += ["crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0"]  # H.264 has no odd sizes
    steps += [_TONES] if film.get("color_transfer") in _HDR else []
    steps += [f"fps={_pace(film):.6f}", "format=yuv420p"]
    press = {
        "vcodec": "libx264",
        "preset": "veryfast",
        "crf": 21,
        "maxrate": "12M",
        "bufsize": "24M",
        "profile:v": "high",
    }
    return {**press, "vf": ",".join(steps), "threads:v": _THREADS}


def _pace(film: dict[str, Any]) -> float:
    """The usual rate that is nearest to a film's own; an uneven one gets one that loses no frame, 60 at most."""
    own = media.rate_of(film) or 30.0
    near = min(_RATES, key=lambda rate: abs(rate - own))
    if abs(near - own) < 0.02 * own:
        return near
    return 30.0 if own < 30 else 60.0


def _pressed_sound(sound: dict[str, Any]) -> dict[str, Any]:
    if not sound:
        return {}
    return {
        "acodec": "aac",
        "audio_bitrate": "160k",
        "ac": min(2, int(sound.get("channels") or 2)),
        "ar": 48000,
    }


def _make(
    press: dict[str, Any],
    look: media.Look,
    source: Path,
    target: Path,
    *,
    told: Told,
    part: tuple[float, float] | None,
) -> None:
    read: dict[str, Any] = {**programs.CAREFUL, "threads": _THREADS}
    if part:
        read["ss"] = f"{part[0]:.3f}"
    opened = ffmpeg.input(programs.SOURCE, **read)
    streams = [opened[str(look.film["index"])]]
    streams += [opened[str(look.sound["index"])]] if look.sound else []
    kept = {"map_metadata": -1, "map_chapters": -1}  # where and when it was shot is the worker's own business
    fast = {"format": "mp4", "movflags": "+faststart"}
    length = {"t": f"{part[1]:.3f}"} if part else {}
    wanted = ffmpeg.output(*streams, "OUT", **press, **kept, **fast, **length)
    programs.make(
        wanted.get_args()[:-1], source, target, seconds=part[1] if part else look.seconds, told=told
    )


def _mp3(source: Path, target: Path, *, told: Told) -> None:
    seconds, sound = media.open_sound(source)
    rate = int(sound.get("sample_rate") or 44100)
    usual = min((8000, 16000, 24000, 32000, 44100, 48000), key=lambda one: (abs(one - rate), -one))
    press = {
        "acodec": "libmp3lame",
        "qscale:a": 2,
        "ar": usual,
        "ac": min(2, int(sound.get("channels") or 2)),
    }
    opened = ffmpeg.input(programs.SOURCE, **programs.CAREFUL)[str(sound["index"])]
    wanted = ffmpeg.output(opened, "OUT", format="mp3", map_metadata=-1, **press)
    programs.make(wanted.get_args()[:-1], source, target, seconds=seconds or 0.0, told=told)
