"""Audio (A2.18): MP3 by its content; other sound is advised to become one, what does not open is refused."""

from functools import partial

from tests import making
from tests.corpus.cases import Case

FIELD = "audio"
_TO_MP3 = ("audio.format.is",)
_BROKEN = (("audio.readable.is", None),)


def _sound(suffix, *how, seconds=2, keep=None):
    """Sound in the container of a suffix, whatever the case is called; `keep` takes a part of its bytes."""

    def make(path):
        other = path.with_name(f"other.{suffix}")
        making.ffmpeg("-f", "lavfi", "-i", f"sine=d={seconds}", *how, other)
        content = other.read_bytes()
        path.write_bytes(content if keep is None else keep(content))
        other.unlink()

    return make


def _half(content):
    return content[: len(content) // 2]


def _covered(path):
    cover = making.jpeg(path.with_name("cover.jpg"), (600, 600))
    making.mp3(path, 2, cover=cover)
    cover.unlink()


CASES = [
    Case("good.mp3", FIELD, _sound("mp3")),
    Case("an hour.mp3", FIELD, _sound("mp3", "-b:a", "8k", "-ar", "8000", seconds=3600)),
    Case("with a cover.mp3", FIELD, _covered),
    Case("variable rate.mp3", FIELD, _sound("mp3", "-q:a", "2", seconds=5)),
    Case("mp3 under another name.wav", FIELD, _sound("mp3")),
    Case("recorder.m4a", FIELD, _sound("m4a"), (), _TO_MP3),
    Case("m4a under another name.mp3", FIELD, _sound("m4a"), (), _TO_MP3),
    Case("recorder.wav", FIELD, _sound("wav"), (), _TO_MP3),
    Case("wav under another name.mp3", FIELD, _sound("wav"), (), _TO_MP3),
    Case("raw.aac", FIELD, _sound("aac"), (), _TO_MP3),
    Case("lossless.flac", FIELD, _sound("flac"), (), _TO_MP3),
    Case("vorbis.ogg", FIELD, _sound("ogg"), (), _TO_MP3),
    Case("opus.ogg", FIELD, _sound("ogg", "-c:a", "libopus"), (), _TO_MP3),
    Case("voice.amr", FIELD, _sound("amr", "-ar", "8000", "-ac", "1", "-c:a", "libopencore_amrnb"), (), _TO_MP3),
    Case("layer two.mp3", FIELD, _sound("mp2"), (), _TO_MP3),
    Case("wma.wma", FIELD, _sound("wma"), (), _TO_MP3),
    Case("film with sound.mp4", FIELD, partial(making.mp4, seconds=1, size=(320, 180)), (), _TO_MP3),
    Case("film without sound.mp4", FIELD, partial(making.mp4, seconds=1, size=(320, 180), sound=False), _BROKEN),
    Case("empty.mp3", FIELD, lambda path: path.write_bytes(b""), _BROKEN),
    Case("text.mp3", FIELD, lambda path: path.write_text("讲解见视频" * 99), _BROKEN),
    Case("photo.mp3", FIELD, lambda path: making.jpeg(path.with_suffix(".jpg"), (64, 64)).replace(path), _BROKEN),
    Case("half.mp3", FIELD, _sound("mp3", keep=_half), _BROKEN),
    Case("half.wav", FIELD, _sound("wav", keep=_half), _BROKEN),
    Case("half.m4a", FIELD, _sound("m4a", keep=_half), _BROKEN),
    Case("cut in a page.ogg", FIELD, _sound("ogg", seconds=5, keep=lambda content: content[:-100]), _BROKEN),
]  # fmt: skip
