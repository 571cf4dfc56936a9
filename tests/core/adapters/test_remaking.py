"""Other films and sounds out of those that people send: a mended file passes its own check (A2.16, A2.18)."""

import shutil

import pytest

from core.adapters import boxes, mending, programs
from core.adapters.media import audio_facts, video_facts
from core.adapters.mending import Unmendable
from core.services import judging
from tests import making
from tests.core.domain.made import innovation, roadshow
from tests.corpus import audio, shelf, videos

FRAME = {"frame": [1920, 1080]}
FIXED = [
    case for case in videos.CASES if any(fix == "mp4" for _, fix in case.must) and "too long" not in case.name
]
# Advice with a tap: the rules that one remade film settles.
ADVISED = [case for case in videos.CASES if not case.must and any("codec" in rule or "format" in rule or "fast" in rule for rule in case.advise)]  # fmt: skip
SOUNDS = [case for case in audio.CASES if case.advise]


def judged(field, path):
    (verdict,) = judging.each(field, [path])
    return [(row["rule"], row["fix"]) for row in verdict["findings"]]


@pytest.mark.parametrize("case", [*FIXED, *ADVISED], ids=lambda case: case.name)
def test_a_mended_film_passes_its_own_check(tmp_path, case):
    told = []
    mending.mend("mp4", shelf.path_of(case), tmp_path / "made", options=FRAME, told=told.append)
    field = roadshow("video") if case.track == "roadshow" else innovation("videos")
    assert judged(field, tmp_path / "made") == []
    assert told == sorted(told) and told[-1] <= 99
    found = video_facts(tmp_path / "made")
    assert (found["video_codec"], found["pixel_format"], found["fast_start"]) == ("h264", "yuv420p", True)
    assert found["steady"] is not False


@pytest.mark.parametrize("case", SOUNDS, ids=lambda case: case.name)
def test_mended_sound_passes_its_own_check(tmp_path, case):
    source = shelf.path_of(case)
    mending.mend("mp3", source, tmp_path / "made")
    assert judged(innovation("audio"), tmp_path / "made") == []
    assert audio_facts(tmp_path / "made")["seconds"] == pytest.approx(audio_facts(source)["seconds"], abs=0.2)


def clock(path, at):
    """The picture at a time, as bytes of 32 × 18 cells."""
    command = ["-v", "error", "-ss", str(at), "-i", programs.SOURCE, "-frames:v", "1", "-vf", "scale=32:18:flags=area,format=gray", "-f", "rawvideo", "pipe:"]  # fmt: skip
    return programs.run("ffmpeg", command, path, 60)[0]


def far(one, other):
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def growing(tmp_path_factory):
    """Each second of it looks different; a whole picture every five seconds."""
    path = tmp_path_factory.mktemp("cut") / "film.mp4"
    look = "color=c=black:s=1920x1080:r=10,drawbox=w='iw*t/20':h=ih:c=white:t=fill"
    press = [
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-g",
        50,
        "-t",
        20,
        "-c:a",
        "aac",
    ]
    making.ffmpeg("-f", "lavfi", "-i", look, "-f", "lavfi", "-t", 20, "-i", "sine=r=48000", *press, path)
    return path


@pytest.mark.parametrize(("start", "end"), [(0.0, 7.0), (3.3, 9.0), (12.0, 20.0)])
def test_a_cut_is_exact(tmp_path, growing, start, end):
    options = {**FRAME, "start": start, "end": end, "most": 301}
    mending.mend("trim", growing, tmp_path / "made", options=options)
    found = video_facts(tmp_path / "made")
    assert found["seconds"] == pytest.approx(end - start, abs=0.12)
    assert found["fast_start"] and found["audio_codec"] == "aac"
    for at in (0.0, 2.0):
        assert far(clock(tmp_path / "made", at), clock(growing, start + at)) < 24


def test_a_cut_of_exactly_the_most_is_not_longer_than_it(tmp_path, growing):
    options = {**FRAME, "start": 1.0, "end": 13.0, "most": 12}
    mending.mend("trim", growing, tmp_path / "made", options=options)
    assert 11.7 <= video_facts(tmp_path / "made")["seconds"] <= 12


def test_a_cut_of_a_larger_film_is_scaled_too(tmp_path):
    case = next(case for case in videos.CASES if case.name == "4K and too long.mp4")
    mending.mend(
        "trim",
        shelf.path_of(case),
        tmp_path / "made",
        options={**FRAME, "start": 290, "end": 293, "most": 301},
    )
    assert judged(innovation("videos"), tmp_path / "made") == []


def test_streams_that_fit_are_taken_over_as_they_are(tmp_path):
    source = making.mp4(tmp_path / "film.mov", 2)
    mending.mend("mp4", source, tmp_path / "made", options=FRAME)
    frames = [programs.run("ffmpeg", ["-v", "error", "-i", programs.SOURCE, "-map", "0", "-c", "copy", "-f", "streamhash", "pipe:"], path, 60)[0] for path in (source, tmp_path / "made")]  # fmt: skip
    assert frames[0] == frames[1] != b""


def test_where_and_when_it_was_shot_is_not_handed_on(tmp_path):
    film = making.mp4(tmp_path / "clip.mp4", 1)
    told = ["-metadata", "location=+31.8206+117.2272/", "-metadata", "creation_time=2024-05-20T08:00:00Z"]
    making.ffmpeg("-i", film, "-c", "copy", *told, "-movflags", "use_metadata_tags", tmp_path / "film.mov")
    assert b"+117.2272" in (tmp_path / "film.mov").read_bytes()
    mending.mend("mp4", tmp_path / "film.mov", tmp_path / "made", options=FRAME)
    assert b"+117.2272" not in (tmp_path / "made").read_bytes()


@pytest.mark.parametrize("trc", ["smpte2084", "arib-std-b67"])
def test_high_dynamic_range_becomes_plain(tmp_path, trc):
    colours = ["-color_trc", trc, "-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-tag:v", "hvc1"]
    press = [
        "-pix_fmt",
        "yuv420p10le",
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=none",
    ]
    making.ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=30:d=1", *press, *colours, tmp_path / "hdr.mp4"
    )
    assert video_facts(tmp_path / "hdr.mp4", has_hints=False)["transfer"] == trc
    mending.mend("mp4", tmp_path / "hdr.mp4", tmp_path / "made", options=FRAME)
    found = video_facts(tmp_path / "made", has_hints=False)
    assert (found["video_codec"], found["pixel_format"], found["transfer"]) == ("h264", "yuv420p", "bt709")


def test_a_turned_film_stays_upright(tmp_path):
    tall = making.mp4(tmp_path / "tall.mp4", 1, (2160, 3840), rate=5)
    making.ffmpeg("-display_rotation", 90, "-i", tall, "-c", "copy", tmp_path / "turned.mov")
    mending.mend("mp4", tmp_path / "turned.mov", tmp_path / "made", options=FRAME)
    found = video_facts(tmp_path / "made", has_hints=False)
    assert (found["width"], found["height"], found["turn"]) == (1920, 1080, 0)


@pytest.mark.parametrize(
    ("fix", "options"), [("mp4", FRAME), ("trim", {**FRAME, "start": 0, "end": 5}), ("mp3", {})]
)
@pytest.mark.parametrize("content", [b"", b"text" * 99, "cut"])
def test_what_cannot_be_mended_leaves_nothing_behind(tmp_path, growing, fix, options, content):
    source = tmp_path / "source"
    source.write_bytes(growing.read_bytes()[:9000] if content == "cut" else content)
    with pytest.raises(Unmendable):
        mending.mend(fix, source, tmp_path / "made", options=options)
    assert not (tmp_path / "made").exists()


def test_the_original_is_not_touched(tmp_path, growing):
    source = shutil.copy(growing, tmp_path / "source.mp4")
    before = growing.read_bytes()
    mending.mend("mp4", source, tmp_path / "made", options=FRAME)
    assert source.read_bytes() == before
    assert boxes.read(tmp_path / "made").is_fast
