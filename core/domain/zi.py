"""Counts 字, the way the notice counts them (Annex 2: 字数要求)."""

import unicodedata

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_ZERO_WIDTH_JOINER = "\u200d"
_UNCOUNTED = frozenset("ZCM")  # white space and separators, control and format, combining marks
_COUNTED_ANYWAY = frozenset({"Cn", "Co"})  # a character newer than this Python still is one


def zi(text: str) -> int:
    """Number of 字: code points after NFC without white space, control, format and combining characters,
    variation selectors and skin tones; a ZWJ sequence or a flag counts 1."""
    count, joined, flag_open = 0, False, False
    for character in unicodedata.normalize("NFC", text):
        if character == _ZERO_WIDTH_JOINER:
            joined = True
            continue
        category = unicodedata.category(character)
        joined = joined and category[0] != "Z"  # white space ends a sequence
        if (category[0] in _UNCOUNTED and category not in _COUNTED_ANYWAY) or ord(character) in _SKIN_TONES:
            continue
        if ord(character) in _FLAG_LETTERS:
            flag_open = not flag_open
            count += flag_open  # two letters make one flag
        elif joined and count:
            flag_open = False  # the rest of a ZWJ sequence
        else:
            count, flag_open = count + 1, False
        joined = False
    return count
