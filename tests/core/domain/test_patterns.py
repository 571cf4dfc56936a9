"""The patterns, and the table of characters they are made from."""

import signal
import unicodedata

import pytest

from core.domain import characters
from core.domain.fieldtypes.texts import LONGEST
from core.domain.patterns import PATTERNS, compiled

NASTY = (
    "<a a=", "<a ", "  ", "\t", "一", "十", "千", "第", "点", "1.", "1,", "2020-", "1月", "(", "|", "|-", "**", "**a ", "[a](", "[", "<", "&", "&#1",
    "👨\u200d", "一分之", "翻了", "\n", "\n- ", "\n\t\t", "零", "、", "、（", "张 ", "张（", "+86", "0551-", "1:",
)  # fmt: skip


class TooLong(Exception):
    pass


def _stop(*_):
    raise TooLong


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_text_that_can_be_kept_holds_a_pattern_up(name):
    """Runs in the thread's own seconds, 5 for all: one that grows with the square needs 10 for a single text."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 5)
    try:
        for piece in NASTY:
            compiled(name).sub("", (piece * LONGEST)[:LONGEST])
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("kind", sorted(characters.KINDS))
def test_the_table_says_what_unicode_says(kind):
    """Of the characters that Unicode 14 had: the table is of Python 3.11, and a newer Python knows more of them."""
    old = unicodedata.unidata_version == "14.0.0"
    made = {(first, last) for row_kind, first, last in characters.rows() if row_kind == kind}
    kept = {(f"{first:X}", f"{last:X}") for first, last in characters._table()[kind]}
    assert kept == made if old else _codes(kept) <= _codes(made) or kind == "unnamed"


def _codes(runs):
    return {code for first, last in runs for code in range(int(first, 16), int(last, 16) + 1)}


def test_white_space_is_what_python_strips():
    assert characters.stripped(f"{characters.spaces()} 甲 乙 {characters.spaces()}") == "甲 乙"
    assert set(characters.spaces()) == {chr(code) for code in range(characters.LAST) if chr(code).isspace()}
