"""The phone's own checks: generated from the house, run by node on the same vectors, and such as old phones take."""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from core.domain import characters, mirrored
from core.domain.fieldtypes import persons, shape
from tests import vectors
from tests.core.domain.made import field

ROOT = Path(__file__).resolve().parents[2]
LIB = ROOT / "miniprogram/lib"
PEOPLE = field("people")
DOMAIN = LIB / "domain"
WRITTEN = sorted(path for path in DOMAIN.rglob("*.js") if "generated" not in path.parts)
PAGES = sorted(path for path in (ROOT / "miniprogram").rglob("*.js") if DOMAIN not in path.parents)
TOO_NEW = (
    r"\(\?<|\\p\{|\.at\(|replaceAll|\?\?=|structuredClone|Object\.groupBy"  # for the engines of old phones
)


@pytest.fixture(scope="module")
def node():
    found = shutil.which("node")
    assert found, "缺少 Node.js（18 或更新），小程序自己的检查要用它来验：sudo apt install nodejs"
    return found


@pytest.fixture
def declared(client, tmp_path):
    """The campaign as the API serves it, in a file."""
    served = client.get("/api/v1/campaigns/2024-anhui")
    path = tmp_path / "declared.json"
    path.write_bytes(served.data)
    return path


@pytest.mark.parametrize("path", sorted(mirrored.sources()))
def test_what_is_generated_is_up_to_date(path):
    assert (ROOT / path).read_text(encoding="utf-8") == mirrored.sources()[path], "make mirror"


def test_the_phone_judges_every_vector_as_the_server_does(node, declared, tmp_path):
    files = sorted(str(path) for path in Path(__file__).parent.glob("*.test.js"))
    ran = subprocess.run(
        [node, "--test", "--test-reporter=tap", *files],
        env={"DECLARED": str(declared), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
    counted = dict(re.findall(r"ran (\w+) (\d+)", ran.stdout))
    assert {kind: int(counted.get(kind, 0)) for kind in vectors.KINDS} == {
        kind: len(vectors.load(kind)) for kind in vectors.KINDS
    }, "a kind of vector that node did not run"


def test_the_phone_is_told_all_that_a_rule_says(declared):
    told = json.loads(declared.read_text("utf-8"))
    rows = [rule for track in told["tracks"] for field in track["fields"] for rule in field["rules"]]
    assert {frozenset(row) for row in rows} == {
        frozenset({"rule", "fact", "op", "value", "level", "fix", "says", "notice"})
    }
    assert {row["says"] for row in rows} > {None, "rule.zi.max.about", "rule.named.is.people"}


def test_case_is_folded_as_python_folds_it(node, tmp_path):
    """Every character that this Python knows, and 字 of it; a newer node knows more letters."""
    known = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF and characters.is_known(code)]
    script = tmp_path / "each.js"
    script.write_text(
        f'const u = require("{LIB}/domain/unicode"); const {{ zi }} = require("{LIB}/domain/zi");'
        f"const told = {json.dumps(known)}.map((c) => String.fromCodePoint(c));"
        "process.stdout.write(JSON.stringify(told.map((c) => [u.folded(c), zi(c)])));",
        encoding="utf-8",
    )
    ran = subprocess.run([node, str(script)], capture_output=True, check=True, timeout=300)
    wrong = [
        hex(code)
        for code, told in zip(known, json.loads(ran.stdout), strict=True)
        if told != [chr(code).casefold(), vectors.zi(chr(code))]
    ]
    assert wrong == []


PIECES = (
    *"1234567890一二三四十百千万成倍半个次台分之点月年日第零%‰.,、;；。:：()（）①⑴㈠·•-—*#|<>[]=/\\&{}_~+ \t\n　Aabnpx甲乙张李",
    "┼", "\n|甲|乙|\n", "**", "<b>", "</b>", "<br>", "[/b]", "[a](#", "&nbsp;", "2023年", "一半", "十四五", "转", "0551", "138", "0000", "62999999", "+86",
    "\u200b", "\u200d", "\ufe0f", "\u202e", "\u00ad", "\u0301", "\u1112\u1161\u11ab", "\ue000", "\uf0b7", "\ufffd", "\u2028", "\x0b", "\x07",
    "\U0001f468", "\U0001f3fd", "\U0001f1e8", "\U0001f1f3", "\U0001f3f4", "\U000e0067", "\u2642", "\u2764", "ß", "Σ", "İ", "Ａ", "㎡", "½", "Ⅱ", "ﬁ",
)  # fmt: skip


def test_random_texts_are_measured_alike(node, tmp_path):
    dice = random.Random(20240513)
    texts = ["".join(dice.choices(PIECES, k=dice.randint(1, 24))) for _ in range(4000)]
    path = tmp_path / "texts.json"
    path.write_text(json.dumps(texts), encoding="utf-8")
    script = Path(__file__).with_name("each.js")
    ran = subprocess.run([node, str(script), str(path)], capture_output=True, check=True, timeout=300)
    here = [
        [
            *(judge(text) for judge in vectors.ATOMS.values()),
            persons.People().parse(text, field=PEOPLE),
            shape.kept(text),
        ]
        for text in texts
    ]
    there = json.loads(ran.stdout)
    assert [one for one in zip(texts, here, there, strict=True) if one[1] != one[2]][:3] == []
    assert {row[1] and row[1][0] for row in here} == {None, *mirrored.PLAIN}  # the dice reach every kind


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.name)
def test_what_is_written_by_hand_runs_in_wechat(path):
    text = re.sub(r"^ *//[^\n]*", "//", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert text.count("\n") < 300
    assert '"use strict";' in text
    assert not re.search(r"\bwx\.|\brequire\(\"(?!\.)|^import |\bprocess\.|\bIntl\b", text, re.MULTILINE)
    assert not re.search(TOO_NEW, text)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_pages_run_on_old_phones(path):
    assert not re.search(TOO_NEW, path.read_text(encoding="utf-8"))


def test_patterns_are_such_as_both_engines_read_alike():
    for name, source in mirrored.PATTERNS.items():
        assert not re.search(r"\(\?<|\(\?P|\(\?i|\\[dDsSwWbB]", source), name


def test_it_is_light():
    assert sum(path.stat().st_size for path in DOMAIN.rglob("*.js")) < 120_000
