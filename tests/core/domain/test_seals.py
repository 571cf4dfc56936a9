"""A seal holds as long as its digest recomputes."""

import hashlib

import pytest

from core.domain.seals import digest

QUOTED = {"title": "刀具", "unit": {"id": "u1"}, "completers": [{"name": "张三"}]}
LETTER = "创新成果授权书\n声明"


def test_digest_is_version_and_sha256_and_stays_the_same_for_ever():
    canonical = '{"letter":"信","quoted":{"title":"刀具"},"version":1}'
    expected = "91897a0a8d2eb8111871eea6793a8583b18e4f05516a1f7ea5f140442ead384b"
    assert hashlib.sha256(canonical.encode()).hexdigest() == expected
    assert digest(quoted={"title": "刀具"}, letter="信") == f"1:{expected}"


def test_order_of_keys_is_nothing():
    turned = dict(reversed(QUOTED.items()))
    assert digest(quoted=turned, letter=LETTER) == digest(quoted=QUOTED, letter=LETTER)


def test_undoing_an_edit_revives_the_seal():
    before = digest(quoted=QUOTED, letter=LETTER)
    edited = {**QUOTED, "title": "另一个"}
    assert digest(quoted=edited, letter=LETTER) != before
    assert digest(quoted={**edited, "title": "刀具"}, letter=LETTER) == before


@pytest.mark.parametrize(
    ("quoted", "letter", "version"),
    [
        ({**QUOTED, "title": "刀具 "}, LETTER, 1),
        ({**QUOTED, "completers": []}, LETTER, 1),
        ({key: QUOTED[key] for key in ("title", "unit")}, LETTER, 1),
        (QUOTED, LETTER + "。", 1),
        (QUOTED, LETTER, 2),
    ],
)
def test_every_difference_tells(quoted, letter, version):
    assert digest(quoted=quoted, letter=letter, version=version) != digest(quoted=QUOTED, letter=LETTER)
