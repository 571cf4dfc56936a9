"""A worker with the mini-program in hand: a phone before a whole house, and the same person's API to look behind it."""

import hashlib

import requests
from playwright.sync_api import expect

from tests.browsing import PATIENCE
from tests.miniprogram.handsets import Handset
from tests.playing import Phone
from tests.running import until

ROWS = "(__wx.getStorageSync('uploads') || [])"  # what the phone knows of files on their way
VIEW = {"width": 390, "height": 780}


class Worker:
    """`entry` is a new draft; `phone` a Handset; `api` the person's session beside it."""

    def __init__(self, chromium, copy, openid="o-sandbox-wang", entry=None):
        self.copy, self._chromium, self.openid = copy, chromium, openid
        self.expected, self._phones = [], []
        self.api = Phone(copy, openid).login()
        self.entry = entry or self.begun()
        self.phone = self.another_phone()

    def begun(self):
        made = self.api.post("/entries", campaign="2024-anhui", track="innovation")
        assert made.status_code == 201, made.text
        return made.json()["id"]

    def another_phone(self):
        """One more phone of the same person, with nothing kept on it."""
        context = self._chromium.new_context(
            viewport=VIEW, device_scale_factor=2, locale="zh-CN", bypass_csp=True
        )
        context.set_default_timeout(PATIENCE)
        made = Handset(context, self.copy.sandbox, self.openid)
        self._phones.append(made)
        return made

    def leave(self):
        """Closes all phones; an error of the engine that nobody expected fails."""
        left = []
        for phone in self._phones:
            if phone.page:
                left += [f for f in phone.errors if not any(word in f for word in self.expected)]
            phone.leave()
        assert not left, left

    def form(self, field, phone=None):
        """Opens the form at an item; gives its place on the page."""
        phone = phone or self.phone
        phone.open(f"pages/form/form?entry={self.entry}&field={field}")
        place = phone.shown.locator(f"#field-{field}")
        place.wait_for()
        return place

    def saved(self, phone=None):
        """Waits until the phone knows that all typed is with the house: what has arrived, but was not answered, is sent again
        by a phone that is started anew."""
        expect((phone or self.phone).shown.get_by_text("已保存", exact=True)).to_be_visible()

    def choose(self, place, *paths):
        """Picks files out of a chat by the phone's own dialog."""
        with self.phone.page.expect_file_chooser() as dialog:
            place.get_by_text("从微信聊天里选文件").click()
        dialog.value.set_files([str(path) for path in paths])

    def files(self):
        return self.api.get(f"/entries/{self.entry}/files")

    def stored(self, count=1):
        """sha256 of each file the house has, by name, once there are `count` and nothing is on its way."""
        items = until(
            lambda: not self.files()["uploads"] and self._there(count), what=f"{count} files of {self.entry}"
        )
        assert len(items) == count
        return {item["filename"]: self._digest(item["url"]) for item in items}

    def stored_beside(self, count=1):
        """sha256 of the files the house has, whatever else is on its way."""
        items = until(lambda: self._there(count), what=f"{count} files of {self.entry}")
        return [self._digest(item["url"]) for item in items]

    def _there(self, count):
        items = self.files()["items"]
        return items if len(items) >= count and all(one["url"] for one in items) else None

    def _digest(self, url):
        with requests.get(f"{self.copy.url}{url}", stream=True, timeout=60) as answer:
            assert answer.status_code == 200, answer.text
            made = hashlib.sha256()
            for piece in answer.iter_content(1 << 20):
                made.update(piece)
        return made.hexdigest()

    def answers(self):
        return self.api.get(f"/entries/{self.entry}")["answers"]


def is_lost(phone):
    """Waits until the phone says that there is no network."""
    expect(phone.shown.get_by_text("现在没有网络")).to_be_visible()


def digest(path):
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
