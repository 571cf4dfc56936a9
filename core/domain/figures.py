"""Points and technical figures in a text (notice A2.9, A2.12 to A2.14)."""

import unicodedata

from core.domain.patterns import compiled


def in_points(text: str) -> bool:
    """分点分条: at least two points, marked 1. 1、 (1) ① 一、 • -, or said 第一…第二 首先…其次 一是…二是; one a line, or
    several in a line after a stop or a space."""
    return len(compiled("point").findall(_normal(text))) >= 2


def has_figure(text: str) -> bool:
    """A digit, a Chinese numeral with a measure, or a fraction. Numbers of points, ordinals, dates and years alone
    are none (ours)."""
    return bool(compiled("figure").search(_measured(text)))


def has_unit(text: str) -> bool:
    """A figure with its unit: %, mm, r/min, 万元/年, 三成."""
    return bool(compiled("figure_unit").search(_measured(text)))


def _normal(text: str) -> str:
    """NFKC, which alone would make a figure of a ringed number; such a number opens a point wherever it stands."""
    return unicodedata.normalize("NFKC", compiled("ringed").sub("\n(1)", text))


def _measured(text: str) -> str:
    return compiled("no_figure").sub(" ", _normal(text))
