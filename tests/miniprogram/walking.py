"""A person walks through the pages of the mini-program: taps, types, chooses real files, scans a code."""

from playwright.sync_api import expect

from tests import filling
from tests.browsing import PATIENCE
from tests.miniprogram.handsets import Handset

SIZE = {"width": 390, "height": 780}
LEFT = 2 * PATIENCE  # ms until a stored file is judged


def phone_of(chromium, copy, openid, *, told=None):
    """A phone with the mini-program of a person of this house; what it complains of is in `.errors`."""
    context = chromium.new_context(viewport=SIZE, device_scale_factor=2, locale="zh-CN", bypass_csp=True)
    context.set_default_timeout(PATIENCE)
    return Walker(Handset(context, copy.sandbox, openid, **(told or {})))


class Walker:
    """One person with a phone. `handset` is what tests know of it."""

    def __init__(self, handset):
        self.handset = handset

    def open(self, url=""):
        """Starts the program at a page, also where it stands at that very page."""
        if self.page:
            self.page.goto("about:blank")
        self.handset.open(url)
        return self

    def close(self):
        """Puts the phone away; gives what its engine complained of."""
        errors = self.handset.errors
        self.handset.leave()
        return errors

    @property
    def page(self):
        return self.handset.page

    @property
    def shown(self):
        return self.handset.shown

    def at(self, name):
        """Waits until the page of this name is on top."""
        self.page.wait_for_function(
            "(path) => window.__mpReady && __phone.route()?.path === path", arg=f"pages/{name}/{name}"
        )
        return self

    def tap(self, words, *, exact=False, role="button"):
        self.shown.get_by_role(role, name=words, exact=exact).first.click()
        return self

    def sees(self, words):
        expect(self.shown.get_by_text(words).first).to_be_visible()
        return self

    def says(self, words):
        """Answers a modal with the button of these words."""
        self.page.get_by_role("dialog").get_by_role("button", name=words, exact=True).click()
        return self

    def field(self, key):
        return self.shown.locator(f"#field-{key}")

    def types(self, key, text):
        box = self.field(key).locator("textarea, input").first
        box.fill(text)
        box.blur()

    def saved(self):
        """All that was typed is with the server."""
        expect(self.shown.get_by_text("已保存", exact=True)).to_be_visible()
        return self

    def next(self):
        return self.saved().tap("下一步", exact=True)

    def chooses(self, key, *paths, words="从微信聊天里选文件"):
        with self.page.expect_file_chooser() as chooser:
            self.field(key).get_by_role("button", name=words).click()
        chooser.value.set_files([str(path) for path in paths])
        self.stands(key, len(paths))

    def stands(self, key, count):
        """So many more or all files of an item are stored and judged."""
        judged = self.field(key).locator(".state.good, .state.must")
        expect(judged.nth(count - 1)).to_be_visible(timeout=LEFT)

    def scans(self, code):
        self.handset.do("scan", code)
        return self

    # The steps of the notice ----------------------------------------------------------------------------------------
    def begins(self):
        """From home to the first step of a new entry; gives its id."""
        self.at("home").tap("开始申报")
        self.page.wait_for_function(
            "['pages/consent/consent', 'pages/form/form'].includes(__phone.route()?.path)"
        )
        if self.handset.do("route")["path"] == "pages/consent/consent":
            self.tap("同意，开始申报")
        self.at("form").sees("成果名称")
        return self.handset.do("route")["query"]["entry"]

    def tells_achievement(self, title=filling.TITLE):
        self.types("title", title)
        self.field("category").get_by_role("radio", name="小发明").click()
        self.field("industry").get_by_role("button").first.click()
        self.at("industry").shown.get_by_label("查找行业").fill("医院")
        self.tap("卫生和社会工作-卫生")
        self.at("form").field("new_productive_force").get_by_role("radio", name="是", exact=True).click()
        return self.next()

    def tells_people(self):
        self.adds_person("甲一", "淮河医院护理部")
        self.adds_person("乙二", "淮河医院设备科")
        self.types("first_completer_intro", filling.INTRO)
        self.chooses_unit("unit", "护理", "淮河医院护理部")
        self.types("phone", "0551-60000000")
        self.chooses_unit("superior_union", "皖江", "皖江市总工会")
        return self.next()

    def adds_person(self, name, unit):
        self.field("completers").get_by_role("button", name="添加一位").click()
        self.at("person").shown.get_by_label("姓名", exact=True).fill(name)
        self.shown.get_by_label("所在单位").fill(unit)
        self.tap("好了", exact=True)
        self.at("form").saved()

    def chooses_unit(self, key, part, name):
        self.field(key).get_by_role("button").first.click()
        self.at("unit").shown.locator("input").fill(part)
        self.tap(name)
        self.at("form").saved()

    def tells_texts(self):
        for key in ("background", "goal", "novelty", "benefit", "summary"):
            self.types(key, getattr(filling, key.upper()))
        return self.next()

    def hands_in_files(self, files):
        self.chooses("photos", *files["photos"])
        self.chooses("videos", files["film"])
        self.chooses("bank", files["bank"])
        self.chooses("audio", files["sound"])
        return self.next()

    def hands_in_sheets(self, sheets):
        self.chooses("papers", *sheets)
        return self
