"""The sandbox's units and people, so that a newcomer can begin at once. Never in production."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.adapters.db import Transaction
from core.adapters.tables import units as unit_table
from core.services import accounts, logins, staff, units
from core.services.house import House

PASSWORD = "wuxiao-demo"  # of a sandbox that is bound to this machine alone
PROVINCE = "安徽省教科文卫体工会"
UNIONS = ("皖江市总工会", "淮河市总工会", "安徽省机械冶金工会", "安徽省能源化学工会")
DIRECT = {
    "皖江大学工会": ("皖江大学工程训练中心", "皖江大学后勤集团", "皖江大学附属中学"),
    "淮河医院工会": ("淮河医院护理部", "淮河医院设备科", "淮河医院检验科"),
    "天柱剧院工会": ("天柱剧院舞美队",),
    "江淮科学技术馆工会": ("江淮科学技术馆展教部",),
    "新安职业学院工会": ("新安职业学院机电系", "新安职业学院实训工厂"),
}


@dataclass(frozen=True, slots=True)
class Player:
    """A person to be on the sandbox's page; tests hold that its people.json says the same."""

    openid: str
    name: str
    role: str | None = None
    unit: str | None = None
    login: str | None = None
    note: str = ""


PLAYERS = (
    Player("o-sandbox-wang", "王师傅", note="职工，在聊天里申报"),
    Player("o-sandbox-sun", "孙师傅", note="职工"),
    Player("o-sandbox-li", "李干事", "officer", "淮河医院工会", "li", "淮河医院工会干事，在后台确认"),
    Player("o-sandbox-zhao", "赵审核", "auditor", None, "zhao", "省级审核员，在后台审核"),
)


def furnish(house: House, *, now: datetime) -> None:
    """Units, people, passwords; doing it again changes nothing."""
    with house.db.write() as tx:
        if tx.one(select(unit_table.c.id)) is None:
            _plant(tx, now=now)
            for player in PLAYERS:
                _seat(house, tx, player, now=now)
    told = [
        {"role": player.role or "worker", "name": player.name, "login": player.login or "",
         "password": PASSWORD if player.login else "", "note": player.note}
        for player in PLAYERS
    ]  # fmt: skip
    (house.settings.data_dir / "demo.json").write_text(json.dumps(told, ensure_ascii=False, indent=1))


def _plant(tx: Transaction, *, now: datetime) -> None:
    province = units.add(tx, PROVINCE, parent=None, kind="province", now=now)
    for name in UNIONS:
        units.add(tx, name, parent=None, kind="union", now=now)
    for direct, parts in DIRECT.items():
        unit = units.add(tx, direct, parent=province, kind="unit", is_direct=True, now=now)
        for part in parts:
            units.add(tx, part, parent=unit, kind="unit", now=now)


def _seat(house: House, tx: Transaction, player: Player, *, now: datetime) -> None:
    unionid = player.openid.replace(
        "o-", "u-", 1
    )  # as the sandbox's platform tells it: chat and mini-program are one
    person = accounts.identify(tx, "oa", house.settings.oa_app_id, player.openid, now=now, unionid=unionid)
    staff.rename(tx, person, player.name)
    if player.role and player.login:
        unit = units.by_name(tx, player.unit) if player.unit else None
        logins.change(tx, player.login, PASSWORD, person=person)
        accounts.grant(tx, person, player.role, unit=unit, campaign=None, by=None, now=now)
