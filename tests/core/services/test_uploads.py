"""Names of files as a browser sends them."""

import pytest

from core.services import uploads


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\图\\张三.jpg", "张三.jpg"),
        ("../../etc/passwd", "passwd"),
        ("张\U0002ebf0\U00033479.jpg", "张\U0002ebf0\U00033479.jpg"),  # hanzi younger than this Python
        ("张\u202e\U0002ee5e三\x00.jpg", "张三.jpg"),
        ("\x00", "未命名文件"),
    ],
)
def test_a_name_keeps_what_a_reader_sees(sent, kept):
    assert uploads._name(sent) == kept
