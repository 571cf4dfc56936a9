"""Films and sounds of every container, whole and cut off at any byte near their end."""

import pytest

from core.adapters import wholeness
from core.adapters.media import audio_facts, video_facts
from tests import making

FILMS = [("mkv", "mkv"), ("avi", "avi"), ("flv", "flv"), ("ts", "ts"), ("webm", "webm"), ("wmv", "asf")]
SOUNDS = [("mp3", "mp3"), ("wav", "wav"), ("ogg", "ogg")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder, films = tmp_path_factory.mktemp("whole"), {}
    look = ["-f", "lavfi", "-i", "testsrc2=s=160x90:d=2:r=10", "-f", "lavfi", "-i", "sine=r=48000:d=2"]
    for suffix, _ in FILMS:
        codecs = ["-c:v", "libvpx", "-c:a", "libvorbis"] if suffix == "webm" else ["-c:v", "wmv2", "-c:a", "wmav2"] if suffix == "wmv" else ["-c:v", "libx264", "-c:a", "aac"]  # fmt: skip
        films[suffix] = folder / f"film.{suffix}"
        making.ffmpeg(*look, *codecs, films[suffix])
    for suffix, _ in SOUNDS:
        films[suffix] = making.mp3(folder / f"sound.{suffix}", 5)
    return films


@pytest.mark.parametrize(("suffix", "container"), [*FILMS, *SOUNDS])
def test_whole_and_cut(tmp_path, made, suffix, container):
    look = video_facts if (suffix, container) in FILMS else audio_facts
    content = made[suffix].read_bytes()
    assert (look(made[suffix])["container"], look(made[suffix])["fault"]) == (container, None)
    path = tmp_path / "cut.bin"
    for size in (len(content) - 21, len(content) * 3 // 4 + 1, len(content) // 2 + 1):
        path.write_bytes(content[:size])
        assert look(path) == {"fault": "truncated"}, size


def test_a_stream_without_a_length_is_whole(tmp_path):
    """As a browser or a recorder writes it, which cannot go back to its beginning."""
    for suffix, kind in (("mkv", "matroska"), ("wav", "wav")):
        look = ["-f", "lavfi", "-i", "sine=d=2"]
        making.ffmpeg(
            *look, *(["-live", 1] if kind == "matroska" else []), "-f", kind, tmp_path / f"s.{suffix}"
        )
    content = bytearray((tmp_path / "s.wav").read_bytes())
    content[4:8] = b"\xff" * 4
    (tmp_path / "s.wav").write_bytes(content)
    assert [audio_facts(tmp_path / name)["fault"] for name in ("s.mkv", "s.wav")] == [None, None]


@pytest.mark.parametrize("container", sorted(wholeness._JUDGES))
@pytest.mark.parametrize("content", [b"", b"\x1a", b"RIFF", bytes(100), b"\xff" * 300, b"G" + bytes(187)])
def test_rubbish_is_judged_without_harm(tmp_path, container, content):
    (tmp_path / "x").write_bytes(content)
    assert wholeness.is_cut(tmp_path / "x", container) in (True, False)
