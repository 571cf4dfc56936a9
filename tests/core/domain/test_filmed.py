"""How films are stored and what samples hint at: each its own sentence, no word about what another finding settles."""

import pytest

from core.domain import codecs
from core.domain.fieldtypes import TYPES, File
from tests.core.domain.made import innovation, roadshow

GOOD = {
    "container": "mp4", "seconds": 200.0, "width": 1920, "height": 1080, "video_codec": "h264", "pixel_format": "yuv420p",
    "audio_codec": "aac", "fast_start": True, "sound": True, "audible": True, "visible": True, "moving": True, "steady": True,
}  # fmt: skip
ADVICE = [
    ({"video_codec": "hevc"}, "video_codec.one_of", "mp4", "《实拍》画面编码是 H.265（HEVC），有些手机和电脑播放不了。建议点一下“修正”转成通用的 H.264，内容不变，原件会保留。"),
    ({"audio_codec": "pcm_s16le"}, "audio_codec.one_of", "mp4", "《实拍》声音编码是 PCM（未压缩），浏览器里可能听不到声音。建议点一下“修正”转成 AAC，画面不变，原件会保留。"),
    ({"pixel_format": "yuv420p10le"}, "pixel_format.one_of", "mp4", "《实拍》画面是 10 位色或特殊色彩格式（如 HDR），有些设备放出来发灰或放不了。建议点一下“修正”转成普通色彩，原件会保留。"),
    ({"fast_start": False}, "fast_start.is", "mp4", "《实拍》要整个下载完才能播放（播放信息在文件末尾）。建议点一下“修正”，几秒钟就好，画面和声音不变。"),
    ({"sound": False, "audible": None, "audio_codec": None}, "sound.is", None, "《实拍》没有声音。如果不是有意的，请配上讲解或现场声再传。"),
    ({"audible": False}, "audible.is", None, "《实拍》有声音轨道，但从头到尾听不到声音，可能是录制时静音了。请戴上耳机听一遍，需要的话重新录音。"),
    ({"visible": False}, "visible.is", None, "《实拍》画面大部分是黑的，可能镜头被挡住或导出出了错。请从头看一遍，确认是不是传对了文件。"),
    ({"moving": False}, "moving.is", None, "《实拍》画面大部分时间不动，像一张图片。请换成实拍或演示动画；本来就是这样做的，可以不改。"),
]  # fmt: skip


def found(change, field=None):
    file = File("a1", "VID_1.mp4", GOOD | change)
    return TYPES["files"].check_file(file, title="实拍", field=field or innovation("videos"))


def names(change, field=None):
    return [(f.rule.split(".", 1)[1], f.fix) for f in found(change, field)]


@pytest.mark.parametrize(("change", "rule", "fix", "sentence"), ADVICE, ids=[row[1] for row in ADVICE])
def test_each_is_advised_with_its_own_sentence(change, rule, fix, sentence):
    for field in (innovation("videos"), roadshow("video")):
        (finding,) = found(change, field)
        assert finding.rule == f"{field.key}.{rule}"
        assert (finding.level, finding.fix, finding.sentence) == ("advise", fix, sentence)


@pytest.mark.parametrize("change", [{}, {"pixel_format": "yuvj420p"}, {"audio_codec": "mp3"}, {"fast_start": None}, {"steady": False}, {"visible": None, "moving": None}])  # fmt: skip
def test_what_needs_no_word(change):
    assert names(change) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"container": "mov", "video_codec": "hevc", "fast_start": False}, [("container.is", "mp4")]),
        ({"width": 3840, "height": 2160, "video_codec": "hevc", "pixel_format": "yuv420p10le"}, [("frame.is", "mp4")]),
        ({"width": 1080, "height": 1920, "fast_start": False}, [("landscape.is", None)]),
        ({"seconds": 400, "fast_start": False}, [("seconds.max", "trim")]),
        ({"video_codec": "hevc", "fast_start": False}, [("video_codec.one_of", "mp4")]),
        ({"video_codec": "hevc", "pixel_format": "yuv420p10le"}, [("video_codec.one_of", "mp4")]),
        ({"video_codec": "hevc", "audio_codec": "ac3"}, [("video_codec.one_of", "mp4"), ("audio_codec.one_of", "mp4")]),
        ({"container": "mov", "moving": False}, [("container.is", "mp4"), ("moving.is", None)]),
    ],
)  # fmt: skip
def test_what_another_finding_settles_is_not_said(change, said):
    assert names(change) == said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"container": "mov", "width": 1280, "height": 720}, "《实拍》是 MOV 格式的视频，要求 MP4，请用手机或剪辑软件导出 MP4 再传。"),
        ({"container": "mov", "unmendable": ["mp4"]}, "《实拍》是 MOV 格式的视频，要求 MP4，请用手机或剪辑软件导出 MP4 再传。"),
        ({"width": 1280, "height": 720}, "《实拍》画面是 1280×720，要求 1920×1080。画面较小或比例不对的，放大、加黑边都不算，请横屏1080P重拍。"),
        ({"seconds": 400, "unmendable": ["trim"]}, "《实拍》时长 6 分 40 秒，最多 5 分钟，请用手机相册或剪辑软件剪短后再传。"),
        ({"video_codec": "vp9", "unmendable": ["mp4"]}, "《实拍》画面编码是 VP9，有些手机和电脑播放不了。请尽量在手机设置里选“兼容性最佳”重拍，或用剪辑软件导出 H.264 再传。"),
    ],
)  # fmt: skip
def test_without_a_tap_people_are_told_how_to_do_it_themselves(change, sentence):
    finding = found(change)[0]
    assert (finding.fix, finding.sentence) == (None, sentence)


@pytest.mark.parametrize(
    ("name", "said"),
    [("hevc", "H.265（HEVC）"), ("pcm_s24le", "PCM（未压缩）"), ("wmv2", "WMV2"), ("aac", "AAC")],
)
def test_codecs_as_people_know_them(name, said):
    assert codecs.said(name) == said
