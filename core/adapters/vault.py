"""Encrypts what must not lie open: telephone numbers at rest, with a hash beside them for search."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Vault:
    """AES-256-GCM under DATA_KEY (which is apart from SECRET_KEY). A value reads `v1.KEYID.BASE64`."""

    def __init__(self, data_key: str) -> None:
        key = base64.urlsafe_b64decode(data_key + "=" * (-len(data_key) % 4))
        if len(key) != 32:
            raise ValueError("DATA_KEY must be 32 bytes in base64url")
        self._cipher = AESGCM(key)
        self._hmac_key = hashlib.sha256(b"search" + key).digest()
        self.key_id = hashlib.sha256(key).hexdigest()[:8]

    def seal(self, text: str) -> str:
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, text.encode(), self.key_id.encode())
        return f"v1.{self.key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str) -> str:
        """The text, or ValueError for another key or a changed value."""
        version, key_id, body = sealed.split(".", 2)
        if version != "v1" or key_id != self.key_id:
            raise ValueError("sealed under another key")
        raw = base64.urlsafe_b64decode(body)
        return self._cipher.decrypt(raw[:12], raw[12:], key_id.encode()).decode()

    def mark(self, text: str) -> str:
        """A keyed hash: equal for equal texts, useless without the key."""
        return hmac.new(self._hmac_key, text.encode(), hashlib.sha256).hexdigest()
