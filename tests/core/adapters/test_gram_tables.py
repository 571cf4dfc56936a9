"""Both tables of grams on either database: what was added is found, what was removed is not, and the neighbour is untouched."""

import pytest
from sqlalchemy import text

from core.adapters import gram_tables, passages, titles
from tests import two_machines

houses, place = two_machines.houses, two_machines.place
FIND = {
    "sqlite": "SELECT rowid FROM {} WHERE {} MATCH :gram ORDER BY 1",
    "postgresql": "SELECT id FROM {} WHERE '{}' <> '' AND grams @> ARRAY[CAST(:gram AS text)] ORDER BY 1",
}


@pytest.mark.parametrize("name", ["title_grams", "passage_grams"])
def test_what_is_added_is_found_until_it_is_removed(place, name):
    table = gram_tables.of(name)

    def found(tx, gram):
        return [row[0] for row in tx.rows(text(FIND[tx.dialect].format(name, name)), gram=gram)]

    with place.db.write() as tx:
        for number, words in ((901, "静 音 静音"), (902, "脚 轮 脚轮")):
            tx.run(table.add[tx.dialect], id=number, grams=words)
        assert (found(tx, "静音"), found(tx, "轮")) == ([901], [902])
        tx.run(table.remove[tx.dialect], id=901, grams="静 音 静音")
        assert (found(tx, "静音"), found(tx, "轮")) == ([], [902])
        tx.run(table.remove[tx.dialect], id=902, grams="脚 轮 脚轮")
        assert found(tx, "轮") == []


def test_the_migrations_find_what_they_make():
    made = [said.split("(")[0].split(" USING")[0].strip() for said in titles.CREATE["sqlite"]]
    assert made == ["CREATE VIRTUAL TABLE title_grams", "CREATE VIRTUAL TABLE title_counts"]
    assert titles.DROP["sqlite"] == ("DROP TABLE title_counts", "DROP TABLE title_grams")
    assert passages.DROP["postgresql"] == ("DROP TABLE passage_grams",)
