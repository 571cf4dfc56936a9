"""Videos (A2.16, A2.1, A3.4): each limit from both sides, each fault, and what phones, editors and recorders really make.

A long film is a clip of two seconds again and again, so that it is made at once."""

from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp

from tests import making
from tests.corpus.cases import Case

FIELD = "videos"
HD = (1920, 1080)
_MP4 = ("-movflags", "+faststart", "-f", "mp4")


def _film(**options):
    return partial(making.mp4, **{"seconds": 2, "size": HD, **options})


@cache
def _folder():
    return Path(mkdtemp(prefix="wuxiao-clips-"))


@cache
def _clip(name="clip.mp4", **options):
    """A good film of two seconds, made once a run."""
    return making.mp4(_folder() / name, **{"seconds": 2, "size": HD, **options})


def _copied(*how, of=None, before=()):
    """A clip in another wrapping, no picture pressed again."""

    def make(path):
        making.ffmpeg(*before, "-i", (of or _clip)(), "-c", "copy", *how, path)

    return make


def _drawn(look, *how, sound="sine=r=48000", seconds=2):
    """A film of another picture or sound than the usual one."""

    def make(path):
        heard = ["-f", "lavfi", "-t", seconds, "-i", sound] if sound else []
        press = [
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-t",
            seconds,
        ]
        making.ffmpeg("-f", "lavfi", "-i", look, *heard, *press, *_MP4, *how, path)

    return make


def _lean():
    """One that presses to little, for films of five minutes."""
    made = _folder() / "lean.mp4"
    if not made.exists():
        _drawn("testsrc=s=1920x1080:r=25", "-crf", 40)(made)
    return made


def _lean_4k():
    made = _folder() / "lean4k.mp4"
    if not made.exists():
        _drawn("testsrc=s=3840x2160:r=25", "-crf", 45)(made)
    return made


def _looped(clip, seconds, *how):
    def make(path):
        making.ffmpeg("-stream_loop", "-1", "-i", clip(), "-c", "copy", "-t", seconds, *how, path)

    return make


def _part(make, keep):
    """What a broken transfer leaves: `keep` takes the bytes."""

    def cut(path):
        whole = path.with_name(f"whole-{path.name}")
        make(whole)
        path.write_bytes(keep(whole.read_bytes()))
        whole.unlink()

    return cut


def _first(share):
    return lambda content: content[: int(len(content) * share)]


def _without_index(path):
    making.ffmpeg("-i", _clip(), "-c", "copy", path)
    path.write_bytes(b"".join(part for kind, part in making.boxes(path) if kind != b"moov"))


def _holed(path):
    """A download that reserved its room and stopped at half: the rest is zeros."""
    _looped(_clip, 20, *_MP4)(path)
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] + bytes(len(content) - half))


def _uneven(path):
    """As an editor exports it that leaves out what does not move: three frames of four are gone now and then."""
    making.ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=30:d=6", "-f", "lavfi", "-i", "sine=r=48000:d=6",
        "-vf", "select='lt(mod(n,40),20)+not(mod(n,4))'", "-vsync", "vfr", "-c:v", "libx264", "-preset", "ultrafast", "-crf", 40,
        "-pix_fmt", "yuv420p", "-c:a", "aac", *_MP4, path,
    )  # fmt: skip


def _song(path):
    cover = making.jpeg(path.with_name("cover.jpg"), (1920, 1080))
    making.mp3(path.with_name("song.mp3"), 2, cover=cover).replace(path)
    cover.unlink()


def _as(suffix, make):
    """Made under another suffix: ffmpeg goes by it, the house does not."""

    def renamed(path):
        other = path.with_name(f"other.{suffix}")
        make(other)
        other.replace(path)

    return renamed


def _still(path):
    _drawn("color=c=gray:s=1920x1080:r=10,drawgrid=w=200:h=120:c=white", seconds=20)(path)


def _mostly(first, second):
    """Ten seconds of one picture, two of another."""
    return f"{first}:d=20[a];{second}:d=2[b];[a][b]concat"


_HEVC = partial(_clip, "hevc.mp4", codec="libx265")
_SMALL = partial(_clip, "720.mp4", size=(1280, 720))
_TALL = partial(_clip, "tall.mp4", size=(1080, 1920))
_MUST_MP4 = (("videos.container.is", "mp4"),)
_AGAIN = (("videos.frame.is", None),)
_BROKEN = (("videos.readable.is", None),)
_LONG = (("videos.seconds.max", "trim"),)
_FAST = ("videos.fast_start.is",)

LIMITS = [
    Case("good.mp4", FIELD, _film()),
    Case("five minutes.mp4", FIELD, _looped(_lean, 300, *_MP4)),
    Case("five minutes and the second of tolerance.mp4", FIELD, _looped(_lean, 301, "-an", *_MP4), (), ("videos.sound.is",)),
    Case("one frame above the tolerance.mp4", FIELD, _looped(_lean, 301.04, "-an", *_MP4), _LONG, ("videos.sound.is",)),
    Case("five minutes and two seconds.mp4", FIELD, _looped(_lean, 302, *_MP4), _LONG),
    Case("one second.mp4", FIELD, _film(seconds=1)),
    Case("two columns less.mp4", FIELD, _film(size=(1918, 1080)), _AGAIN),
    Case("two lines less.mp4", FIELD, _film(size=(1920, 1078)), _AGAIN),
    Case("two lines more.mp4", FIELD, _film(size=(1920, 1082)), (("videos.frame.is", "mp4"),)),
    Case("two columns more.mp4", FIELD, _film(size=(1922, 1080)), (("videos.frame.is", "mp4"),)),
    Case("1088 lines shown.mp4", FIELD, _film(size=(1920, 1088)), (("videos.frame.is", "mp4"),)),
    Case("1088 lines coded, 1080 shown.mp4", FIELD, _copied(*_MP4)),
    Case("720p.mp4", FIELD, _film(size=(1280, 720)), _AGAIN),
    Case("4K.mp4", FIELD, _film(size=(3840, 2160), rate=5), (("videos.frame.is", "mp4"),)),
    Case("4K and too long.mp4", FIELD, _looped(_lean_4k, 303, *_MP4), (("videos.frame.is", "mp4"), *_LONG)),
    Case("4 to 3.mp4", FIELD, _film(size=(2880, 2160), rate=5), _AGAIN),
    Case("cinema wide.mp4", FIELD, _film(size=(4096, 2160), rate=5), _AGAIN),
    Case("portrait.mp4", FIELD, _film(size=(1080, 1920)), (("videos.landscape.is", None),)),
    Case("portrait 4K.mp4", FIELD, _film(size=(2160, 3840), rate=5), (("videos.landscape.is", None),)),
]  # fmt: skip
PHONES = [
    Case("phone, index last.mp4", FIELD, _copied("-f", "mp4"), (), _FAST),
    Case("landscape, stored upright.mp4", FIELD, _copied(*_MP4, of=_TALL, before=("-display_rotation", "90"))),
    Case("upside down.mp4", FIELD, _copied(*_MP4, before=("-display_rotation", "180"))),
    Case("portrait, stored lying.mp4", FIELD, _copied(*_MP4, before=("-display_rotation", "90")), (("videos.landscape.is", None),)),
    Case("60 frames.mp4", FIELD, _film(rate=60)),
    Case("HEVC.mp4", FIELD, _copied(*_MP4, "-tag:v", "hvc1", of=_HEVC), (), ("videos.video_codec.one_of",)),
    Case("HEVC 4K, 60 frames.mov", FIELD, _film(codec="libx265", size=(3840, 2160), rate=60, seconds=1), (("videos.container.is", "mp4"), ("videos.frame.is", "mp4"))),
    Case("10 bits.mp4", FIELD, _drawn("testsrc2=s=1920x1080:r=10", "-pix_fmt", "yuv420p10le"), (), ("videos.pixel_format.one_of",)),
    Case("4 4 4.mp4", FIELD, _drawn("testsrc2=s=1920x1080:r=10", "-pix_fmt", "yuv444p"), (), ("videos.pixel_format.one_of",)),
    Case("sound AC-3.mp4", FIELD, _drawn("testsrc2=s=1920x1080:r=10", "-c:a", "ac3"), (), ("videos.audio_codec.one_of",)),
    Case("sound PCM.mov", FIELD, _drawn("testsrc2=s=1920x1080:r=10", "-c:a", "pcm_s16le", "-f", "mov"), _MUST_MP4),
    Case("MPEG-4 of an old phone.mp4", FIELD, _drawn("testsrc2=s=1920x1080:r=10", "-c:v", "mpeg4"), (), ("videos.video_codec.one_of",)),
    Case("export of uneven pace.mp4", FIELD, _uneven),
    Case("screen recording, odd size.mp4", FIELD, _drawn("testsrc2=s=1919x1079:r=15", "-pix_fmt", "yuv444p"), _AGAIN),
    Case("screen recording 1080 × 2400.mp4", FIELD, _film(size=(1080, 2400), rate=30), (("videos.landscape.is", None),)),
    Case("fragments of a streamer.mp4", FIELD, _copied("-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4")),
]  # fmt: skip
WRAPPED = [
    Case("real.mov", FIELD, _copied(), _MUST_MP4),
    Case("mov under another name.mp4", FIELD, _copied("-f", "mov"), _MUST_MP4),
    Case("mkv under another name.mp4", FIELD, _copied("-f", "matroska"), _MUST_MP4),
    Case("avi under another name.mp4", FIELD, _copied("-f", "avi"), _MUST_MP4),
    Case("ts under another name.mp4", FIELD, _copied("-f", "mpegts"), _MUST_MP4),
    Case("flv under another name.mp4", FIELD, _copied("-f", "flv"), _MUST_MP4),
    Case("webm under another name.mp4", FIELD, _drawn("testsrc2=s=1920x1080:r=5", "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libvorbis", "-f", "webm", seconds=1), _MUST_MP4),
    Case("wmv.wmv", FIELD, _drawn("testsrc2=s=1920x1080:r=5", "-c:v", "wmv2", "-c:a", "wmav2", "-f", "asf"), _MUST_MP4),
    Case("mp4 under another name.mov", FIELD, _as("mp4", _copied(*_MP4))),
    Case("720p in mkv.mkv", FIELD, _copied(of=_SMALL), (("videos.container.is", None), *_AGAIN)),
]  # fmt: skip
BROKEN = [
    Case("empty.mp4", FIELD, lambda path: path.write_bytes(b""), _BROKEN),
    Case("text.mp4", FIELD, lambda path: path.write_text("视频在网盘里，链接见附件。" * 50), _BROKEN),
    Case("photo.mp4", FIELD, _as("jpg", partial(making.jpeg, size=(640, 480))), _BROKEN),
    Case("song with a cover.mp4", FIELD, _song, _BROKEN),
    Case("no index.mp4", FIELD, _without_index, _BROKEN),
    Case("cut in its head.mp4", FIELD, _part(_copied(*_MP4), lambda content: content[:700]), _BROKEN),
    Case("cut in the middle.mp4", FIELD, _part(_copied(*_MP4), _first(0.5)), _BROKEN),
    Case("last byte missing.mp4", FIELD, _part(_copied(*_MP4), lambda content: content[:-1]), _BROKEN),
    Case("phone, cut in the middle.mp4", FIELD, _part(_copied("-f", "mp4"), _first(0.5)), _BROKEN),
    Case("tail never downloaded.mp4", FIELD, _holed, _BROKEN),
    Case("cut.mkv", FIELD, _part(_copied(), _first(0.8)), _BROKEN),
    Case("cut.avi", FIELD, _part(_copied(), _first(0.8)), _BROKEN),
    Case("cut.ts", FIELD, _part(_copied(), lambda content: content[: 188 * 900 + 77]), _BROKEN),
    Case("cut.flv", FIELD, _part(_copied(), _first(0.8)), _BROKEN),
    Case("cut.wmv", FIELD, _part(_drawn("testsrc2=s=1920x1080:r=5", "-c:v", "wmv2", "-c:a", "wmav2", "-f", "asf"), _first(0.7)), _BROKEN),
]  # fmt: skip
HINTS = [
    Case("no sound.mp4", FIELD, _copied("-an", *_MP4), (), ("videos.sound.is",)),
    Case("silent sound.mp4", FIELD, _drawn("testsrc2=s=1920x1080:r=10", sound="anullsrc=r=48000:cl=mono"), (), ("videos.audible.is",)),
    Case("black.mp4", FIELD, _drawn("color=c=black:s=1920x1080:r=10", seconds=20), (), ("videos.visible.is", "videos.moving.is")),
    Case("mostly black.mp4", FIELD, _drawn(_mostly("color=c=black:s=1920x1080:r=10", "testsrc2=s=1920x1080:r=10"), seconds=22), (), ("videos.visible.is", "videos.moving.is")),
    Case("black at its beginning.mp4", FIELD, _drawn("color=c=black:s=1920x1080:r=10:d=4[a];testsrc2=s=1920x1080:r=10:d=20[b];[a][b]concat", seconds=24)),
    Case("frozen.mp4", FIELD, _still, (), ("videos.moving.is",)),
    Case("mostly frozen.mp4", FIELD, _drawn(_mostly("smptebars=s=1920x1080:r=10", "testsrc2=s=1920x1080:r=10"), seconds=22), (), ("videos.moving.is",)),
    Case("slides that change.mp4", FIELD, _drawn("testsrc=s=1920x1080:r=10,select='not(mod(n,20))',fps=10", seconds=20)),
    Case("a small thing moves.mp4", FIELD, _drawn("color=c=gray:s=1920x1080:r=10[bg];color=c=red:s=120x120:r=10[d];[bg][d]overlay=x='100+t*60':y=500", seconds=20)),
]  # fmt: skip
_OTHER = {"track": "roadshow"}
ELSEWHERE = [
    Case("course.mp4", "video", _film(), **_OTHER),
    Case("course, one second too long.mp4", "video", _looped(_lean, 302, *_MP4), (("video.seconds.max", "trim"),), **_OTHER),
    Case("course as mov.mov", "video", _copied(), (("video.container.is", "mp4"),), **_OTHER),
    Case("course of 720 lines.mp4", "video", _film(size=(1280, 720)), (("video.frame.is", None),), **_OTHER),
]  # fmt: skip
CASES = [*LIMITS, *PHONES, *WRAPPED, *BROKEN, *HINTS, *ELSEWHERE]
