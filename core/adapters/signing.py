"""Addresses that carry their own permission: signed with the house's key, and expiring."""

from typing import Any, cast

from itsdangerous import BadSignature, URLSafeTimedSerializer

from core.settings import Settings

FILE_SECONDS = 3600


class Signing:
    """What one key signs; another salt never takes it."""

    def __init__(self, settings: Settings) -> None:
        settings.require_keys()  # an empty key would sign for anybody
        self._key = settings.secret_key

    def serializer(self, salt: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=salt)

    def file_url(
        self,
        place: str,
        *,
        kind: str,
        name: str = "",
        about: str = "",
        session: tuple[str, int] | None = None,
    ) -> str:
        """The path of a stored file for an hour; `about` is the attachment it shows. `session`: (person, epoch) of who asked for
        it, with whose session it ends; None for an address that is made for a platform or a message."""
        told: dict[str, Any] = {"p": place, "k": kind, "n": name, "a": about}
        if session is not None:
            told["s"] = session
        return f"/files/{self.serializer('file').dumps(told)}"

    def read(self, salt: str, signed: str, *, seconds: int) -> list[str] | None:
        """The words of an address that `serializer(salt)` made; None for a forged or expired one."""
        try:
            return cast(list[str], self.serializer(salt).loads(signed, max_age=seconds))
        except BadSignature:
            return None

    def read_file_url(self, signed: str) -> dict[str, Any] | None:
        """What such a path says; None for a forged or expired one. Whether its session lives is for the caller."""
        try:
            return cast(dict[str, Any], self.serializer("file").loads(signed, max_age=FILE_SECONDS))
        except BadSignature:
            return None
