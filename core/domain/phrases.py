"""Every sentence a person reads, by code and locale. Says what happened, why, and what to do next."""

from collections.abc import Mapping
from typing import Any

from core.domain.sentences import (
    alike,
    banks,
    bots,
    chat,
    deciding,
    declared,
    ended,
    handing,
    lists,
    logged,
    mailing,
    officers,
    papers,
    printed,
    problems,
    reminding,
    roadshow,
    rules,
    seats,
    sending,
    unit_tree,
)

LOCALE = "zh-CN"
_ALL = (
    *(rules, banks, papers, problems, chat, printed, alike, sending, reminding),
    *(bots, officers, logged, handing, declared, roadshow, mailing, unit_tree, deciding, seats, lists, ended),
)
_HOMES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    LOCALE: tuple(home.SENTENCES for home in _ALL),
}


class _Blank(dict[str, Any]):
    """A parameter nobody gave stays visible, and a sentence is never lost over it."""

    def __missing__(self, key: str) -> str:
        return "—"


def exists(code: str, *, locale: str = LOCALE) -> bool:
    return any(code in home for home in _HOMES[locale])


def say(code: str, /, *, locale: str = LOCALE, **params: Any) -> str:
    """The sentence of a code, filled. Raises KeyError for a code without a sentence (a test holds them all)."""
    for home in _HOMES[locale]:
        if code in home:
            return home[code].format_map(_Blank(params))
    raise KeyError(code)


def codes(prefix: str = "", *, locale: str = LOCALE) -> list[str]:
    """All codes that begin so."""
    return sorted(code for home in _HOMES[locale] for code in home if code.startswith(prefix))
