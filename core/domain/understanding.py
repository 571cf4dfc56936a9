"""What a saying means, by rule and closed list alone: an order, a doubt between a few, or an answer to what was asked.

A saying is an order only when all of it is the order: its words, words of courtesy around them, what it takes (a number, a
reason). One that merely contains such a word is an answer. Slips of one stroke count where nothing else could be meant;
where a text was asked for they are asked about, never acted on."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from core.domain import orders
from core.domain.orders import BY_KEY, ORDERS, Order

# What was asked: a text, a name to search by, one of a few, nothing.
FREE, NAME, CLOSED, NOTHING = "free", "name", "closed", ""
LONGEST = 24  # characters of an order without a reason
_SHORT = 4  # characters of an answer that could be an order with a slip
_OFFERED = 3
_NO_SLIPS = frozenset({"done", "thanks", "join", "goto", "look", "confirm", "send_back", "reply"})
_HAN = "零一二三四五六七八九"
_N = r"(\d{1,6}|[零一二两三四五六七八九十]{1,3})"
_ITEM = r"(?:项|题|条|步|个问题|个|号|栏|格|行)?"
_AWRY = r"(?:填|写|弄|打|选|报|答)?(?:错误|错|有误|不对|有问题|要改|需要改|需要修改|要修改|想改|改一下|修改一下|修改|重填|重写|改)了?"
_GOTO = (
    re.compile(
        rf"(?:把)?(?:修改|更改|更正|改|重填|重新填|重写|回到|跳到|跳去|返回)[+加]?第?{_N}{_ITEM}(?:内容|吧|一下)?"
    ),
    re.compile(rf"(?:去|填|看|到|填写|补|补充)第{_N}{_ITEM}"),
    re.compile(rf"(?:把)?第?{_N}{_ITEM}{_AWRY}"),
)
_MENDED = re.compile(r"[零一二两三四五六七八九十]{1,3}[错改]了?")  # 三改: a word as well as an item
_LABELLED = re.compile(
    rf"(?:把)?(?:(?:修改|更改|更正|重填|重新填|改)(?P<a>.{{2,20}})|(?P<b>.{{2,20}}?){_AWRY})"
)
# Said to somebody about the form; without one of these 修改工艺流程 may be what a worker did.
_SPOKEN = re.compile(
    r"把.+|.+(?:(?:填|写|弄|打|选|报|答)(?:错误|错|有误|不对|有问题)了?|想改了?|(?:改|修改)一下)"
)
_ITEM_FIRST = re.compile(rf"第\s*{_N}\s*(?:项|题|条)")
_JOIN = re.compile(r"(?:绑定|合并)(\d{6})")
_ENTRY = r"((?:[a-zａ-ｚ]{1,4}\d{0,4}[-－—])?\d{1,6})"
_NUMBERED = re.compile(  # read as it was written: what stands behind is told on in its own words
    rf"(?P<act>确认|確認|退回|查看|看|答复|答覆|回答)\s*第?\s*{_ENTRY}\s*(?:号|號|项|項|份|条)?\s*(?P<rest>.*)",
    re.DOTALL | re.I,
)
_ACTS = {
    "确认": "confirm", "退回": "send_back", "查看": "look", "看": "look", "答复": "reply", "回答": "reply",
}  # fmt: skip
_DROPPED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Meant:
    """An order with what it takes: `number` of an item, `ref` of an entry or a question, `text` that stands behind. `heard`
    is the word it was taken for where a slip was mended."""

    order: str
    number: int | None = None
    ref: str = ""
    text: str = ""
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nobody may guess: what could be meant. `may_be_answer`: or it answers what was asked."""

    options: tuple[Meant, ...]
    may_be_answer: bool = False


def plain(said: str) -> str:
    """A saying as the list has it: one width, simplified, lower case."""
    return unicodedata.normalize("NFKC", said).translate(orders.TRADITIONAL).casefold().strip()


def bare(said: str) -> str:
    """Only its letters, characters and figures."""
    return _DROPPED.sub("", plain(said))


def understand(
    said: str, *, asked: str = NOTHING, is_officer: bool = False, labels: Sequence[str] = ()
) -> Meant | Doubt | None:
    """What a saying orders; None when it is an answer, or nothing we know. `labels`: of the items, in the order asked."""
    line, word = plain(said), bare(said)
    if is_officer and (found := _numbered(said)):
        return found
    if not word or len(word) > LONGEST or "\n" in line:
        return None
    allowed = [order for order in ORDERS if is_officer or order.whose == orders.WORKER]
    if asked in (FREE, NAME) and word in orders.LOOSE | orders.CALLS:
        found = _exact(word, allowed)
        is_told = found and (asked == FREE or word in orders.CALLS)
        return Doubt((found,), may_be_answer=True) if found and is_told else None
    known = _exact(word, allowed) or _shaped(word, asked) or _labelled(word, labels, asked)
    return known or _courteous(word, allowed, labels, asked) or _slipped(word, allowed, asked)


def yes_or_no(said: str) -> bool | None:
    """Whether a saying agrees or refuses; None for anything else."""
    word = bare(said)
    if word in orders.YES or word.rstrip("的啊呀吧了呢嘛") in orders.YES:
        return True
    return False if word in orders.NO or word.rstrip("的啊呀吧了呢嘛") in orders.NO else None


def item_of(reason: str) -> int | None:
    """The item that a reason begins with: 第8项照片太暗."""
    match = _ITEM_FIRST.match(plain(reason))
    return figure(match[1]) if match else None


def figure(said: str) -> int | None:
    """12, 十二, 二十一."""
    if said.isdecimal():
        return int(said)
    said = said.replace("两", "二")
    tens, ten, ones = said.partition("十")
    if not ten:
        return _HAN.index(said) if len(said) == 1 and said in _HAN else None
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (_HAN.index(tens) if tens else 1) * 10 + (_HAN.index(ones) if ones else 0)


def _numbered(said: str) -> Meant | None:
    """确认 12, 退回 AH24-000012 照片不清楚, 答复 3 ……: with a reason only where one is wanted."""
    if bare(said) in ("确认", "退回"):
        return Meant(_ACTS[bare(said)])
    match = _NUMBERED.fullmatch(said.strip())
    if match is None:
        return None
    key, rest = _ACTS[plain(match["act"])], match["rest"].strip(" \u3000,，:：。.、;；")
    if rest and "text" not in BY_KEY[key].takes:
        return None
    return Meant(key, ref=plain(match[2]).replace("—", "-").upper(), text=rest)


def _exact(word: str, allowed: Iterable[Order]) -> Meant | None:
    return next((Meant(order.key) for order in allowed if not order.takes and word in _words(order)), None)


@cache
def _words(order: Order) -> frozenset[str]:
    return frozenset(bare(word) for word in order.words)


def _shaped(word: str, asked: str = NOTHING) -> Meant | None:
    if match := _JOIN.fullmatch(word):
        return Meant("join", text=match[1])
    if asked in (FREE, NAME) and _MENDED.fullmatch(word):
        return None
    for shape in _GOTO:
        if (match := shape.fullmatch(word)) and (number := figure(match[1])) is not None and number < 100:
            return Meant("goto", number=number)
    return None


def _labelled(word: str, labels: Sequence[str], asked: str, *, is_told: bool = False) -> Meant | Doubt | None:
    """修改联系电话, 单位写错了: an item by its name; where a text was asked for, only by its whole name, and asked about
    unless it is said as one says it to somebody (`is_told`: the words around it do)."""
    match = _LABELLED.fullmatch(word)
    if match is None or not labels:
        return None
    name = (match["a"] or match["b"]).removeprefix("我的").removesuffix("一下")
    for alias, own in orders.ALIASES:
        if not any(name in bare(label) for label in labels):
            name = name.replace(alias, own)
    whole = [number for number, label in enumerate(labels, 1) if bare(label) == name]
    parts = [number for number, label in enumerate(labels, 1) if name in bare(label)]
    found = whole or ([] if asked in (FREE, NAME) else parts)
    if len(found) == 1 and asked == FREE and not is_told and not _SPOKEN.fullmatch(word):
        return Doubt((Meant("goto", number=found[0]),), may_be_answer=True)
    if len(found) == 1:
        return Meant("goto", number=found[0])
    return Doubt(tuple(Meant("goto", number=number) for number in found[:_OFFERED])) if found else None


def _courteous(word: str, allowed: list[Order], labels: Sequence[str], asked: str) -> Meant | Doubt | None:
    """Courtesy and question words are taken away, one after the other, as long as an order stands behind them. Where a
    text or a name was asked for, what is left counts only as far as it was said as one says an order."""
    for core, is_question, manner in _peeled(word):
        found = (
            _exact(core, allowed)
            or _shaped(core, asked)
            or (_labelled(core, labels, asked, is_told=manner > 1) if len(core) > 3 else None)
        )
        if not isinstance(found, Meant):
            if found:
                return found
            continue
        is_weighty = BY_KEY[found.order].is_weighty
        if asked in (FREE, NAME) and manner < _needed(core, is_weighty):
            return Doubt((found,), may_be_answer=True) if asked == FREE else None
        if is_weighty and is_question:
            return Doubt((found,), may_be_answer=asked == FREE)
        return found
    return None


def _needed(core: str, is_weighty: bool) -> int:
    return 2 if is_weighty or core in orders.LOOSE | orders.CALLS else 1


def _manner(token: str) -> int:
    """2 for what is said to somebody, 0 for what makes a word or half a sentence, 1 for the rest."""
    return 2 if token in orders.PLAIN_SPEECH else 0 if token in orders.COMPOUNDING else 1


@lru_cache(512)
def _peeled(word: str) -> tuple[tuple[str, bool, int], ...]:
    """What is left of a saying, whether a question word was among what was taken, and its best manner, the longest
    first."""
    found: dict[str, tuple[bool, int]] = {}
    todo, seen = [(word, False, 0)], set[tuple[str, bool, int]]()
    while todo:
        said, is_question, manner = one = todo.pop(0)
        if one in seen:
            continue
        seen.add(one)
        for lead in (*orders.BEFORE, *orders.ASKING):
            if said.startswith(lead) and len(said) > len(lead):
                is_asked = is_question or lead in orders.ASKING
                todo.append((said[len(lead) :], is_asked, max(manner, _manner(lead))))
        for tail in orders.AFTER:
            if said.endswith(tail) and len(said) > len(tail):
                todo.append((said[: -len(tail)], is_question or tail in _ASKS, max(manner, _manner(tail))))
        if said != word:
            old = found.get(said, (False, 0))
            found[said] = (old[0] or is_question, max(old[1], manner))
    return tuple((said, *how) for said, how in sorted(found.items(), key=lambda one: -len(one[0])))


_ASKS = frozenset(
    orders.words(
        "了 吗 好吗 行吗 可以吗 好不好 行不行 怎么样了 怎么样 如何了 如何 在哪里 在哪儿 在哪 怎么看 怎么查"
    )
)


def _slipped(word: str, allowed: list[Order], asked: str) -> Meant | Doubt | None:
    if asked == NAME or (asked == FREE and len(word) > _SHORT):
        return None
    found: dict[str, str] = {}
    for said in (word, *(core for core, *_ in _peeled(word) if len(core) > 1)):
        if orders.NEGATIONS & set(said):
            continue  # 不报 is no slip of 申报
        for order in allowed:
            if order.key not in _NO_SLIPS and order.key not in found and (near := _nearest(said, order)):
                found[order.key] = near
    meant = tuple(Meant(key, heard=heard) for key, heard in found.items())
    if not meant:
        return None
    if asked != FREE and len(meant) == 1 and not BY_KEY[meant[0].order].is_weighty:
        return meant[0]
    return Doubt(meant[:_OFFERED], may_be_answer=asked == FREE)


def _nearest(said: str, order: Order) -> str | None:
    """The word of an order that a saying misses by one slip. Of two characters only its own word counts, and one of
    them must stand where it belongs."""
    for word in order.words:
        if len(word) == 2:
            if (
                word == order.called
                and len(said) == 2
                and sum(a == b for a, b in zip(said, word, strict=True)) == 1
            ):
                return word
        elif (
            len(word) > 2
            and abs(len(said) - len(word)) < 2
            and len(said) > 2
            and _is_one_slip(said, bare(word))
        ):
            return word
    return None


def _is_one_slip(said: str, word: str) -> bool:
    """One character put in, left out, another one, or two of them the wrong way round."""
    if said == word:
        return True
    if len(said) == len(word):
        wrong = [place for place in range(len(word)) if said[place] != word[place]]
        if len(wrong) == 1:
            return True
        return (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and said[wrong[0]] + said[wrong[1]] == word[wrong[1]] + word[wrong[0]]
        )
    longer, shorter = (said, word) if len(said) > len(word) else (word, said)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
