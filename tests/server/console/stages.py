"""A house of realistic size for looking at the console: units with officers, forty entries in every state with findings and
twins, a roadshow, packages, people who apply. Everybody's password is the sandbox's."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import update

from core.adapters import images
from core.adapters.clock import START
from core.adapters.tables import attachments
from core.adapters.tables import entries as entry_table
from core.services import (
    accounts,
    acts,
    answering,
    applying,
    entries,
    logins,
    recommending,
    reviews,
    staff,
    units,
    vetting,
)
from tests import filling, recommended
from tests.core.services import collecting, roadshows

NOW = datetime.fromisoformat("2024-06-20T10:05:00+08:00")
CAMPAIGN, PASSWORD = "2024-anhui", "wuxiao-demo"
HOSPITAL, UNIVERSITY, THEATRE = "淮河医院工会", "皖江大学工会", "天柱剧院工会"
OFFICERS = (
    ("周干事", UNIVERSITY, "zhou"),
    ("吴干事", UNIVERSITY, "wu"),
    ("郑干事", "新安职业学院工会", "zheng"),
)
WORKERS = ("陈师傅", "林师傅", "何师傅", "郭师傅", "罗师傅", "高师傅", "梁师傅", "宋师傅")
STATES = ("submitted", "confirmed", "returned", "approved", "draft", "rejected", "approved", "confirmed")
TITLES = {
    "淮河医院护理部": ("护士站移动输液架自动锁止装置的研制与应用", "护士站移动输液架的自动锁止装置研制及应用", "静脉采血管防混淆分拣托盘的设计与应用", "病区夜间巡视红外提醒装置的研制", "可调节约束手套的改良设计", "骨科下肢抬高支架的改良与应用", "晨间交接班口袋卡的设计与推广", "术后早期下床活动助力带的改良"),
    "淮河医院设备科": ("监护仪电池健康度快速检测盒的研制", "呼吸机过滤网更换提醒贴的改良设计", "医用推车静音脚轮的国产化替代改造", "供氧终端漏气声光检测仪的研制"),
    "皖江大学工程训练中心": ("车床三爪卡盘快速对中夹具的研制", "激光切割烟尘回收小改造", "实训钳工台虎钳防伤手护罩的设计", "数控铣床刀具寿命计数器的研制与应用", "学生实训电工板接线自检仪的研制"),
    "皖江大学后勤集团": ("后勤锅炉补水自动控制小改造", "食堂隔油池自动刮渣装置的研制", "宿舍楼水泵夜间变频节电改造"),
    "皖江大学附属中学": ("理化实验废液分类收集箱的设计",),
    "新安职业学院机电系": ("机电实训台急停回路改良", "液压实训台漏油回收小改造", "教学机器人夹爪快换接口的设计"),
    "新安职业学院实训工厂": ("焊接实训面罩降温改良", "钢板下料余料标识小发明", "空压机排水自动化小改造", "车间地沟盖板防滑改良"),
    "天柱剧院舞美队": ("舞台吊杆定位激光标尺的研制与应用", "演出道具箱防震内衬的改良设计"),
    "江淮科学技术馆展教部": ("展品互动按钮防卡涩改良", "科普推车折叠展台的设计与应用", "静电球展项安全联锁的改良"),
}  # fmt: skip


@dataclass
class Stage:
    """Ids by what a page shows."""

    people: dict[str, str]
    entries: dict[str, list[str]] = field(default_factory=dict)  # by state
    shown: str = ""  # the whole one, with real pictures
    courses: list[str] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    packages: list[str] = field(default_factory=list)
    code: str = ""


def furnished(house, folder):
    people = collecting.collect(house, Path(folder) / "campaigns")
    stage = Stage(people)
    for name, unit, login in OFFICERS:
        made = staff.add(house, name, role="officer", unit=unit, login=login, password=PASSWORD, now=START)
        people[login] = made.person
    with house.db.write() as tx:
        for login, name in (
            ("wang", "王师傅"),
            ("sun", "孙师傅"),
            ("admin", "管理员甲"),
            ("bound", "审核员乙"),
        ):
            staff.rename(tx, people[login], name)
        for login in ("wang", "sun", "li", "zhao"):
            accounts.follows(tx, f"o-sandbox-{login}", house.settings.oa_app_id, follows=True)
        logins.change(tx, "sun", PASSWORD, person=people["sun"])
        logins.change(tx, "wang", PASSWORD, person=people["wang"])
        workers = [_follower(house, tx, f"o-stage-{number}", name) for number, name in enumerate(WORKERS)]
        stage.units = {
            name: units.by_name(tx, name) for name in (HOSPITAL, UNIVERSITY, THEATRE, "安徽省教科文卫体工会")
        }
    _entries(house, stage, [people["wang"], *workers])
    _pictured(house, stage, folder)
    _roadshow(house, stage)
    _packed(house, stage)
    _applicants(house, stage, workers, folder)
    house.clock.move(NOW)
    return stage


def _follower(house, tx, openid, name):
    app = house.settings.oa_app_id
    person = accounts.identify(tx, "oa", app, openid, now=START)
    accounts.follows(tx, openid, app, follows=True)
    staff.rename(tx, person, name)
    return person


def _entries(house, stage, owners):
    number = 0
    for unit, titles in TITLES.items():
        for title in titles:
            state = STATES[number % len(STATES)]
            at = START + timedelta(days=number % 36, hours=number % 7)
            made = _entry(house, stage, owners[number % len(owners)], unit, title, state, at)
            stage.entries.setdefault(state, []).append(made)
            number += 1


def _entry(house, stage, owner, unit, title, state, at):
    made = filling.whole(house, by=owner, now=at, title=title)
    with house.db.write() as tx:
        place = units.by_name(tx, unit)
        answering.save(house, tx, entries.load(house, tx, made), "unit", {"id": place}, by=owner, now=at)
        tx.after_commit.clear()
    if state == "draft":
        with house.db.write() as tx:
            for key in ("benefit", "summary", "novelty"):
                answering.save(house, tx, entries.load(house, tx, made), key, None, by=owner, now=at)
            tx.after_commit.clear()
        return made
    with house.db.write() as tx:
        acts.submit(house, tx, made, by=owner, now=at)
        seat = next((p for p in _officers(tx, place)), None)
        later = at + timedelta(hours=20)
        if state == "returned":
            reasons = {"photos": "第二张太暗，请到亮处重拍", "benefit": "请写清节约的金额是怎么算的"}
            _return(house, tx, made, reasons, stage, later)
        elif seat or state in ("approved", "rejected", "confirmed"):
            _onward(house, tx, made, state, seat, stage, later)
        tx.after_commit.clear()
    return made


def _officers(tx, unit):
    for row in units.above(tx, unit):
        live = (
            accounts.grants.c.role == "officer",
            accounts.grants.c.unit == row.id,
            accounts.grants.c.ended_at.is_(None),
        )
        yield from (found.person for found in tx.rows(accounts.select(accounts.grants).where(*live)))


def _return(house, tx, made, reasons, stage, at):
    seat = next(_officers(tx, entries.load(house, tx, made).row.unit), None)
    if seat:
        reviews.send_back(house, tx, made, reasons, role="officer", by=seat, now=at)


def _onward(house, tx, made, state, seat, stage, at):
    if state == "submitted":
        return
    if seat:
        reviews.confirm(house, tx, made, by=seat, now=at)
    else:
        tx.run(update(entry_table).where(entry_table.c.id == made).values(state="confirmed", confirmed_at=at))
    if state == "approved":
        reviews.approve(house, tx, made, by=stage.people["zhao"], now=at + timedelta(hours=9))
    if state == "rejected":
        reviews.reject(
            house, tx, made, "与去年已获证书的成果相同", by=stage.people["zhao"], now=at + timedelta(hours=9)
        )


def _pictured(house, stage, folder):
    """The files of one confirmed entry are there: drawn photos, and a sealed sheet."""
    stage.shown = stage.entries["confirmed"][0]
    letter = recommended.letter(Path(folder) / "letter.jpg", "淮河医院护理部", shrunk=2).read_bytes()
    with house.db.write() as tx:
        rows = list(entries.load(house, tx, stage.shown).files.values())
        for seed, row in enumerate(rows):
            if row.field not in ("photos", "papers", "videos"):
                continue
            place, preview = f"kept/{row.id}", f"previews/{row.id}.jpg"
            house.files.put(
                place, letter if row.field == "papers" else scene(Path(folder) / "scene.jpg", seed)
            )
            house.files.path(preview).parent.mkdir(parents=True, exist_ok=True)
            images.preview(house.files.path(place), house.files.path(preview))
            facts = dict(row.facts or {})
            if row.field == "photos" and seed % 3 == 1:
                facts |= {"width": 1600, "height": 1200, "dpi": 72}
            told = {"place": place, "preview": preview, "facts": facts}
            named = {
                "photos": ("正面.jpg", "侧面.jpg", "使用现场.jpg"),
                "papers": ("承诺书.jpg",) * 3,
                "videos": ("演示.mp4",) * 3,
            }[row.field]
            told["filename"] = named[seed % 3]
            tx.run(update(attachments).where(attachments.c.id == row.id).values(**told))


def scene(path, seed):
    """A drawing that looks like a workshop: benches, a frame, light from above."""
    tints = ((66, 98, 110), (120, 92, 60), (70, 104, 78), (110, 70, 80))
    picture = Image.new("RGB", (1600, 1200), tints[seed % 4])
    draw = ImageDraw.Draw(picture)
    for row in range(1200):
        shade = int(40 * row / 1200)
        draw.line((0, row, 1600, row), fill=tuple(max(0, one + 60 - shade) for one in tints[seed % 4]))
    for place in range(4):
        left = 140 + 340 * place + 30 * (seed % 3)
        draw.rectangle((left, 420, left + 210, 900), fill=(206, 208, 200), outline=(60, 60, 60), width=6)
        draw.ellipse((left + 50, 300, left + 160, 410), fill=(220, 170, 60), outline=(60, 60, 60), width=6)
    draw.rectangle((0, 900, 1600, 1200), fill=(88, 84, 80))
    picture.save(path, quality=82)
    return path.read_bytes()


def _roadshow(house, stage):
    people = {"officer": stage.people["li"], "unit": stage.units[HOSPITAL]}
    for number, title in enumerate(
        ("输液架自动锁止微课堂", "静脉采血防混淆微课堂", "病区夜间巡视微课堂", "骨科抬高支架微课堂")
    ):
        made = roadshows.course(house, people, START, title=title, is_whole=number < 3)
        stage.courses.append(made)
        if number in (0, 1):
            recommending.submit(house, [made], by=people["officer"], now=START + timedelta(days=20))
    by, first = stage.people["zhao"], stage.courses[0]
    with house.db.write() as tx:
        vetting.receive(
            house, tx, first, received_at=START + timedelta(days=21), by=by, now=START + timedelta(days=21)
        )
        points = vetting.points(tx, entries.load(house, tx, first))
        vetting.tick(house, tx, first, [one.text for one in points], by=by, now=START + timedelta(days=21))
        vetting.accept(house, tx, first, by=by, now=START + timedelta(days=21))
        vetting.shortlist(house, tx, first, by=by, now=START + timedelta(days=22))
        tx.after_commit.clear()


def _packed(house, stage):
    stage.packages.append(collecting.asked(house, stage.people, about={"has_files": False}))


def _applicants(house, stage, workers, folder):
    for person, unit, name, seal in (
        (workers[0], THEATRE, "陈师傅", recommended.sealing.RED),
        (workers[1], "", "林师傅", None),
    ):
        letter = recommended.letter(Path(folder) / "apply.jpg", unit or "江岸剧场工会", seal=seal, shrunk=2)
        told = applying.Told(stage.units.get(unit, ""), unit or "江岸剧场工会", name, "0551-60000000")
        applying.ask(house, told, letter, "推荐信.jpg", by=person, now=NOW - timedelta(hours=3))
