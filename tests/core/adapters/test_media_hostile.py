"""Films and sound of strangers: cut off, broken, renamed, or naming other files; each comes to a fault, none is followed."""

import random
import socket
import struct

import pytest

from core.adapters import media
from core.adapters.media import NotMedia, audio_facts, poster, video_facts
from tests import making


@pytest.fixture(scope="session")
def film(tmp_path_factory):
    """As an editor exports it: the index stands first."""
    return making.mp4(tmp_path_factory.mktemp("films") / "film.mp4", 2, (320, 180))


@pytest.fixture(scope="session")
def raw_film(film):
    """As a phone records it: the index stands last."""
    return copied(film, film.with_name("raw.mp4"))


def copied(source, target):
    making.ffmpeg("-i", source, "-c", "copy", target)
    return target


def test_a_photo_under_the_name_of_a_film(tmp_path):
    for make in (making.jpeg, making.heic):
        assert video_facts(make(tmp_path / "photo.mp4", (64, 64))) == {"fault": "not_media"}


@pytest.mark.parametrize(
    "content", [b"", b"abc", bytes(5000), "一段文字".encode() * 99, b"%PDF-1.7\n" + bytes(999)]
)
@pytest.mark.parametrize("look", [video_facts, audio_facts])
def test_what_is_no_media(tmp_path, look, content):
    (tmp_path / "film.mp4").write_bytes(content)
    assert look(tmp_path / "film.mp4") == {"fault": "not_media"}


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_not_sound(tmp_path, seed):
    (tmp_path / "song.mp3").write_bytes(random.Random(seed).randbytes(300_000))
    assert audio_facts(tmp_path / "song.mp3") == {"fault": "not_media"}


def test_a_film_without_its_index(tmp_path, raw_film):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"".join(part for kind, part in making.boxes(raw_film) if kind != b"moov"))
    assert video_facts(path) == {"fault": "no_moov"}


def test_a_recording_that_was_interrupted(tmp_path, raw_film):
    """The camera writes the length of the frames last: until then it is open, and there is no index."""
    path = tmp_path / "film.mp4"
    pieces = [part for kind, part in making.boxes(raw_film) if kind == b"ftyp"]
    frames = next(part for kind, part in making.boxes(raw_film) if kind == b"mdat")
    path.write_bytes(b"".join(pieces) + bytes(4) + frames[4:])
    assert video_facts(path) == {"fault": "no_moov"}


def test_an_index_without_frames(tmp_path, film):
    path = tmp_path / "film.mp4"
    path.write_bytes(b"".join(part for kind, part in making.boxes(film) if kind != b"mdat"))
    assert video_facts(path) == {"fault": "truncated"}


def test_a_film_whose_frames_are_empty(tmp_path, film):
    """As a program leaves it that reserved the room and never filled it."""
    path = tmp_path / "film.mp4"
    path.write_bytes(
        b"".join(
            part[:8] + bytes(len(part) - 8) if kind == b"mdat" else part for kind, part in making.boxes(film)
        )
    )
    assert path.stat().st_size == film.stat().st_size
    assert video_facts(path) == {"fault": "truncated"}


@pytest.mark.parametrize(
    "tail", [b"\0", bytes(5000), b"TAG" + bytes(125), struct.pack(">I", 99_999_999) + b"free"]
)
def test_what_hangs_on_behind_breaks_no_film(tmp_path, film, tail):
    path = tmp_path / "film.mp4"
    path.write_bytes(film.read_bytes() + tail)
    assert video_facts(path) == video_facts(film)


@pytest.mark.parametrize("name", ["film", "raw_film"])
def test_a_film_cut_off_anywhere_is_found(tmp_path, request, name):
    content, path, chance = request.getfixturevalue(name).read_bytes(), tmp_path / "cut.mp4", random.Random(3)
    places = {0, 1, 7, 8, 20, 40, len(content) - 1, *(chance.randrange(len(content)) for _ in range(20))}
    for size in sorted(places):
        path.write_bytes(content[:size])
        found = video_facts(path)
        assert found.keys() == {"fault"}
        expected = {"truncated", "no_moov"} if size >= 8 else {"not_media"}  # no_moov: between two boxes
        assert found["fault"] in expected, size


def test_flipped_bits_are_a_fault_or_a_film(tmp_path, film):
    content, path, chance = film.read_bytes(), tmp_path / "flipped.mp4", random.Random(5)
    faults = set()
    for _ in range(20):
        flipped = bytearray(content)
        for _ in range(12):
            flipped[chance.randrange(chance.choice([60, 2500, len(content)]))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        found = video_facts(path)
        faults.add(found["fault"])
        assert (found["fault"] is None) is ("width" in found)
    assert faults <= {None, "not_media", "no_moov", "truncated", "unreadable"}
    assert len(faults) > 1


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">I", 1) + b"ftyp" + b"\xff" * 8,
        struct.pack(">I", 4) + b"ftyp",
        struct.pack(">I", 8) + b"free",
    ],
    ids=["endless", "too short", "empty boxes"],
)
def test_boxes_lead_nowhere(tmp_path, head):
    path = tmp_path / "film.mp4"
    path.write_bytes(head * 1000)
    assert video_facts(path)["fault"] in ("not_media", "no_moov", "truncated")


PLAYLISTS = [
    "ffconcat version 1.0\nfile {folder}/other.ts\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{folder}/other.ts\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nother.ts\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{url}/other.ts\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><BaseURL>{url}</BaseURL>'
    '</Period></MPD>',
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
]  # fmt: skip


@pytest.mark.parametrize("playlist", PLAYLISTS)
@pytest.mark.parametrize("name", ["film.mp4", "film.m3u8"])
def test_a_playlist_is_not_followed(tmp_path, film, playlist, name):
    """Another person's film lies beside it, a server listens: neither is asked."""
    copied(film, tmp_path / "other.ts")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        path = tmp_path / name
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        path.write_text(playlist.replace("{url}", url).replace("{folder}", str(tmp_path)))
        assert (video_facts(path), audio_facts(path)) == ({"fault": "not_media"}, {"fault": "not_media"})
        with pytest.raises(NotMedia):
            poster(path, tmp_path / "poster.jpg")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_program_that_hangs_is_ended(tmp_path, monkeypatch, film):
    slow = tmp_path / "bin" / "ffprobe"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 600\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:/usr/bin:/bin")
    monkeypatch.setattr(media, "_LOOK", 0.2)
    assert video_facts(film) == {"fault": "timeout"}
