"""The promises of the house: what must agree is held here."""

import importlib
import json
import re
from pathlib import Path

import pytest

from core.adapters import queue
from core.domain import fieldtypes, loading, moves, phrases
from core.services import demo, menu
from core.settings import Settings
from handlers import hearing
from handlers.event import MENU
from server import problems

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("core", "server", "handlers", "jobs", "miniprogram", "sandbox", "benchmarks", "tests", "migrations")
SKIPPED = ("vendor", "versions", "node_modules", "built")
FORBIDDEN = re.compile(r"(^|_)(utils?|helpers?|common|base|manager|misc|data|info)(_|$)")


def sources(*kinds, rooms=ROOMS):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix.lstrip(".") in kinds and not set(SKIPPED) & set(path.parts):
                yield path


@pytest.mark.parametrize(
    "path",
    [*sorted((ROOT / "campaigns").glob("*.toml")), ROOT / "tests/campaigns/2025-second.toml"],
    ids=lambda p: p.name,
)
def test_every_campaign_loads(path):
    assert loading.load(path.read_text(encoding="utf-8")).tracks


@pytest.mark.parametrize("kind", sorted(fieldtypes.TYPES))
def test_every_field_type_has_all_its_cells(kind):
    made = fieldtypes.TYPES[kind]
    assert made.widget and made.facts
    assert kind in hearing.CELLS
    assert callable(made.cell) and callable(made.text) and callable(made.parse) and callable(made.check)
    asked = {"files": "ask.files.how", "bank": "ask.bank.how", "paper": "ask.paper.how"}.get(
        kind, f"ask.{kind}.how"
    )
    assert phrases.exists(asked)


@pytest.mark.parametrize("kind", sorted(fieldtypes.TYPES))
def test_every_widget_has_its_component_on_the_phone(kind):
    """What stores files is drawn by one component; it tells photos, banks and sealed sheets apart by itself."""
    room = ROOT / "miniprogram/components"
    drawn = re.findall(
        r"<(w-[a-z-]+) wx:(?:el)?if=\"{{(.*?)}}\"", (room / "field/field.wxml").read_text("utf-8")
    )
    made = fieldtypes.TYPES[kind]
    wanted = "w-files" if made.has_files else f"w-{made.widget.replace('_', '-')}"
    assert [tag for tag, said in drawn if f"field.type === '{kind}'" in said] == [wanted]
    place = json.loads((room / "field/field.json").read_text("utf-8"))["usingComponents"][wanted]
    for ending in ("js", "json", "wxml", "wxss"):
        assert (ROOT / f"miniprogram{place}.{ending}").is_file()


@pytest.mark.parametrize("name", queue.JOBS)
def test_every_job_imports(name):
    module, _, function = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def raised_codes():
    """Codes in the source, as they are raised or answered."""
    pattern = re.compile(
        r"""(?:Refused|problems\.answer|refusal=|answer)\(?\s*["']([a-z_]+(?:\.[a-z_]+)+)["']"""
    )
    return sorted(
        {
            code
            for path in sources("py", rooms=("core", "server", "handlers"))
            for code in pattern.findall(path.read_text(encoding="utf-8"))
        }
    )


@pytest.mark.parametrize("code", raised_codes())
def test_every_problem_has_a_phrase_and_a_status(code):
    assert phrases.exists(code)
    assert problems.status_of(code) != 500 or code == "server.fault"


@pytest.mark.parametrize("kind", sorted(moves.TABLES))
def test_every_state_and_act_has_a_word(kind):
    for state in moves.STATES[kind]:
        assert phrases.exists(f"state.{state}")


POWERS = {
    "api.weixin.qq.com": ("core/settings.py",),
    "qyapi.weixin.qq.com": ("core/settings.py",),
    "cgi-bin/": (
        "core/adapters/wechat.py",
        "core/adapters/wechat_account.py",
        "core/adapters/wechat_codes.py",
        "core/adapters/wechat_media.py",
        "core/adapters/wechat_templates.py",
        "core/adapters/wecom.py",
        "core/services/menu.py",
    ),
    "\nimport openpyxl": ("core/adapters/workbooks.py",),
    "from openpyxl": ("core/adapters/workbooks.py",),
    "subprocess": (
        "core/adapters/confined.py",
        "core/adapters/programs.py",
        "server/launch.py",
        "server/children.py",
    ),
}


@pytest.mark.parametrize("power", sorted(POWERS))
def test_each_power_lives_in_its_home(power):
    found = {
        path.relative_to(ROOT).as_posix()
        for path in sources("py", rooms=("core", "server", "handlers", "jobs"))
        if power in path.read_text(encoding="utf-8")
    }
    assert found <= set(POWERS[power])


@pytest.mark.parametrize(
    "path",
    list(sources("py", "js", "mjs", "css", "html", "wxml", "wxss")),
    ids=lambda p: p.relative_to(ROOT).as_posix(),
)
def test_caps_hold(path):
    lines = path.read_text(encoding="utf-8").count("\n") + 1
    assert lines <= (60 if path.name == "__init__.py" else 300)
    assert not FORBIDDEN.search(path.stem), "a name that says nothing"


def test_the_menu_says_words_the_bot_knows():
    keys = {
        button["key"]
        for group in menu.BUTTONS
        for button in group.get("sub_button", [group])
        if "key" in button
    }
    assert keys <= set(MENU)


def test_the_sandbox_plays_the_people_the_house_has_seated():
    people = json.loads((ROOT / "sandbox/people.json").read_text(encoding="utf-8"))
    assert [row["unionid"] for row in people] == [row["openid"].replace("o-", "u-", 1) for row in people]
    played = {row["openid"]: row["name"] for row in people}
    assert played == {player.openid: player.name for player in demo.PLAYERS}


def test_every_setting_is_told_in_the_readme_or_the_guide():
    told = (ROOT / "README.md").read_text(encoding="utf-8") + (ROOT / "docs/operators.md").read_text(
        encoding="utf-8"
    )
    missing = [name.upper() for name in Settings.model_fields if name.upper() not in told]
    assert missing == []
