"""The envelope of callbacks: signatures and safe mode, written from the platform's page and not from the house's library."""

import base64
import binascii
import hashlib
import hmac
import secrets
from xml.etree import ElementTree


class BadEnvelope(Exception):
    """A reply that cannot be opened; the text says why."""


def sign(*parts: str) -> str:
    """sha1 over the sorted parts (page "Access overview"). `sign('AAAAA', '1714037059', '486452656')` is 899cf89e…"""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


class Envelope:
    """Seals what goes to the house and opens what comes back; without an AES key both are plain."""

    def __init__(self, token: str, app_id: str, aes_key: str) -> None:
        self._token = token
        self._app_id = app_id
        self._key = base64.b64decode(aes_key + "=") if aes_key else b""

    @property
    def safe(self) -> bool:
        return bool(self._key)

    def seal(self, xml: str, to: str, timestamp: str, nonce: str) -> tuple[dict[str, str], bytes]:
        """The query parameters and the body of one callback."""
        query = {"signature": sign(self._token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        if not self.safe:
            return query, xml.encode()
        cipher = self._encrypt(xml)
        query |= {"encrypt_type": "aes", "msg_signature": sign(self._token, timestamp, nonce, cipher)}
        body = f"<xml><ToUserName><![CDATA[{to}]]></ToUserName><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>"
        return query, body.encode()

    def open(self, body: bytes) -> bytes:
        """The plain XML of a passive reply. Raises BadEnvelope; in safe mode a plain reply is bad."""
        if not self.safe:
            return body
        try:
            root = ElementTree.fromstring(body)
        except (ElementTree.ParseError, ValueError) as problem:
            raise BadEnvelope("安全模式的回复不是合法的 XML") from problem
        cipher, seal, timestamp, nonce = (
            root.findtext(name) or "" for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce")
        )
        if not cipher:
            raise BadEnvelope("安全模式的回复没有加密（缺少 Encrypt）")
        if not hmac.compare_digest(sign(self._token, timestamp, nonce, cipher).encode(), seal.encode()):
            raise BadEnvelope("回复的 MsgSignature 不对")
        return self._decrypt(cipher)

    def _cipher(self):  # noqa: ANN202 - the type lives in the module imported below
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - weight: 6 MB, only in safe mode

        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def _encrypt(self, xml: str) -> str:
        text = xml.encode()
        plain = secrets.token_bytes(16) + len(text).to_bytes(4, "big") + text + self._app_id.encode()
        padding = 32 - len(plain) % 32  # PKCS#7 on blocks of 32, not of 16
        writer = self._cipher().encryptor()
        return base64.b64encode(
            writer.update(plain + bytes([padding]) * padding) + writer.finalize()
        ).decode()

    def _decrypt(self, cipher: str) -> bytes:
        try:
            reader = self._cipher().decryptor()
            plain = reader.update(base64.b64decode(cipher, validate=True)) + reader.finalize()
        except (binascii.Error, ValueError) as problem:
            raise BadEnvelope("回复的密文无法解密") from problem
        padding = plain[-1] if plain else 0
        if not 1 <= padding <= 32:
            raise BadEnvelope("回复的密文填充不对，可能用错了 EncodingAESKey")
        size = int.from_bytes(plain[16:20], "big")
        if plain[20 + size : -padding] != self._app_id.encode():
            raise BadEnvelope("回复的密文末尾不是本公众号的 AppID")
        return plain[20 : 20 + size]
