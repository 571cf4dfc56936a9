"""The sheet of a question bank as people fill it (notice Annex 4): its columns, its examples, how to fill it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from core.domain.questions import DIFFICULTIES, LETTERS, MARK, TYPES

SHEET, GUIDE = "题库", "填写说明"

COLUMNS: Mapping[str, str] = {
    "type": "题型",
    "stem": "题目内容",
    **{letter: f"答案{letter}" for letter in LETTERS},
    "answer": "正确答案",
    "analysis": "解析",
    "difficulty": "试题难度",
    "source": "来源",
}
# Without these no row can be judged; the others may be absent, as they may be empty.
NEEDED = ("type", "stem", "A", "B", "answer", "difficulty")
CHOICES: Mapping[str, Sequence[str]] = {"type": TYPES, "difficulty": DIFFICULTIES}

_ALSO = {"题目": "stem", "题干": "stem", "难度": "difficulty", "答案解析": "analysis", "答案": "answer"}
_KEYS = {label: key for key, label in COLUMNS.items()} | {f"选项{x}": x for x in LETTERS} | _ALSO
_ASIDE = re.compile(r"\(.*?\)|[\s*:]")

EXAMPLES: Sequence[Mapping[str, str]] = (
    {
        "type": "单选", "stem": f"{MARK}下列关于我国疆域的叙述，正确的是", "A": "陆地面积852平方千米", "B": "我国共有34个省级行政区域",
        "C": "陆上与6个国家接壤", "D": "领土最南端在黑龙江省", "answer": "B", "difficulty": "初级", "source": "视频 00:07-00:35",
    },
    {
        "type": "多选", "stem": f"{MARK}糖尿病肾病综合征常可发生的眼部改变有", "A": "糖尿病性白内障", "B": "双侧瞳孔明显缩小",
        "C": "视网膜出血、渗出、微细动脉瘤", "D": "眼睑、眉毛痉挛抽动", "answer": "AC", "difficulty": "中级", "source": "视频简介",
    },
    {
        "type": "判断", "stem": f"{MARK}昆虫是世界上种类和数量最多、分布最广的动物。", "answer": "对", "difficulty": "高级",
        "source": "《**》（书籍名称）",
    },
)  # fmt: skip

HOW: Sequence[tuple[str, str]] = (
    ("怎么填", "在“题库”表里一行填一道题，至少 20 道；可以分成几个文件，合起来够数就行。"),
    ("例题", "题目以“（例）”开头的三行是例题，不算题目，留着或删掉都可以。"),
    ("题型", "单选、多选、判断三种，从下拉框里选。"),
    ("题目内容", "必填。同一道题只写一次。"),
    (
        "答案A—答案F",
        "单选、多选写 2 至 6 个选项，从答案A起依次填写，中间不要空，选项不要重复。判断题不用写。",
    ),
    ("正确答案", "单选写一个字母，如 B；多选写两个以上字母，如 AC；判断写 对 或 错。"),
    ("解析", "可以不写。写上为什么，学习的人更容易明白。"),
    ("试题难度", "初级、中级、高级三种，从下拉框里选。"),
    ("来源", "题目出自哪里：视频的起止时间（如 视频 00:07-00:35）、视频简介，或《书名》。"),
    ("检查", "上传后每一行都会检查，有问题会写明是第几行、哪一列、怎么改；改好再传一次即可。"),
)


def column(label: str) -> str | None:
    """The key of the column under a heading: spaces, width, and asides such as （必填） forgiven."""
    return _KEYS.get(_ASIDE.sub("", unicodedata.normalize("NFKC", label)).upper())
