"""Plays people against a running copy: the chat through the sandbox's phone, the API, tus, the console's forms."""

import re
from base64 import b64encode
from contextlib import contextmanager
from html.parser import HTMLParser

import requests
from tusclient.client import TusClient

from tests.running import PATIENCE, until

LINK = re.compile(r"/upload#([0-9A-Z]+)")
CHUNK = 5 * 1024 * 1024


class Phone:
    """A person's chat with the account."""

    def __init__(self, copy, openid):
        self._copy, self._openid, self._seen = copy, openid, 0
        self._url = f"{copy.sandbox}/phone/{openid}"

    def act(self, act, **told):
        """Does something with the phone; gives what the account answered at once."""
        return self._texts(self._act(act, told))

    def _act(self, act, told):
        answer = requests.post(f"{self._url}/{act}", json=told, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def say(self, text, part=""):
        return self.ask("say", part, text=text)

    def ask(self, act, part="", **told):
        """What the account answered at once, or as a message of its own: a house that cannot write for 0.7 s keeps what was
        said and answers later. `part`: what stands in the answer, where other messages may come in between."""
        answer = self._act(act, told)
        at_once = self._texts(answer)

        def look():
            found = at_once if part in at_once and at_once else self._texts(self._after(answer["next"]))
            return found if part in found else None

        return until(look, what=f"“{part}” as an answer to {told or act}")

    def _after(self, item):
        return requests.get(f"{self._url}/chat", params={"after": item}, timeout=PATIENCE).json()

    def heard(self, part):
        """Waits until the account has said something with `part` in it, and gives it."""

        def look():
            for item in self._after(self._seen)["items"]:
                if item["from"] == "account" and part in item["text"]:
                    self._seen = item["id"]
                    return item["text"]
            return None

        return until(look, what=f"“{part}” in the chat of {self._openid}")

    def api(self, door, code):
        """A session by a code: of a one-time link, or of wx.login."""
        return Api(self._copy, door, code)

    def login(self):
        """A session of the mini-program."""
        return self.api("login", self._act("login_code", {})["code"])

    @staticmethod
    def _texts(answer):
        return "\n".join(item["text"] for item in answer["items"] if item["from"] != "me")


class Api:
    """The API of one signed-in person; `entry` is what a link was about."""

    def __init__(self, copy, door, code):
        self._copy, self._session = copy, requests.Session()
        answer = self.post(f"/{door}", code=code)
        assert answer.status_code == 200, answer.text
        self.entry = answer.json()["entry"]
        self._session.headers["Authorization"] = f"Bearer {answer.json()['token']}"

    @property
    def authorization(self):
        """For a line that speaks by hand."""
        return self._session.headers["Authorization"]

    def get(self, path):
        answer = self._session.get(f"{self._copy.url}/api/v1{path}", timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json() if "json" in answer.headers["Content-Type"] else answer.content

    def post(self, path, **told):
        return self._session.post(f"{self._copy.url}/api/v1{path}", json=told, timeout=PATIENCE)

    def put(self, path, value):
        answer = self._session.put(f"{self._copy.url}/api/v1{path}", json={"value": value}, timeout=PATIENCE)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def delete(self, path):
        return self._session.delete(f"{self._copy.url}/api/v1{path}", timeout=PATIENCE)

    def create(self, field, length):
        """A bare creation of tus, for what is refused."""
        told = {"entry": self.entry, "field": field, "filename": "a.mp4"}
        metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in told.items())
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": metadata}
        return self._session.post(f"{self._copy.url}/api/v1/uploads", headers=headers, timeout=PATIENCE)

    @contextmanager
    def uploader(self, path, field, *, title):
        """A foreign tus client, one file of one item."""
        headers = {"Authorization": self._session.headers["Authorization"]}
        told = {"entry": self.entry, "field": field, "filename": path.name, "title": title}
        client = TusClient(f"{self._copy.url}/api/v1/uploads", headers=headers)
        with path.open("rb") as stream:
            yield client.uploader(file_stream=stream, chunk_size=CHUNK, metadata=told)

    def upload(self, path, field, *, title):
        with self.uploader(path, field, title=title) as uploader:
            uploader.upload()

    def told(self, part):
        """Waits until the person's messages have one with `part` in it that was sent, and gives its text."""

        def look():
            items = self.get("/me/messages")["items"]
            return next(
                (one["text"] for one in items if part in one["text"] and one["state"] == "sent"), None
            )

        return until(look, what=f"“{part}” among the messages")

    def checked(self):
        """Waits until every file was looked at; gives the files by title."""

        def look():
            found = self.get(f"/entries/{self.entry}/files")["items"]
            done = all(row["state"] == "checked" and not row["is_mending"] for row in found)
            return found if done else None

        return until(look, what="all files checked")

    def show(self):
        return self.get(f"/entries/{self.entry}")


class Console:
    """A member of staff in a browser without scripts: pages, forms, buttons."""

    def __init__(self, copy, login, password):
        self._copy, self._session = copy, requests.Session()
        self.page = self._read("/console/sign-in")
        self.press("登录", login=login, password=password)

    def _read(self, path):
        answer = self._session.get(f"{self._copy.url}{path}", timeout=PATIENCE)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:500])
        return answer.text

    def open(self, path):
        self.page = self._read(path)
        return self.page

    def link(self, words):
        """Follows the first link whose address or text holds `words`."""
        found = Forms.of(self.page).links
        return self.open(next(href for href, text in found if words in href or words in text))

    def press(self, button, **values):
        """Sends the form with that button, its hidden fields and `values`; gives the page that answers."""
        form = Forms.of(self.page).with_button(button)
        told = {**form["fields"], **values}
        answer = self._session.post(f"{self._copy.url}{form['action']}", data=told, timeout=PATIENCE)
        assert answer.status_code < 400, (button, answer.status_code, answer.text[:800])
        self.page = answer.text
        return self.page

    def fetch(self, path):
        return self._session.get(f"{self._copy.url}{path}", timeout=PATIENCE)


class Forms(HTMLParser):
    """Forms, their fields and buttons, and links of a page."""

    def __init__(self):
        super().__init__()
        self.forms, self.links, self._text, self._to = [], [], None, None

    @classmethod
    def of(cls, page):
        made = cls()
        made.feed(page)
        return made

    def with_button(self, words):
        """The form of the first button that says so, with the address that this button sends it to."""
        for form in self.forms:
            for text, action in form["buttons"]:
                if words in text:
                    return {**form, "action": action or form["action"]}
        raise AssertionError(f"no button says {words}")

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.forms.append({"action": told.get("action", ""), "fields": {}, "buttons": []})
        elif tag == "input" and self.forms and told.get("name") and told.get("type") == "hidden":
            self.forms[-1]["fields"][told["name"]] = told.get("value", "")
        elif tag in ("button", "a"):
            self._text, self._to = "", told.get("href") if tag == "a" else told.get("formaction")

    def handle_data(self, text):
        if self._text is not None:
            self._text += text

    def handle_endtag(self, tag):
        if tag == "button" and self.forms and self._text is not None:
            self.forms[-1]["buttons"].append((self._text.strip(), self._to))
        elif tag == "a" and self._to and self._text is not None:
            self.links.append((self._to, self._text.strip()))
        if tag in ("button", "a"):
            self._text = None


def code_in(text):
    """The code of the one-time link in a reply."""
    return LINK.search(text)[1]
