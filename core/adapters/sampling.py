"""Looks at a film in a dozen places instead of all of it: does anything move, is it dark, is there anything to hear."""

import re
import resource
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import ffmpeg

from core.adapters import programs
from core.adapters.programs import NotMedia

PLACES = 12
_APART = 0.4  # seconds between the two pictures of a place
_HEARD = 1.5  # seconds of sound at a place
_WIDE, _HIGH = 64, 36  # cells of a picture: means of squares, so that a camera's noise is gone
_PICTURE = _WIDE * _HIGH
_ONE, _ALL = 4.0, 16.0  # seconds of a processor for one place, for all of them
_WAIT = 30.0  # seconds by the clock for all of them, on a machine that is busy with others: half of what a whole look may take
# Measured on films of phones: a camera on a tripod before a machine moves some cell by more than 6 of 255, a picture
# that stands still in a slide show none by more than 2; what a screen calls black is below 32.
_STILL, _DARK, _MOSTLY = 3, 32, 0.8
_SILENT = -70.0  # dB at the loudest: digital silence; the quietest microphone is above -60
_SHORT, _FEW = 60.0, 4  # seconds of a film that is cheap to decode; places that say enough of a long one
_TIME = re.compile(rb"pts_time:(\S+)")
_LOUDEST = re.compile(rb"max_volume: (-?(?:\d+\.?\d*|inf)) dB")


@dataclass(frozen=True, slots=True)
class Sampled:
    """Each is None where nothing could be told."""

    is_visible: bool | None
    is_moving: bool | None
    is_audible: bool | None


def look(source: Path, stream: int, seconds: float, *, has_sound: bool) -> Sampled:
    """Two pictures at each of up to PLACES places between the first and the last half second, two places at a time: the
    cost does not grow with the film."""
    count = max(2, min(PLACES, int(seconds)))
    span, time = max(0.0, seconds - 0.6), _Time()
    places = [span * number / (count - 1) for number in range(count)]
    with ThreadPoolExecutor(2) as pair:
        listening = pair.submit(_is_audible, source, places, time) if has_sound else None
        found = list(pair.map(lambda at: _place(source, stream, at, time), places))
    pictures = list(dict(reversed(found)).values())[::-1]  # places before one whole picture see the same
    if len(pictures) < count:
        pictures = _through(source, stream, span / (count - 1), time) if seconds <= _SHORT else pictures
    is_audible = listening.result() if listening else None
    if len(pictures) < min(count, _FEW):
        return Sampled(None, None, is_audible)
    return Sampled(_is_visible(pictures), _is_moving(pictures), is_audible)


class _Time:
    """What the programs of this process may still use."""

    def __init__(self) -> None:
        self._began, self._until = _used(), monotonic() + _WAIT

    def left(self) -> tuple[float, float]:
        """Seconds of a processor, and by the clock."""
        return _ALL - (_used() - self._began), self._until - monotonic()


def _used() -> float:
    """Seconds of a processor, by all programs of this process that have ended."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def _place(source: Path, stream: int, at: float, time: _Time) -> tuple[str, list[bytes]]:
    """From the whole picture before `at`: its time, it, and the first that is far enough from it."""
    pick = f"eq(n,0)+gte(t-prev_selected_t,{_APART})"
    film = ffmpeg.input(programs.SOURCE, ss=f"{at:.3f}", noaccurate_seek=None, **programs.CAREFUL)
    wrote, said = _told(_seen(film, stream, pick, vframes=2, copyts=None), source, time, _ONE)
    whole = _TIME.search(said)
    return whole[1].decode() if whole else f"nothing at {at}", _cut(wrote)


def _through(source: Path, stream: int, step: float, time: _Time) -> list[list[bytes]]:
    """The places of a short film whose whole pictures lie far apart: decoded from its beginning."""
    pick = f"isnan(prev_selected_t)+gte(t-prev_selected_t,if(mod(selected_n,2),{_APART},{max(step - _APART, 0.1):.3f}))"
    film = ffmpeg.input(programs.SOURCE, **programs.CAREFUL)
    shots = _cut(_told(_seen(film, stream, pick), source, time)[0])
    return [shots[n : n + 2] for n in range(0, len(shots), 2)]


def _seen(film: Any, stream: int, pick: str, **more: Any) -> Any:
    look = f"select='{pick}',scale={_WIDE}:{_HIGH}:flags=area,format=gray,showinfo=checksum=0"
    wanted = {"format": "rawvideo", "vsync": "0", "an": None, "sn": None, "vf": look}
    return film[str(stream)].output("pipe:", **wanted, **more)


def _cut(wrote: bytes) -> list[bytes]:
    return [wrote[n : n + _PICTURE] for n in range(0, len(wrote) - _PICTURE + 1, _PICTURE)]


def _is_audible(source: Path, places: Sequence[float], time: _Time) -> bool | None:
    """Whether anything is heard at one of the places; most films need to be asked once."""
    is_known = False
    for at in sorted(places, key=lambda at: abs(at - places[-1] / 2)):  # from the middle, where people speak
        sound = ffmpeg.input(programs.SOURCE, ss=f"{at:.3f}", **programs.CAREFUL)["a:0"]
        listened = sound.output("-", format="null", t=_HEARD, vn=None, af="volumedetect")
        heard = _LOUDEST.findall(_told(listened, source, time, _ONE)[1])
        if heard and float(heard[0]) > _SILENT:
            return True
        is_known = is_known or bool(heard)
    return False if is_known else None


def _told(wanted: Any, source: Path, time: _Time, most: float = _ALL) -> tuple[bytes, bytes]:
    """What ffmpeg writes and says; nothing where it cannot, or where there is no time left."""
    seconds, wait = time.left()
    if min(seconds, wait) <= 0:
        return b"", b""
    command = wanted.global_args("-v", "info", "-hide_banner", "-nostats", "-nostdin").get_args()
    try:
        return programs.run("ffmpeg", command, source, min(most, seconds), wait=wait)
    except NotMedia:
        return b"", b""


def _is_visible(pictures: Sequence[Sequence[bytes]]) -> bool | None:
    """False when most places are black."""
    shots = [shot for shots in pictures for shot in shots[:1]]
    if not shots:
        return None
    black = sum(sum(cell < _DARK for cell in shot) > 0.98 * _PICTURE for shot in shots)
    return black < _MOSTLY * len(shots)


def _is_moving(pictures: Sequence[Sequence[bytes]]) -> bool | None:
    """False when at most places nothing moves, and the next place looks the same. A film that comes back to the same
    picture again and again moves in between."""
    pairs = [shots for shots in pictures if len(shots) == 2]
    if not pairs:
        return None
    still = sum(_alike(*shots) for shots in pairs)
    same = sum(_alike(before[1], after[0]) for before, after in zip(pairs, pairs[1:], strict=False))
    return still < _MOSTLY * len(pairs) or same < _MOSTLY * (len(pairs) - 1)


def _alike(one: bytes, other: bytes) -> bool:
    return all(abs(a - b) < _STILL for a, b in zip(one, other, strict=True))
