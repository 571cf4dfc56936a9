"""The auditors' queue over 100,000 entries in SQLite: filters, searches, the next page, the next entry."""

import itertools
import random
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import asking, serving
from benchmarks import progress as progress_bench
from core import settings as environment
from core.adapters import ids
from core.domain import grams, terms
from core.services import campaigns, entries, excerpts, facets, holding, listing, narrowing
from core.services import house as building
from core.services.narrowing import Wanted

WORDS, LENGTH = 6000, 80  # words of a text: about 150 字
_CLOSED = ("draft", "withdrawn")


def figures() -> Iterator[dict[str, Any]]:
    """Each figure is what one page of the console asks of the services: counts of every filter, a page, who holds, excerpts."""
    with serving.data_dir() as folder:
        serving.migrate(folder)
        unit = progress_bench.fill(folder / "wuxiao.db")
        said, by = _texts(folder / "wuxiao.db")
        house = building.build(environment.load(sandbox=True, data_dir=folder))
        with house.db.read() as tx:
            turns = narrowing.waiting(house, tx, now=datetime(2024, 6, 20, tzinfo=UTC))
            middle = _middle(house, tx)
        asked = {
            "no filter": Wanted(), "newest first": Wanted(is_newest_first=True), "one state": Wanted(states=("confirmed",)),
            "waiting for me": Wanted(waiting=turns), "a unit and its branch": Wanted(unit=unit), "a part of every unit's name": Wanted(unit="工会"),
            "five filters, few left": Wanted(states=("confirmed",), category="小建议", section="R", worst="must", seal="foreign"),
            "five filters, none left": Wanted(states=("published",), category="小建议", section="R", worst="must", is_near=True),
            "a week of June": Wanted(since=datetime(2024, 6, 1, tzinfo=UTC), until=datetime(2024, 6, 8, tzinfo=UTC)),
            **{f"search: {name}": Wanted(text=text) for name, text in said.items()},
            "search: 1 frequent character, few left": Wanted(text=said["1 frequent character"], unit=unit, states=("returned",)),
            "search: 3 frequent characters, five filters": Wanted(text=said["3 frequent characters"], states=("confirmed",), category="小建议", section="R", worst="must"),
        }  # fmt: skip
        for name, wanted in asked.items():
            yield _measured(house, name, lambda tx, wanted=wanted: _page(house, tx, wanted, by))  # type: ignore[misc]
        after = listing._cursor(middle.row)
        yield _measured(
            house,
            "the page in the middle",
            lambda tx: listing.page(tx, Wanted(), by=by, after=after, is_counted=False),
        )
        for name in ("one state", "search: 3 frequent characters", "five filters, none left"):
            yield _measured(
                house,
                f"the next entry: {name}",
                lambda tx, name=name: listing.beside(
                    tx, asked[name], middle, by=by, step=1, now=datetime.now(UTC)
                ),
            )  # type: ignore[misc]  # noqa: DTZ005, TID251, E501
        house.db.close()


def _page(house: Any, tx: Any, wanted: Wanted, by: str) -> None:
    facets.count(tx, wanted, by=by)
    page = listing.page(tx, wanted, by=by, is_counted=False)
    holding.of(tx, [line.id for line in page.lines], now=datetime.now(UTC))  # noqa: TID251
    if wanted.text:
        excerpts.of(house, tx, page.lines, wanted.text)


def _measured(house: Any, name: str, ask: Callable[[Any], object]) -> dict[str, Any]:
    return asking.measured(house, f"queue of 100,000 entries: {name}", ask)


def _middle(house: Any, tx: Any) -> entries.Entry:
    from sqlalchemy import text  # noqa: PLC0415 - weight

    row = tx.one(
        text("SELECT id FROM entries WHERE state = 'confirmed' ORDER BY queued_at LIMIT 1 OFFSET 8000")
    )
    campaigns.newest(house, tx)
    return entries.load(house, tx, row.id)


def _texts(database: Path) -> tuple[dict[str, str], str]:
    """Texts of words as often as words are (Zipf), their index, what the shelf knows; an auditor. Gives searches by name."""
    chance = random.Random(20240628)
    letters = [chr(0x4E00 + number) for number in range(2500)]
    words = ["".join(chance.choices(letters, k=chance.choice((1, 2, 2, 2, 3)))) for _ in range(WORDS)]
    often = list(itertools.accumulate(1 / (place + 3) for place in range(WORDS)))
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        rows = connection.execute("SELECT id, state, number FROM entries ORDER BY queued_at").fetchall()
        for place, (entry, state, number) in enumerate(rows, 1):
            if state in _CLOSED:
                continue
            parts = ["".join(chance.choices(words, cum_weights=often, k=LENGTH // 2)) for _ in range(2)]
            text = terms.folded([number, *parts])
            found = dict.fromkeys(itertools.chain.from_iterable(map(grams.words, text.split(" "))))
            connection.execute("INSERT INTO passages(id, entry, text) VALUES (?, ?, ?)", (place, entry, text))
            connection.execute(
                "INSERT INTO passage_grams(rowid, grams) VALUES (?, ?)", (place, " ".join(found))
            )
            said = (
                chance.choice(("must", "advise", "none")),
                chance.choice(("valid", "stale", "foreign", "eye", "missing")),
                chance.random() < 0.02,
            )
            connection.execute(
                "UPDATE entries SET worst = ?, seal = ?, is_near = ?, passage = ? WHERE id = ?",
                (*said, place, entry),
            )
        by = ids.new()
        connection.execute("INSERT INTO persons(id, name, created_at) VALUES (?, '', '2024-05-13')", (by,))
        connection.execute(
            "INSERT INTO grants(id, person, role, granted_at) VALUES (?, ?, 'auditor', '2024-05-13')",
            (ids.new(), by),
        )
    connection.close()

    def word(long: int, past: int) -> str:
        return next(one for one in words[past:] if len(one) == long)

    return {
        "1 frequent character": word(1, 0), "1 rare character": word(1, 5000), "2 frequent characters": word(2, 0),
        "2 rare characters": word(2, 5000), "3 frequent characters": word(3, 0), "3 rare characters": word(3, 5000),
        "many characters": word(3, 5) + word(2, 30), "two frequent words": f"{word(2, 0)} {word(3, 0)}", "a number": "AH24-050000",
        "no such word": "驪龘靐",
    }, by  # fmt: skip
