"""Looking from a process of its own, and the limits of A2.15, A2.16 and A2.18 on real files, as `check` judges them."""

import contextlib
import hashlib
import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.adapters import confined, images
from core.adapters.probing import FAULTS, KINDS, probe
from core.domain import phrases
from core.services import judging
from tests import making
from tests.core.domain.made import innovation
from tests.running import until

ROOT = Path(__file__).resolve().parents[3]
HD = (1920, 1080)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def film(folder):
    return making.mp4(folder / "film.mp4", 2, HD, rate=5)


@pytest.fixture(scope="module")
def photo(folder):
    return making.jpeg(folder / "photo.jpg", (640, 480), dpi=300)


def test_a_probe_gives_facts_size_and_hash(photo):
    content = photo.read_bytes()
    found = probe("photo", photo)
    looks = {
        name: found.pop(name)
        for name in ("dhash", "dhash_mirrored", "sketch", "fingerprint", "light", "contrast", "sharpness")
    }
    assert [len(looks[name]) for name in ("dhash", "dhash_mirrored", "sketch", "fingerprint")] == [
        16,
        16,
        512,
        32,
    ]
    assert found == {
        "format": "JPEG", "width": 640, "height": 480, "long": 640, "short": 480, "dpi": 300, "dpi_most": 300,
        "dpi_conflict": False, "frames": 1, "jpeg_bytes": len(content), "unmendable": [], "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "fault": None, "readable": True,
    }  # fmt: skip


def test_a_probe_of_a_film_and_of_a_name_with_any_letter(tmp_path, film):
    path = tmp_path / "-i ‘成果’ 100%d;$(id) #1?.mp4"
    path.write_bytes(film.read_bytes())
    found = probe("video", path)
    assert (found["container"], found["seconds"], found["fault"]) == ("mp4", 2.0, None)


def test_no_such_kind_and_no_such_file(tmp_path, photo):
    with pytest.raises(KeyError):
        probe("song", photo)
    with pytest.raises(FileNotFoundError):
        probe("photo", tmp_path / "none.jpg")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_empty_file_is_empty_to_every_kind(tmp_path, kind):
    (tmp_path / "empty").touch()
    nothing = hashlib.sha256().hexdigest()
    expected = {"bytes": 0, "sha256": nothing, "fault": "empty", "readable": False}
    assert probe(kind, tmp_path / "empty") == expected


def test_every_fault_has_a_sentence():
    assert [fault for fault in sorted(FAULTS) if not phrases.exists(f"fault.{fault}")] == []


def test_a_prober_out_of_time_is_ended_with_all_it_started(tmp_path, monkeypatch, film):
    slow = tmp_path / "ffprobe"
    slow.write_text("#!/bin/sh\nexec /bin/sleep 86397.25\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = probe("video", film, seconds=0.2)
    assert (found["fault"], found["readable"]) == ("timeout", False)

    def left():
        return [line for line in _command_lines() if b"86397.25" in line or bytes(film) in line]

    until(lambda: not left(), what="the end of a whole group, which the kernel brings in its own time")


def _command_lines():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has just ended
            yield path.read_bytes()


def test_a_prober_that_crashes_is_a_fault(photo, monkeypatch):
    """Without the room to start, as after any crash, the process ends without an answer."""
    monkeypatch.setattr(confined, "environment", lambda: {"PYTHONHOME": "/nonexistent"})
    assert probe("photo", photo)["fault"] == "unreadable"


def test_a_prober_gets_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert set(confined.environment()) == {"PATH", "PYTHONUTF8", "OPENBLAS_NUM_THREADS", "MALLOC_ARENA_MAX"}
    assert "not for strangers" not in str(confined.environment())


HARMS = [
    ("room = bytearray(2 << 30)", 60, 1),  # MemoryError
    ("open('large', 'wb').write(bytes(64 << 20))", 60, -signal.SIGXFSZ),
    ("while True: pass", 1, -signal.SIGXCPU),
    ("print('looked')", 60, 0),
]


@pytest.mark.parametrize(("harm", "cpu", "code"), HARMS, ids=["memory", "writing", "time", "none"])
def test_a_confined_process_does_no_harm(tmp_path, harm, cpu, code):
    limits = f"memory=1 << 30, cpu={cpu}, writes=32 << 20"
    program = f"from core.adapters import confinement; confinement.confine({limits})\n{harm}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code


def rules(answer):
    """What each finding of one file is about, and what would mend it."""
    return [(row["rule"], row["fix"]) for row in answer["findings"] if row["level"] == "must"]


def judged(field, path):
    [answer] = judging.each(innovation(field), [path])
    assert answer["ok"] is (rules(answer) == [])
    return rules(answer)


OK = {"size": (1800, 1200), "dpi": 300, "bytes": 1_000_000}
PHOTOS = [
    ({}, []),
    ({"dpi": 299}, [("photos.dpi.min", "density")]),
    ({"dpi": 301}, []),
    ({"dpi": None}, [("photos.dpi.min", "density")]),
    ({"dpi": 72, "phone": True}, [("photos.dpi.min", "density")]),
    ({"size": (1799, 1200)}, [("photos.pixels.fits", None)]),
    ({"size": (1800, 1199)}, [("photos.pixels.fits", None)]),
    ({"size": (1200, 1800)}, []),
    ({"size": (1800, 1200), "orientation": 6}, []),
    ({"size": (1799, 1200), "dpi": 72}, [("photos.pixels.fits", None)]),
    ({"bytes": 999_999}, [("photos.bytes.min", None)]),
    ({"bytes": 10_485_760}, []),
    ({"bytes": 10_485_761}, [("photos.bytes.max", "jpeg")]),
]


@pytest.mark.parametrize(("change", "found"), PHOTOS, ids=[str(row[0]) for row in PHOTOS])
def test_limits_of_a_photo_from_both_sides(tmp_path, change, found):
    assert judged("photos", making.jpeg(tmp_path / "主视图.jpg", **(OK | change))) == found


def test_a_png_under_the_name_of_a_jpeg(tmp_path):
    path = tmp_path / "主视图.jpg"
    making.picture((1800, 1200)).save(path, "PNG", dpi=(300, 300))
    assert judged("photos", path) == [("photos.format.is", "jpeg")]


def test_a_heic_of_a_phone(tmp_path):
    path = making.heic(tmp_path / "IMG.jpg", (1800, 1200))
    assert judged("photos", path) == [
        ("photos.format.is", None),  # its JPEG would be small as well
        ("photos.bytes.min", None),
    ]


def test_a_mended_photo_is_within_the_rules(tmp_path):
    source = making.jpeg(tmp_path / "phone.jpg", (4000, 3000), phone=True, orientation=6, bytes=2_500_000)
    assert judged("photos", source) == [("photos.dpi.min", "density")]
    images.mend_density(source, tmp_path / "mended.jpg")
    assert judged("photos", tmp_path / "mended.jpg") == []


FILMS = [
    ({"seconds": 301}, []),
    ({"seconds": 302}, [("videos.seconds.max", "trim")]),
    ({"size": (1280, 720)}, [("videos.frame.is", None)]),
    ({"size": (1918, 1080)}, [("videos.frame.is", None)]),
    ({"size": (1920, 1082)}, [("videos.frame.is", "mp4")]),
    ({"size": (1440, 1080)}, [("videos.frame.is", None)]),
    ({"size": (3840, 2160)}, [("videos.frame.is", "mp4")]),
    ({"size": (1080, 1920)}, [("videos.landscape.is", None)]),
    ({"codec": "libx265"}, []),
    ({"sound": True}, []),
]


@pytest.mark.parametrize(("change", "found"), FILMS, ids=[str(row[0]) for row in FILMS])
def test_limits_of_a_film_from_both_sides(tmp_path, change, found):
    given = {"seconds": 1, "size": HD, "sound": False, "rate": 2} | change
    assert judged("videos", making.mp4(tmp_path / "实拍.mp4", **given)) == found


def test_the_film_of_another_container(tmp_path, film):
    for name, found in (
        ("a.mov", [("videos.container.is", "mp4")]),
        ("a.mkv", [("videos.container.is", "mp4")]),
    ):
        making.ffmpeg("-i", film, "-c", "copy", tmp_path / name)
        (tmp_path / name).replace(tmp_path / "renamed.mp4")
        assert judged("videos", tmp_path / "renamed.mp4") == found


def test_a_film_that_is_turned_by_its_tag_is_portrait(tmp_path, film):
    making.ffmpeg("-display_rotation", 90, "-i", film, "-c", "copy", tmp_path / "turned.mp4")
    assert judged("videos", tmp_path / "turned.mp4") == [("videos.landscape.is", None)]


@pytest.mark.parametrize("name", ["讲解.mp3", "讲解.wav"])
def test_sound_never_blocks(tmp_path, name):
    [answer] = judging.each(innovation("audio"), [making.mp3(tmp_path / name, 1)])
    expected = [] if name.endswith("mp3") else [("audio.format.is", "advise", "mp3")]
    assert [(row["rule"], row["level"], row["fix"]) for row in answer["findings"]] == expected


@pytest.mark.parametrize(
    ("field", "content", "phrase"),
    [
        ("photos", b"", "fault.empty"),
        ("photos", b"%!PS-Adobe-3.0 EPSF-3.0\n", "fault.not_an_image"),
        ("videos", b"#EXTM3U\nfile:///etc/passwd\n", "fault.not_media"),
        ("audio", b"\xff\xd8\xff\xe0" + bytes(99), "fault.not_media"),
    ],
)
def test_a_fault_is_said_with_the_name_of_the_file(tmp_path, field, content, phrase):
    path = tmp_path / "我的文件.dat"
    path.write_bytes(content)
    [answer] = judging.each(innovation(field), [path])
    told = [(row["rule"], row["file"], row["sentence"]) for row in answer["findings"]]
    assert told == [(f"{field}.readable.is", "我的文件.dat", f"《我的文件.dat》{phrases.say(phrase)}")]


def test_hostile_files_never_kill_the_caller(tmp_path, photo, film):
    chance = random.Random(11)
    for kind, source in (("photo", photo), ("video", film)):
        content = source.read_bytes()
        for size in (chance.randrange(1, len(content)) for _ in range(5)):
            path = tmp_path / "cut"
            path.write_bytes(content[:size])
            found = probe(kind, path)
            assert found["fault"] in FAULTS and (found["bytes"], found["readable"]) == (size, False)
    assert probe("photo", making.bomb_png(tmp_path / "bomb.jpg"))["fault"] == "bomb"


def test_the_check_command_says_the_same(app, tmp_path):
    good = making.jpeg(tmp_path / "主视图.jpg", **OK)
    bad = making.jpeg(tmp_path / "侧视图.jpg", **(OK | {"dpi": 72}))
    with app.app_context():  # as `flask` gives it to every command
        run = app.test_cli_runner().invoke(
            args=["check", "innovation", "photos", str(good), str(bad), "--json", "--each"]
        )
    answers = [json.loads(line) for line in run.output.splitlines()]
    assert (run.exit_code, [(answer["file"], answer["ok"]) for answer in answers]) == (
        1, [("主视图.jpg", True), ("侧视图.jpg", False)]
    )  # fmt: skip
