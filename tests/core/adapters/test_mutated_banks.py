"""Banks broken at random, in their bytes and inside their parts: always a verdict, never a dead or endless prober."""

import json
import random
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.adapters import probing
from core.domain import banks
from core.domain.fieldtypes import File
from tests import documents, sheets
from tests.core.domain.made import field

MAKERS = {"xlsx": sheets.bank, "docx": documents.wps}
PARTS = {"xlsx": ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"), "docx": (documents.WORD,)}
NUMBERS = [b"0", b"-1", b"2147483648", b"99999999999999999999", b"1e308", b"nan", b"A1048577", b"XFD1"]


def broken(content, turn):
    """Some bytes changed, cut out, doubled, or numbers of attributes made absurd."""
    made = bytearray(content)
    for _stroke in range(turn.randint(1, 6)):
        at = turn.randrange(len(made))
        kind = turn.randrange(4)
        if kind == 0:
            made[at] = turn.randrange(256)
        elif kind == 1:
            del made[at : at + turn.randint(1, 200)]
        elif kind == 2:
            made[at:at] = made[at : at + turn.randint(1, 2000)] * turn.randint(1, 20)
        else:
            start = made.find(b'="', at)
            end = made.find(b'"', start + 2)
            if 0 < start < end < start + 40:
                made[start + 2 : end] = turn.choice(NUMBERS)
        if not made:
            return content
    return bytes(made)


def mutated(path, source, kind, seed):
    turn = random.Random(f"{kind}{seed}")
    if seed % 4 == 0:  # the archive itself
        path.write_bytes(broken(source.read_bytes(), turn))
        return path
    part = turn.choice(PARTS[kind])
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, broken(old.read(name), turn) if name == part else old.read(name))
    return path


def verdict(path):
    """What is said of a file in the end: its fault, or findings of its rows."""
    facts = probing.probe("bank", path)
    if facts["fault"] is None:
        found = banks.judge([(File("b", "b", facts), "题库")], field=field("bank"))
        json.dumps([finding.as_dict() for finding in found])
    path.unlink()
    return facts["fault"]


def verdicts(folder, kind, seeds):
    source = MAKERS[kind](folder / f"good.{kind}")
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda seed: verdict(mutated(folder / f"{seed}", source, kind, seed)), seeds))


def are_verdicts(found):
    """Of many broken files most are faults, none has to be killed for its time, and not all are thrown away."""
    return set(found) <= {None, *probing.FAULTS} - {"timeout"} and None in found and "unreadable" in found


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_sixty_broken_banks(tmp_path, kind):
    assert are_verdicts(verdicts(tmp_path, kind, range(60)))


@pytest.mark.nightly
@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_two_thousand_broken_banks(tmp_path, kind):
    assert are_verdicts(verdicts(tmp_path, kind, range(60, 2_060)))
