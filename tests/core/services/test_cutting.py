"""The part of a film that a person chose, against its length and the campaign's limit (A2.16)."""

import pytest

from core.domain.refusals import Refused
from core.services import cutting
from tests.core.domain.made import innovation

HD = [1920, 1080]


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ({"start": 0, "end": 300}, (0.0, 300.0)),
        ({"start": 12.5, "end": 313.5}, (12.5, 313.5)),  # the second of tolerance
        ({"start": 59, "end": 60}, (59.0, 60.0)),
        ({"start": 100, "end": 400.4}, (100.0, 400.0)),  # people's clocks show whole seconds
    ],
)
def test_a_part_that_fits(asked, part):
    told = cutting.options("trim", innovation("videos"), {"seconds": 400.0}, asked)
    assert told == {"frame": HD, "start": part[0], "end": part[1], "most": 301}


@pytest.mark.parametrize(
    ("asked", "code", "sentence"),
    [
        ({}, "fix.cut.missing", "要剪短视频，请先选好从哪里开始、到哪里结束。还没有开始剪。"),
        ({"start": 5}, "fix.cut.missing", "要剪短视频，请先选好从哪里开始、到哪里结束。还没有开始剪。"),
        ({"start": 65, "end": 65.9}, "fix.cut.order", "结束要比开始晚至少 1 秒，现在开始是 1 分 05 秒，结束是 1 分 05 秒。还没有开始剪，请重新选。"),
        ({"start": 100, "end": 401}, "fix.cut.beyond", "这个视频一共 6 分 40 秒，选的结束时间 6 分 41 秒 超出了。还没有开始剪，请重新选。"),
        ({"start": 0, "end": 301.1}, "fix.cut.long", "选的一段有 5 分 01 秒，最多 5 分 00 秒，还要再剪掉 1 秒。还没有开始剪，请重新选。"),
    ],
)  # fmt: skip
def test_a_part_that_does_not(asked, code, sentence):
    with pytest.raises(Refused) as refused:
        cutting.options("trim", innovation("videos"), {"seconds": 400.0}, asked)
    assert (refused.value.code, refused.value.sentence) == (code, sentence)


def test_other_mends_are_told_the_frame_only():
    assert cutting.options("mp4", innovation("videos"), {}, {"start": 1, "end": 9}) == {"frame": HD}
    assert cutting.options("mp3", innovation("audio"), {}, {}) == {}
    assert cutting.options("density", innovation("photos"), {}, {}) == {}
