"""Encrypts what must not lie open: telephone numbers at rest, with a hash beside them for search."""

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.settings import Unfit


class Vault:
    """AES-256-GCM under DATA_KEY (which is apart from SECRET_KEY). A value reads `v1.KEYID.BASE64`. Without a key it can
    be made, and every use of it is Unfit: nothing is ever encrypted under a key that nobody keeps."""

    def __init__(self, data_key: str) -> None:
        self.key_id = ""
        if not data_key:
            return
        key = base64.urlsafe_b64decode(data_key + "=" * (-len(data_key) % 4))
        if len(key) != 32:
            raise ValueError("DATA_KEY must be 32 bytes in base64url")
        self._cipher = AESGCM(key)
        self._hmac_key = hashlib.sha256(b"search" + key).digest()
        self.key_id = hashlib.sha256(key).hexdigest()[:8]

    def _require_key(self) -> None:
        if not self.key_id:
            raise Unfit("缺少环境变量 DATA_KEY，不能读写加密的内容。请设置后再试。")

    def seal(self, text: str) -> str:
        self._require_key()
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, text.encode(), self.key_id.encode())
        return f"v1.{self.key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str) -> str:
        """The text, or ValueError for another key or a changed value."""
        self._require_key()
        version, key_id, body = sealed.split(".", 2)
        if version != "v1" or key_id != self.key_id:
            raise ValueError("sealed under another key")
        raw = base64.urlsafe_b64decode(body)
        try:
            return self._cipher.decrypt(raw[:12], raw[12:], key_id.encode()).decode()
        except InvalidTag:
            raise ValueError("changed since it was sealed") from None

    def mark(self, text: str) -> str:
        """A keyed hash: equal for equal texts, useless without the key."""
        self._require_key()
        return hmac.new(self._hmac_key, text.encode(), hashlib.sha256).hexdigest()
