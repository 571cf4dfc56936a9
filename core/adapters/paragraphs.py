"""The words of Word's paragraphs as a person sees them: content controls, text boxes, ticks, automatic numbers."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NUMBERING = "word/numbering.xml"
_LARGEST = 4 * 1024 * 1024  # bytes of the numbering, unpacked
_UNSEEN = frozenset(
    {f"{W}del", f"{W}moveFrom", f"{W}rt", f"{W}instrText", f"{W}delText"}
)  # rt: pinyin over a word
_BREAKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SYMBOLS = {  # of the fonts that Word and WPS take ticks from, by the last two digits of the code
    "wingdings": {"fe": "☑", "fd": "☒", "fc": "√", "fb": "×", "a8": "□", "6f": "□", "a1": "○", "a4": "●", "6e": "■", "6c": "●"},
    "wingdings 2": {"52": "☑", "54": "☒", "53": "☒", "50": "√", "4f": "×", "a3": "□", "2a": "□"},
}  # fmt: skip
_DIGITS = "一二三四五六七八九十"

Element = ElementTree.Element


@dataclass(slots=True)
class Words:
    """Reads the paragraphs of one document. `shapes` is what its numbering says: (list, level) to (format, text)."""

    shapes: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    _counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def lines(self, part: Element) -> Iterator[str]:
        """Every paragraph of a part, in order, each once: those of text boxes and of tables within it too."""
        for child in _shown(part):
            if child.tag == f"{W}p":
                said = self._number(child) + _said(child)
                boxes = list(_boxes(child))
                if said or not boxes:
                    yield said
                for box in boxes:
                    yield from self.lines(box)
            else:
                yield from self.lines(child)

    def _number(self, paragraph: Element) -> str:
        """The number that Word writes by itself: a person sees `1.` and typed none."""
        told = paragraph.find(f"{W}pPr/{W}numPr")
        if told is None:
            return ""
        level = _value(told.find(f"{W}ilvl"), "0")
        key = (_value(told.find(f"{W}numId"), "0"), level)
        shape, text = self.shapes.get(key, ("", ""))
        if key[0] == "0" or not shape or shape == "none":
            return ""
        if shape == "bullet":
            return "· "
        self._counts[key] = count = self._counts.get(key, 0) + 1
        for deeper in [known for known in self._counts if known[0] == key[0] and known[1] > level]:
            del self._counts[deeper]
        is_han = shape.startswith(("chinese", "japanese", "taiwanese", "ideograph"))
        number = _han(count) if is_han else str(count)
        mark = f"%{int(level) + 1}" if level.isdecimal() else "%1"
        return text.replace(mark, number) if mark in text and text.count("%") == 1 else f"{number}."


def of(archive: zipfile.ZipFile) -> Words:
    """For a document that was judged before."""
    if _NUMBERING not in archive.namelist() or archive.getinfo(_NUMBERING).file_size > _LARGEST:
        return Words()
    tree = ElementTree.fromstring(archive.read(_NUMBERING))
    lists = {
        one.get(f"{W}abstractNumId", ""): {
            level.get(f"{W}ilvl", "0"): (
                _value(level.find(f"{W}numFmt"), ""),
                _value(level.find(f"{W}lvlText"), ""),
            )
            for level in one.findall(f"{W}lvl")
        }
        for one in tree.findall(f"{W}abstractNum")
    }
    shapes = {}
    for one in tree.findall(f"{W}num"):
        for level, shape in lists.get(_value(one.find(f"{W}abstractNumId"), ""), {}).items():
            shapes[one.get(f"{W}numId", ""), level] = shape
    return Words(shapes)


def _said(part: Element) -> str:
    """The text of one paragraph, without what stands in its text boxes."""
    said: list[str] = []
    for child in _shown(part):
        if child.tag == f"{W}t":
            said.append(child.text or "")
        elif child.tag == f"{W}sym":
            said.append(_symbol(child))
        elif child.tag in _BREAKS:
            said.append(_BREAKS[child.tag])
        elif child.tag != f"{W}txbxContent":
            said.append(_said(child))
    return "".join(said)


def _boxes(part: Element) -> Iterator[Element]:
    for child in _shown(part):
        if child.tag == f"{W}txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _shown(part: Element) -> Iterator[Element]:
    """Children that a person sees. What is written twice, for programs of two ages, counts once."""
    for child in part:
        if child.tag in _UNSEEN or _is_hidden(child):
            continue
        if child.tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            chosen = chosen if chosen is not None else child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield chosen
        else:
            yield child


def _is_hidden(part: Element) -> bool:
    """Hidden runs, rows deleted by a tracked change, and what an empty content control asks (单击此处输入文字)."""
    if part.tag == f"{W}r":
        hidden = part.find(f"{W}rPr/{W}vanish")
        return hidden is not None and _value(hidden, "1") not in ("0", "false")
    if part.tag == f"{W}tr":
        return part.find(f"{W}trPr/{W}del") is not None
    return part.tag == f"{W}sdt" and part.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def _symbol(part: Element) -> str:
    font, code = part.get(f"{W}font", "").lower(), part.get(f"{W}char", "").lower()
    return _SYMBOLS.get(font, {}).get(code[-2:], "")


def _value(part: Element | None, otherwise: str) -> str:
    return part.get(f"{W}val", otherwise) if part is not None else otherwise


def _han(number: int) -> str:
    if number <= 10:
        return _DIGITS[number - 1]
    tens, ones = divmod(number, 10)
    return (
        ("" if tens == 1 else _DIGITS[tens - 1]) + "十" + (_DIGITS[ones - 1] if ones else "")
        if number < 100
        else str(number)
    )
