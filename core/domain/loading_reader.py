"""Takes values out of the tables of a campaign file, notes what is wrong with them, and goes on."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any, TypeVar, cast

T = TypeVar("T")
_MISSING: Any = object()
_KINDS: dict[type[Any], str] = {
    str: "文字", int: "整数", bool: " true 或 false", datetime: "带时区的时间", time: "钟点（例如 21:00:00）", dict: "一张表", list: "一组",
}  # fmt: skip


def _stand_in(kind: type[T]) -> T:
    """Something of the kind, so that the other mistakes of the file are found as well."""
    return cast(T, datetime(2000, 1, 1, tzinfo=UTC)) if issubclass(kind, datetime) else kind()


class Reader:
    """Takes values out of tables and notes what is wrong with them."""

    def __init__(self) -> None:
        self.mistakes: list[tuple[str, str]] = []

    def wrong(self, place: str, sentence: str) -> None:
        self.mistakes.append((place, sentence))

    def table(self, value: Any, place: str, allowed: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.wrong(place, "这里应当是一张表（[...]）")
            return {}
        for key in sorted(set(value) - set(allowed.split())):
            self.wrong(f"{place}.{key}" if place else key, f"不认识的键；可用：{allowed}")
        return value

    def take(self, table: dict[str, Any], key: str, kind: type[T], place: str, default: Any = _MISSING) -> T:
        where = f"{place}.{key}" if place else key
        value = table.get(key, default)
        if value is _MISSING:
            self.wrong(where, "缺少这个键")
            return _stand_in(kind)
        if value is not default and (
            not isinstance(value, kind) or (kind is int and isinstance(value, bool))
        ):
            self.wrong(where, f"应当是{_KINDS.get(kind, kind.__name__)}，写的是 {value!r}")
            return _stand_in(kind)
        return cast(T, value)

    def rows(
        self, table: dict[str, Any], key: str, place: str, part: Callable[["Reader", Any, str], T]
    ) -> tuple[T, ...]:
        """Each element by its own function; its place is named by its key where it has one."""
        found = table.get(key, [])
        if not isinstance(found, list):
            self.wrong(f"{place}.{key}".strip("."), "这里应当是一组（[[...]] 或 [...]）")
            return ()
        made = []
        for number, value in enumerate(found):
            name = value.get("key", number) if isinstance(value, dict) else number
            made.append(part(self, value, f"{place}.{key}[{name}]".lstrip(".")))
        return tuple(made)

    def texts(self, table: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
        found = table.get(key, [])
        if not isinstance(found, list) or any(not isinstance(text, str) for text in found):
            self.wrong(f"{place}.{key}", "应当是一组文字")
            return ()
        return tuple(found)

    def once(self, keys: list[str], place: str) -> None:
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            self.wrong(f"{place}[{key}]", "这个键出现了不止一次")
