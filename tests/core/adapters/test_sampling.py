"""Looking at a film in a dozen places: what moves, what is dark, what is silent, where its frames end (A2.16)."""

import itertools
import time

import pytest

from core.adapters import sampling
from core.adapters.media import video_facts
from core.adapters.sampling import Sampled
from tests import making, running

SIZE = "s=320x180:r=10"


def film(path, look, seconds, *how, sound="sine=r=48000"):
    press = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-t", seconds]
    making.ffmpeg("-f", "lavfi", "-i", look, "-f", "lavfi", "-t", seconds, "-i", sound, *press, *how, path)
    return path


def hints(path):
    found = video_facts(path)
    return tuple(found[fact] for fact in ("sound", "audible", "visible", "moving"))


MOVES, STANDS, BLACK = f"testsrc2={SIZE}", f"smptebars={SIZE}", f"color=c=black:{SIZE}"


@pytest.mark.parametrize(
    ("look", "seconds", "expected"),
    [
        (MOVES, 2, (True, True, True, True)),
        (MOVES, 30, (True, True, True, True)),
        (STANDS, 30, (True, True, True, False)),
        (BLACK, 30, (True, True, False, False)),
        (f"{BLACK}:d=8[a];{MOVES}:d=30[b];[a][b]concat", 38, (True, True, True, True)),
        (f"{STANDS}:d=30[a];{MOVES}:d=3[b];[a][b]concat", 33, (True, True, True, False)),
        (f"color=c=0x101010:{SIZE},noise=alls=4:allf=t", 12, (True, True, False, True)),
    ],
    ids=[
        "short",
        "moving",
        "standing",
        "black",
        "black at first",
        "mostly standing",
        "a lens that is covered",
    ],
)
@pytest.mark.parametrize("keys", [10, 1000], ids=["usual", "one whole picture"])
def test_hints(tmp_path, look, seconds, expected, keys):
    found = hints(film(tmp_path / "film.mp4", look, seconds, "-g", keys))
    if "noise" in look:  # whether noise moves is not of interest
        found, expected = found[:3], expected[:3]
    assert found == expected


def test_a_film_that_comes_back_to_the_same_picture_at_every_key_frame_moves(tmp_path):
    clip = film(tmp_path / "clip.mp4", MOVES, 2, "-g", 20)
    making.ffmpeg("-stream_loop", 59, "-i", clip, "-c", "copy", tmp_path / "film.mp4")
    assert hints(tmp_path / "film.mp4") == (True, True, True, True)


@pytest.mark.parametrize(
    ("sound", "expected"),
    [("anullsrc=r=48000", False), ("sine=r=48000,volume=-50dB", True), ("aevalsrc='if(between(t,9,11),sin(3000*t),0)':s=48000", True)],
    ids=["nothing", "quiet", "a word in the middle"],
)  # fmt: skip
def test_what_is_heard(tmp_path, sound, expected):
    assert hints(film(tmp_path / "film.mp4", MOVES, 20, sound=sound))[:2] == (True, expected)


def test_no_sound_is_no_silence(tmp_path):
    assert hints(making.mp4(tmp_path / "film.mp4", 2, (320, 180), sound=False)) == (False, None, True, True)


def test_of_a_long_film_with_one_whole_picture_nothing_is_said(tmp_path):
    path = film(tmp_path / "film.mp4", f"color=c=black:{SIZE}", 70, "-g", 10_000)
    assert hints(path) == (True, True, None, None)


def test_no_time_left_is_no_verdict(tmp_path, monkeypatch):
    path = film(tmp_path / "film.mp4", STANDS, 20)
    monkeypatch.setattr(sampling, "_ALL", 0.0)
    assert hints(path) == (True, None, None, None)


@pytest.mark.parametrize(("look", "moves"), [(MOVES, True), (STANDS, False)])
def test_a_busy_machine_has_the_same_verdict(tmp_path, monkeypatch, look, moves):
    seconds = itertools.count()  # each look at a place takes one, of which the film has next to none
    monkeypatch.setattr(sampling, "monotonic", lambda: float(next(seconds)))
    assert hints(film(tmp_path / "film.mp4", look, 20)) == (True, True, True, moves)


def test_a_machine_that_gives_no_processor_at_all_costs_the_verdict_and_not_the_film(tmp_path, monkeypatch):
    """Who looks at the whole file gives up after a minute by the clock, and then calls the film itself at fault."""
    for name in ("ffmpeg", "ffprobe"):
        (tmp_path / name).write_text("#!/bin/sh\nexec /bin/sleep 86397.5\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "film.mp4").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sampling, "_WAIT", 1.0)
    monkeypatch.setattr(sampling, "_ONE", 200.0)  # of a processor; by the clock a quarter of an hour
    monkeypatch.setattr(sampling, "_ALL", 200.0)
    began = time.monotonic()
    assert sampling.look(tmp_path / "film.mp4", 0, 20.0, has_sound=True) == Sampled(None, None, None)
    assert time.monotonic() - began < running.PATIENCE


def test_a_room_that_was_never_filled_is_a_cut_film(tmp_path):
    content = film(tmp_path / "film.mp4", MOVES, 20, "-movflags", "+faststart").read_bytes()
    (tmp_path / "half.mp4").write_bytes(
        content[: len(content) // 2] + bytes(len(content) - len(content) // 2)
    )
    assert video_facts(tmp_path / "half.mp4") == {"fault": "truncated"}


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ([], True),
        (["-vf", "select='lt(mod(n,40),20)+not(mod(n,4))'", "-vsync", "vfr"], False),
        (["-vf", "setpts='PTS+0.006/TB*random(0)'", "-vsync", "vfr", "-video_track_timescale", 90000], True),
    ],
    ids=["even", "frames left out", "a phone's clock trembles"],
)
def test_the_pace(tmp_path, how, expected):
    path = film(tmp_path / "film.mp4", "testsrc2=s=320x180:r=30", 8, "-bf", 2, *how)
    assert video_facts(path, has_hints=False)["steady"] is expected
