"""A house with entries in several states, and the way to every page of the mini-program in a state worth looking at."""

from dataclasses import dataclass

from core.services import demo
from tests import filling, sealing
from tests.playing import Console, Phone

WANG, SUN, LI, ZHAO = "o-sandbox-wang", "o-sandbox-sun", "o-sandbox-li", "o-sandbox-zhao"
REVOKED = "病区药车抽屉静音导轨的改进与应用"
CRAFTSMAN = {
    "honour": {"level": "省级", "title": "江淮工匠"},
    "intro": "护理行业，护士，现任护理部护士长，获江淮工匠称号。",
}


@dataclass
class Stage:
    """Ids of entries: a draft with faults, one that came back, one approved, one whose certificate was revoked, one that
    waits for the officer."""

    draft: str
    returned: str
    approved: str
    revoked: str
    waiting: str
    bank: str
    film: str


def signed_in(copy, openid):
    return Phone(copy, openid).login()


def begun(api, title):
    """A draft with every answer that is no file."""
    api.entry = api.post("/entries", campaign="2024-anhui", track="innovation").json()["id"]
    unit, union = (
        {"id": api.get(f"/units?q={part}&kind={kind}")["items"][0]["id"]}
        for part, kind in (("淮河医院护理部", "unit"), ("皖江市总工会", "union"))
    )
    for key, value in (filling.texts(unit, union) | {"title": title}).items():
        api.put(f"/entries/{api.entry}/answers/{key}", value)
    return api.entry


def given(api, files, folder, *, bank=None):
    """Its files and sealed sheets, looked at."""
    filed(api, files, bank=bank)
    pdf = api.get(f"/entries/{api.entry}/papers.pdf")
    for page in range(2):
        sheet = sealing.photo_of(pdf, folder / f"盖章{api.entry}-{page}.jpg", page=page)
        api.upload(sheet, "papers", title=f"盖章承诺书{page + 1}")
    api.checked()


def filed(api, files, *, bank=None):
    """Its files, but for the sealed sheets."""
    for path in files["photos"]:
        api.upload(path, "photos", title=path.stem)
    api.upload(files["film"], "videos", title="演示")
    api.upload(bank or files["bank"], "bank", title="文字和视频题库")
    api.upload(files["sound"], "audio", title="讲解")


def sent(api):
    answer = api.post(f"/entries/{api.entry}/submit")
    assert answer.status_code == 200, answer.text
    return api.entry


def furnished(copy, files, folder, faulty_bank):
    """The stage of one house; it takes about half a minute."""
    officer, auditor = Console(copy, "li", demo.PASSWORD), Console(copy, "zhao", demo.PASSWORD)
    wang, sun = signed_in(copy, WANG), signed_in(copy, SUN)
    begun(sun, filling.TITLE + "一")
    given(sun, files, folder)
    waiting = sent(sun)

    approved = _approved(wang, filling.TITLE + "二", files, folder, officer, auditor)

    begun(wang, filling.TITLE + "三")
    given(wang, files, folder)
    returned = sent(wang)
    officer.open(f"/console/entries/{returned}")
    officer.press(
        "退回补正", **{"reason.goal": "请写明推广到哪些科室", "reason.photos": "请补一张使用现场的照片"}
    )

    draft = begun(wang, filling.TITLE + "四")
    given(wang, files, folder, bank=faulty_bank)
    people = wang.show()["answers"]["completers"]
    wang.put(f"/entries/{draft}/answers/completers", [people[0] | CRAFTSMAN, *people[1:]])
    wang.put(f"/entries/{draft}/answers/first_completer_intro", "")
    shown = wang.show()
    bank, film = (shown["answers"][key][0]["attachment"] for key in ("bank", "videos"))
    revoked = _approved(sun, REVOKED, files, folder, officer, auditor)
    auditor.open(f"/console/entries/{revoked}")
    auditor.press("撤销审核结果和证书", **{"reason.revoke": "经核实，成果不是申报人完成的"})
    return Stage(draft, returned, approved, revoked, waiting, bank, film)


def _approved(api, title, files, folder, officer, auditor):
    begun(api, title)
    given(api, files, folder)
    entry = sent(api)
    officer.open(f"/console/entries/{entry}")
    officer.press("确认")
    auditor.open(f"/console/entries/{entry}")
    auditor.press("通过")
    return entry


def stations(stage):
    """(name, whose phone, address, words that are there when it is ready, what is done then or None), every page."""
    draft = f"entry={stage.draft}"
    return [
        ("home", WANG, "pages/home/home", "我的申报", None),
        ("home-first", ZHAO, "pages/home/home", "怎么报", None),
        ("consent", ZHAO, "pages/home/home", "怎么报", lambda w: w.tap("开始申报").at("consent").sees("您的资料怎么用")),
        ("form-achievement", WANG, f"pages/form/form?{draft}&field=title", "创新成果名称", None),
        ("form-people", WANG, f"pages/form/form?{draft}&field=completers", "成果完成人", None),
        ("form-texts", WANG, f"pages/form/form?{draft}&field=background", "成果背景", None),
        ("form-photos", WANG, f"pages/form/form?{draft}&field=photos", "成果照片", None),
        ("form-bank", WANG, f"pages/form/form?{draft}&field=bank", "题库模板", None),
        ("form-papers", WANG, f"pages/form/form?{draft}&field=papers", "先打印承诺书", None),
        ("person", WANG, f"pages/person/person?{draft}&field=completers&id=p1", "技能技法视频", None),
        ("unit", WANG, f"pages/unit/unit?{draft}&field=unit", "完成单位", lambda w: _searched(w, "淮河", "淮河医院护理部")),
        ("unit-none", WANG, f"pages/unit/unit?{draft}&field=unit", "完成单位", lambda w: _searched(w, "天长厂", "找不到，就写")),
        ("industry", WANG, f"pages/industry/industry?{draft}&field=industry", "您做的是哪一行", lambda w: _searched(w, "医院", "卫生和社会工作-卫生")),
        ("bank", WANG, f"pages/bank/bank?{draft}&field=bank", "文字和视频题库", None),
        ("questions", WANG, f"pages/questions/questions?{draft}&bank={stage.bank}", "道题要改", None),
        ("question", WANG, f"pages/question/question?{draft}&bank={stage.bank}&id=q4", "第 4 题", None),
        ("paper", WANG, f"pages/paper/paper?{draft}", "只需重新打印", None),
        ("review", WANG, f"pages/review/review?{draft}", "要补或要改", None),
        ("large", WANG, f"pages/large/large?{draft}&field=videos&name=%E6%BC%94%E7%A4%BA.mp4&path=wxfile%3A%2F%2Fa.mp4&size=230000000", "有 230", None),
        ("trim", WANG, f"pages/trim/trim?{draft}&field=videos&file={stage.film}", "到哪里结束", None),
        ("entry-returned", WANG, f"pages/entry/entry?entry={stage.returned}", "要改的地方", None),
        ("entry-approved", WANG, f"pages/entry/entry?entry={stage.approved}", "审核通过了", None),
        ("certificate", WANG, f"pages/certificate/certificate?entry={stage.approved}", "证书编号", None),
        ("entry-revoked", SUN, f"pages/entry/entry?entry={stage.revoked}", "证书已被撤销", None),
        ("certificate-revoked", SUN, f"pages/certificate/certificate?entry={stage.revoked}", "不能再使用", None),
        ("share", WANG, f"pages/share/share?{draft}", "谁在填这份申报", lambda w: w.tap("请一位同事来帮忙").sees("请帮手扫这个码")),
        ("adopt", WANG, "pages/adopt/adopt", "加入一份申报", None),
        ("messages", WANG, "pages/messages/messages", "打开这份申报", None),
        ("account", WANG, "pages/account/account", "看着舒服一点", None),
        ("home-officer", LI, "pages/home/home", "我的单位", None),
        ("officer", LI, "pages/officer/officer", "等您确认（1）", None),
        ("confirm", LI, f"pages/confirm/confirm?entry={stage.waiting}", "退回修改", None),
        ("invite", LI, "pages/invite/invite", "一个码请一位同事", lambda w: w.tap("出一个邀请码").sees("14 天内有效")),
        ("invited", SUN, "pages/invited/invited?code=0000000000000000", "有人请您做", None),
    ]  # fmt: skip


def _searched(walker, words, found):
    walker.shown.locator("input").fill(words)
    walker.sees(found)


def arrive(walker, station):
    """Opens the page of a station and waits until it stands still."""
    _name, _who, url, words, then = station
    walker.open(url).sees(words)
    if then:
        then(walker)
    walker.handset.rests()  # what was kept is drawn first, then what the house says
    walker.page.wait_for_function("[...document.images].every((one) => one.complete)")
    walker.page.wait_for_timeout(400)  # a scroll to the item takes 200 ms
    walker.page.wait_for_function(
        "document.getAnimations().every(({ playState, effect }) => playState !== 'running' || effect.getComputedTiming().iterations === Infinity)"
    )
