"""Films and sound as people send them: what is read from them, and posters (A2.16, A2.18)."""

import shutil
import struct
import time

import pytest
from PIL import Image

from core.adapters import boxes, media, programs
from core.adapters.media import NotMedia, audio_facts, poster, video_facts
from tests import making, running

SMALL = (320, 180)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="session")
def film(folder):
    """As an editor exports it: the index stands first."""
    return making.mp4(folder / "film.mp4", 2, SMALL)


@pytest.fixture(scope="session")
def raw_film(folder, film):
    """As a phone records it: the index stands last."""
    making.ffmpeg("-i", film, "-c", "copy", folder / "raw.mp4")
    return folder / "raw.mp4"


@pytest.fixture(scope="session")
def song(folder):
    return making.mp3(folder / "song.mp3", 2)


def copied(source, target, *options):
    making.ffmpeg("-i", source, "-c", "copy", *options, target)
    return target


def facts(container, seconds=2.0, *, size=SMALL, video="h264", audio="aac", fast=False):
    return {
        "container": container, "seconds": seconds, "width": size[0], "height": size[1], "video_codec": video,
        "audio_codec": audio, "fast_start": fast, "fault": None,
    }  # fmt: skip


def read(path):
    """The oldest facts, with whole tenths of a second: what a container rounds is not of interest."""
    found = {key: value for key, value in video_facts(path).items() if key in facts(None)}
    return found | {"seconds": round(found["seconds"], 1)} if "seconds" in found else found


FAST = ["-movflags", "+faststart"]
PIECES = ["-movflags", "+frag_keyframe+empty_moov+default_base_moof+skip_trailer"]
WRAPPED = [
    ("copy.mp4", FAST, facts("mp4", fast=True)),
    ("copy.mp4", [], facts("mp4")),
    ("copy.mp4", PIECES, facts("mp4", fast=True)),
    ("silent.mp4", ["-an"], facts("mp4", audio=None)),
    ("copy.mov", [], facts("mov")),
    ("copy.3gp", [], facts("3gp")),
    ("copy.m4v", ["-f", "ipod"], facts("mp4")),
    ("copy.mkv", [], facts("mkv", fast=None)),
    ("copy.avi", [], facts("avi", fast=None)),
    ("copy.flv", [], facts("flv", fast=None)),
    ("copy.ts", [], facts("ts", fast=None)),
]


@pytest.mark.parametrize(("name", "options", "expected"), WRAPPED)
def test_the_container_is_that_of_the_content(tmp_path, film, name, options, expected):
    made = copied(film, tmp_path / name, *options)
    renamed = tmp_path / "renamed.jpg.mp4"
    made.replace(renamed)
    assert read(renamed) == expected


def test_a_webm(tmp_path):
    path = tmp_path / "film.mp4"
    making.ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x64:d=1:r=10", "-c:v", "libvpx", "-f", "webm", path)
    assert read(path) == facts("webm", 1.0, size=(64, 64), video="vp8", audio=None, fast=None)


def test_an_hevc_film_of_a_new_phone(tmp_path):
    path = making.mp4(tmp_path / "film.mp4", 1, SMALL, codec="libx265")
    assert read(path) == facts("mp4", 1.0, video="hevc", fast=True)


@pytest.mark.parametrize(("turn", "size"), [(90, (180, 320)), (180, SMALL), (-90, (180, 320)), (0, SMALL)])
def test_a_turned_film_has_the_size_it_is_shown_with(tmp_path, film, turn, size):
    path = tmp_path / "turned.mp4"
    making.ffmpeg("-display_rotation", turn, "-i", film, "-c", "copy", path)
    assert read(path) == facts("mp4", size=size)
    poster(path, tmp_path / "poster.jpg")
    with Image.open(tmp_path / "poster.jpg") as shot:
        assert shot.size == size


def test_1088_coded_lines_are_1080_shown(tmp_path):
    path = making.mp4(tmp_path / "film.mp4", 1, (1920, 1080), sound=False, rate=5)
    assert read(path) == facts("mp4", 1.0, size=(1920, 1080), audio=None, fast=True)


def test_a_clip_that_was_cut_anywhere_opens(tmp_path):
    """It begins between two whole pictures: nothing is seen for its first twelve frames."""
    path = tmp_path / "film.mp4"
    making.ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=320x180:d=2:r=12", "-c:v", "libx264", "-g", 12, "-bf", 0, "-f", "matroska", tmp_path / "a.mkv"
    )  # fmt: skip
    making.ffmpeg("-i", tmp_path / "a.mkv", "-c", "copy", "-bsf:v", "noise=drop=eq(n\\,0)", path)
    assert video_facts(path)["fault"] is None


@pytest.mark.parametrize(
    ("brands", "container"),
    [
        ("isom mp42", "mp4"), ("mp42", "mp4"), ("avc1 isom", "mp4"), ("M4V_ mp42", "mp4"), ("qt__", "mov"),
        ("3gp4 isom", "3gp"), ("3gp4 isom mp42", "mp4"), ("M4A_ mp42", "m4a"),
    ],
)  # fmt: skip
def test_brands(tmp_path, raw_film, brands, container):
    """The file of one maker under the brands of another."""
    major, *others = (name.replace("_", " ").encode() for name in brands.split())
    told = b"ftyp" + major + bytes(4) + b"".join([major, *others])
    frames = [part for kind, part in making.boxes(raw_film) if kind == b"mdat"]
    index = [part for kind, part in making.boxes(raw_film) if kind == b"moov"]
    start = sum(
        len(part) for kind, part in making.boxes(raw_film)[:-1] if kind != b"mdat"
    )  # where the frames have to stay
    room = start - len(told) - 4
    filler = struct.pack(">I", room) + b"free" + bytes(room - 8) if room else b""
    path = tmp_path / "film.mp4"
    path.write_bytes(struct.pack(">I", len(told) + 4) + told + filler + b"".join(frames + index))
    assert video_facts(path)["container"] == container


SOUNDS = [("mp3", "mp3", "mp3"), ("wav", "wav", "pcm_s16le"), ("m4a", "m4a", "aac"), ("flac", "flac", "flac"), ("ogg", "ogg", "vorbis"), ("aac", "aac", "aac")]  # fmt: skip


@pytest.mark.parametrize(("suffix", "container", "codec"), SOUNDS)
def test_sound(tmp_path, suffix, container, codec):
    making.mp3(tmp_path / f"sound.{suffix}", 1).replace(tmp_path / "sound.bin")
    found = audio_facts(tmp_path / "sound.bin")
    length = found.pop("seconds")
    assert found == {"container": container, "audio_codec": codec, "fault": None}
    assert 0.9 <= length <= 1.3


def test_a_song_with_a_cover_is_sound_and_no_film(tmp_path):
    cover = making.jpeg(tmp_path / "cover.jpg", (800, 800))
    path = making.mp3(tmp_path / "song.mp3", 1, cover=cover)
    assert audio_facts(path)["container"] == "mp3"
    assert video_facts(path) == {"fault": "not_media"}


def test_sound_is_no_film_and_a_silent_film_no_sound(tmp_path, film, song):
    assert video_facts(song) == {"fault": "not_media"}
    assert audio_facts(copied(film, tmp_path / "silent.mp4", "-an")) == {"fault": "not_media"}
    assert audio_facts(film)["container"] == "mp4"


def test_a_poster_is_small(tmp_path, film):
    large = making.mp4(tmp_path / "large.mp4", 1, (1920, 1080), sound=False, rate=2)
    for source, size in ((large, (1280, 720)), (film, SMALL)):
        poster(source, tmp_path / "poster.jpg")
        with Image.open(tmp_path / "poster.jpg") as shot:
            assert (shot.format, shot.size) == ("JPEG", size)


def test_no_poster_of_what_is_no_film(tmp_path, song):
    with pytest.raises(NotMedia):
        poster(song, tmp_path / "poster.jpg")
    assert not (tmp_path / "poster.jpg").exists()


def test_the_programs_are_a_pair(tmp_path, monkeypatch):
    """A lone ffmpeg on the PATH (the package puts a script of that name there) is not taken."""
    packaged = programs.program("ffprobe")
    for name in ("ffmpeg", "ffprobe"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        found = [programs.program("ffmpeg"), programs.program("ffprobe")]
        if name == "ffmpeg":
            assert shutil.which("ffprobe") is None
            assert found == [packaged.with_name("ffmpeg"), packaged.with_name("ffprobe")]
    assert found == [tmp_path / "ffmpeg", tmp_path / "ffprobe"]


def test_boxes_of_what_is_none(tmp_path, song):
    assert boxes.read(song) is None


@pytest.mark.parametrize(
    ("size", "points", "shown"), [((1440, 1080), "4/3", (1920, 1080)), ((1920, 1080), "2/1", (3840, 1080))]
)
def test_points_need_not_be_square(tmp_path, size, points, shown):
    """HDV keeps 1920 points in 1440; a player shows what is meant."""
    making.mp4(tmp_path / "plain.mp4", 1, size)
    making.ffmpeg(
        "-i",
        tmp_path / "plain.mp4",
        "-vf",
        f"setsar={points}",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        tmp_path / "odd.mp4",
    )
    facts = video_facts(tmp_path / "odd.mp4")
    assert (facts["width"], facts["height"]) == shown


def test_a_machine_too_busy_for_a_poster_leaves_the_film_what_it_is(film, tmp_path, monkeypatch):
    """Who looks at the whole file gives up after a minute by the clock, and then calls the film itself at fault."""
    (tmp_path / "ffprobe").symlink_to(programs.program("ffprobe"))
    (tmp_path / "ffmpeg").write_text("#!/bin/sh\nexec /bin/sleep 86397.75\n")
    (tmp_path / "ffmpeg").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(media, "_ALL", 0.5, raising=False)
    monkeypatch.setattr(media, "_DRAW", 200.0)  # of a processor; by the clock a quarter of an hour
    began = time.monotonic()
    found = video_facts(film, drawn=str(tmp_path / "poster.jpg"), has_hints=False)
    assert (found["fault"], (tmp_path / "poster.jpg").exists()) == (None, False)
    assert time.monotonic() - began < running.PATIENCE
