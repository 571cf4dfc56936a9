"""Sends mail by SMTP; without SMTP_URL a mail is kept as .eml in DATA_DIR/mail and nothing leaves the machine."""

import mimetypes
import os
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from core.adapters.archives import Part
from core.domain import mail_faults as faults
from core.settings import Settings, Unfit

SECONDS = 60.0  # at most, for one word of the server, and for one piece of a mail on the way to it
VERDICT = 600.0  # for its word on a whole mail (RFC 5321, 4.5.3.2.6)
SLOWEST = 3600.0  # for all pieces of a mail: 20 MB over a line of 8 KB a second
_PIECE = 16 * 1024
_HOUSE = "wuxiao@localhost"  # the sender of mails that stay here
_POLICY = policy.SMTP.clone(max_line_length=200)
Trouble = Literal["again", "refused", "large", "account", "unseen"]


class MailError(Exception):
    """A mail that was not taken. `kind`: again (try later), refused (this mail never), large (over what the server
    takes), account (our sign-in or sender is refused), unseen (it may have been taken: nobody knows). `code`: the
    server's, 0 without one."""

    def __init__(self, kind: Trouble, code: int = 0) -> None:
        super().__init__(f"{kind} {code}")
        self.kind, self.code = kind, code


@dataclass(frozen=True)
class Letter:
    """A mail as it is put together."""

    to: str
    subject: str
    text: str
    key: str  # makes the Message-ID: the same mail sent again can be told from another
    at: datetime
    files: Sequence[Part] = ()


def encoded(size: int) -> int:
    """Bytes that a file of `size` takes in a mail: base64 in lines of 76."""
    return (size + 2) // 3 * 4 * 78 // 76 + 512


def compose(letter: Letter, sender: Address) -> EmailMessage:
    """The mail, with names of files that Chinese mailboxes show (RFC 2231 in both headers)."""
    made = EmailMessage(policy=_POLICY)
    made["Subject"] = letter.subject
    made["From"] = sender
    made["To"] = letter.to
    made["Date"] = format_datetime(letter.at)
    made["Message-ID"] = f"<{letter.key}@{sender.domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, charset="utf-8", cte="base64")
    for part in letter.files:
        kind = mimetypes.guess_type(part.name)[0] or "application/octet-stream"
        content = part.content if part.path is None else part.path.read_bytes()
        made.add_attachment(content, *kind.split("/", 1), filename=part.name)
        list(made.iter_attachments())[-1].set_param("name", part.name)
    return made


class Mailer:
    """The one way out for mail. `SMTP_URL`: smtps://USER:PASSWORD@HOST:465?from=ADDRESS, or smtp:// with STARTTLS (which
    is asked of every server that is not on this machine)."""

    def __init__(self, settings: Settings) -> None:
        self._url = urlsplit(settings.smtp_url)
        self._folder = settings.data_dir / "mail"
        if settings.smtp_url and (self._url.scheme not in ("smtp", "smtps") or not self._url.hostname):
            raise Unfit(
                "SMTP_URL 应当像 smtps://用户名:密码@smtp.example.com:465?from=发件地址，请改好再启动。"
            )

    @property
    def sender(self) -> Address:
        told = parse_qs(self._url.query)
        address = told.get("from", [unquote(self._url.username or "")])[0]
        if "@" not in address:
            address = _HOUSE
        return Address(told.get("name", ["五小征集系统"])[0], addr_spec=address)

    def send(
        self,
        letter: Letter,
        *,
        alive: Callable[[], object] = lambda: None,
        closing: Callable[[], object] = lambda: None,
    ) -> None:
        """Hands a mail over, or keeps it. `alive` is called for each piece that went out, `closing` before the final dot,
        with which the server may take it. Raises MailError."""
        made = compose(letter, self.sender)
        if self._url.hostname:
            self._hand_over(made.as_bytes(), letter.to, alive, closing)
        else:
            self._keep(made, letter)

    def _keep(self, made: EmailMessage, letter: Letter) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._folder / f"{letter.at:%Y%m%dT%H%M%S}-{letter.key}.eml"
        draft = target.with_suffix(f".{os.getpid()}")
        try:
            draft.write_bytes(made.as_bytes())
            draft.replace(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise MailError("again") from None

    def _hand_over(
        self, raw: bytes, to: str, alive: Callable[[], object], closing: Callable[[], object]
    ) -> None:
        try:
            line = self._open()
        except smtplib.SMTPAuthenticationError as fault:
            code = fault.smtp_code
            if code < 500:
                raise MailError("again", code) from None
            raise MailError("account", code if code in faults.ACCOUNT else faults.SENDER) from None
        except (smtplib.SMTPException, OSError):
            raise MailError("again") from None
        try:
            self._speak(line, raw, to, alive)
            closing()
            _judge(*_end(line))
            with suppress(smtplib.SMTPException, OSError):  # what was taken is taken
                line.quit()
        finally:
            line.close()

    def _open(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port
        safe = ssl.create_default_context()
        line: smtplib.SMTP
        if self._url.scheme == "smtps":
            line = smtplib.SMTP_SSL(host, port or 465, timeout=SECONDS, context=safe)
        else:
            line = smtplib.SMTP(host, port or 587, timeout=SECONDS)
        try:
            line.ehlo_or_helo_if_needed()
            if self._url.scheme == "smtp" and (
                line.has_extn("starttls") or host not in ("127.0.0.1", "localhost")
            ):
                line.starttls(context=safe)
                line.ehlo()
            if self._url.username:
                line.login(unquote(self._url.username), unquote(self._url.password or ""))
        except BaseException:
            line.close()
            raise
        return line

    def _speak(self, line: smtplib.SMTP, raw: bytes, to: str, alive: Callable[[], object]) -> None:
        """One mail on an open line but for its final dot, with which the server takes it: until then a line that breaks
        leaves no doubt, after it nobody knows."""
        most = line.esmtp_features.get("size", "")
        if most.isdigit() and 0 < int(most) < len(raw):
            raise MailError("large", faults.LARGE)
        try:
            _judge(*line.mail(self.sender.addr_spec, [f"size={len(raw)}"]), of="mail")
            _judge(*line.rcpt(to), of="rcpt")
            code, word = line.docmd("DATA")
            if code != 354:
                _judge(code if code >= 400 else 451, word)
            _pour(line, raw, alive)
        except (smtplib.SMTPException, OSError):
            raise _parting(line) from None


def _end(line: smtplib.SMTP) -> tuple[int, bytes]:
    """The final dot, and the server's word on the mail."""
    try:
        _socket(line).settimeout(VERDICT)
        line.send(b".\r\n")
        return line.getreply()
    except (smtplib.SMTPException, OSError):
        raise MailError("unseen") from None


def _pour(line: smtplib.SMTP, raw: bytes, alive: Callable[[], object]) -> None:
    """All but the final dot, in pieces with a time limit each. Raises OSError."""
    ends = time.monotonic() + SLOWEST
    stuffed = re.sub(rb"(?m)^\.", b"..", raw)
    stuffed += b"" if stuffed.endswith(b"\r\n") else b"\r\n"
    wire = _socket(line)
    wire.settimeout(SECONDS)
    for start in range(0, len(stuffed), _PIECE):
        wire.sendall(memoryview(stuffed)[start : start + _PIECE])
        if time.monotonic() > ends:
            raise TimeoutError
        alive()


def _parting(line: smtplib.SMTP) -> MailError:
    """What a server that hung up on the way may have said before: that the mail is too large for it, or why not."""
    try:
        _socket(line).settimeout(2.0)
        code, word = line.getreply()
        _judge(code, word)
    except MailError as fault:
        return fault
    except (smtplib.SMTPException, OSError):
        pass
    return MailError("again")


def _socket(line: smtplib.SMTP) -> socket.socket:
    if line.sock is None:
        raise smtplib.SMTPServerDisconnected("gone")
    return line.sock


def _judge(code: int, word: bytes, *, of: Literal["mail", "rcpt", "whole"] = "whole") -> None:
    """What an answer means. Raises MailError for all but a yes. RFC 5321 4.2, and 552 for its size. The number of the error
    says what a person must do, so three are told apart by where and with what word (RFC 3463) they came: 552 5.2.2 is a
    full mailbox, which may be emptied; 550 to MAIL refuses our sender; 550 is an unknown mailbox only where RCPT or the
    word 5.1 says so, else 554."""
    if 200 <= code < 300:
        return
    if word.startswith(b"5.2.2"):
        raise MailError("again", faults.FULL)
    if code == faults.LARGE or b"5.3.4" in word:
        raise MailError("large", faults.LARGE)
    is_mailbox = code in faults.MAILBOX
    if code in faults.ACCOUNT or (is_mailbox and of == "mail"):
        raise MailError("account", code if code in faults.ACCOUNT else faults.SENDER)
    if is_mailbox and not word.startswith(b"5.1") and (of == "whole" or word.startswith(b"5.7")):
        code = faults.REFUSED
    raise MailError("again" if code < 500 or (of != "whole" and code == 503) else "refused", code)
