"""The phone's own checks: generated from the house, run by node on the same vectors, and such as old phones take."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from core.domain import characters, mirrored
from tests import vectors

ROOT = Path(__file__).resolve().parents[2]
LIB = ROOT / "miniprogram/lib"
WRITTEN = sorted(path for path in LIB.rglob("*.js") if "generated" not in path.parts)


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
        capture_output=True, text=True, timeout=120, check=False,
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
    """Every character there is, and 字 of every character."""
    script = tmp_path / "each.js"
    script.write_text(
        f'const u = require("{LIB}/domain/unicode"); const {{ zi }} = require("{LIB}/domain/zi"); let out = [];'
        "for (let c = 0; c < 0x110000; c += 1) if (c < 0xd800 || c > 0xdfff)"
        " out.push([c, u.folded(String.fromCodePoint(c)), zi(String.fromCodePoint(c))]);"
        "process.stdout.write(JSON.stringify(out));",
        encoding="utf-8",
    )
    ran = subprocess.run([node, str(script)], capture_output=True, check=True, timeout=120)
    wrong = [
        hex(code)
        for code, folded, count in json.loads(ran.stdout)
        if (folded, count) != (chr(code).casefold(), vectors.zi(chr(code)))
        and characters.is_known(code)  # a node newer than this Python knows more letters
    ]
    assert wrong == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.relative_to(LIB).as_posix())
def test_what_is_written_by_hand_runs_in_wechat(path):
    text = re.sub(r"^ *//[^\n]*", "//", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert text.count("\n") < 300
    assert '"use strict";' in text
    assert not re.search(r"\bwx\.|\brequire\(\"(?!\.)|^import |\bprocess\.|\bIntl\b", text, re.MULTILINE)
    assert not re.search(r"\(\?<|\\p\{|\.at\(|replaceAll|\?\?=|structuredClone|Object\.groupBy", text), "old phones"


def test_patterns_are_such_as_both_engines_read_alike():
    for name, source in mirrored.PATTERNS.items():
        assert not re.search(r"\(\?<|\(\?P|\(\?i|\\[dDsSwWbB]", source), name


def test_it_is_light():
    assert sum(path.stat().st_size for path in LIB.rglob("*.js")) < 100_000
