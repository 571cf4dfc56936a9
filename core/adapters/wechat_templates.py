"""The templates an account was granted, found by their title; their keywords by the Chinese labels they show."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from core.adapters.wechat_account import Account
from core.adapters.wechat_faults import ALERT, PlatformError
from core.domain import notices

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Surface:
    """Where an account lists its templates, and what the list calls things."""

    path: str
    rows: str
    id: str
    has_constants: bool


OA = Surface("/cgi-bin/template/get_all_private_template", "template_list", "template_id", True)
MINI = Surface("/wxaapi/newtmpl/gettemplate", "data", "priTmplId", False)


@dataclass(frozen=True, slots=True)
class Granted:
    """One template as the account has it: `keys` by label, such as 项目名称 -> thing1."""

    id: str
    keys: Mapping[str, str]
    has_constants: bool

    def filled(self, keywords: Mapping[str, str]) -> dict[str, str]:
        """Values by key; labels the template does not have are left out. The mini-program's types are its own."""
        found = {self.keys[label]: value for label, value in keywords.items() if label in self.keys}
        if self.has_constants:
            return found
        return {key: notices.refit(key.rstrip("0123456789"), value) for key, value in found.items()}


class Templates:
    """Read once a process; `forget` after the platform knew an id no more."""

    def __init__(self, account: Account, surface: Surface) -> None:
        self._account, self._surface = account, surface
        self._found: dict[str, Granted] = {}

    def find(self, title: str) -> Granted:
        """Raises PlatformError; `alert` 40037 where the account has none of this title."""
        if title not in self._found:
            self._read()
        if title not in self._found:
            _log.error("wechat.template.absent", title=title, app=self._account.app_id)
            raise PlatformError(ALERT, 40037)
        return self._found[title]

    def all(self) -> Mapping[str, Granted]:
        """By title. Raises PlatformError."""
        if not self._found:
            self._read()
        return self._found

    @property
    def known(self) -> Mapping[str, Granted]:
        """What was read so far, without asking."""
        return self._found

    def forget(self) -> None:
        self._found = {}

    def _read(self) -> None:
        surface = self._surface
        try:
            told = self._account.call(surface.path)
        except PlatformError as fault:  # a list that nobody saw has had no effect
            fault.unseen = False
            raise
        for row in told.get(surface.rows, []):
            granted = Granted(row[surface.id], keys(row["content"]), surface.has_constants)
            self._found = {**self._found, row["title"]: granted}


def keys(content: str) -> dict[str, str]:
    """`项目名称:{{thing1.DATA}}` to {"项目名称": "thing1"}."""
    found = {}
    for line in content.splitlines():
        label, _, rest = line.replace("：", ":").partition(":")
        if rest.strip().startswith("{{"):
            found[label.strip()] = rest.strip().removeprefix("{{").split(".", 1)[0]
    return found
