"""Signs a PDF as PAdES B-B (ETSI EN 319 142-1): who opens it sees who issued it, and that not one byte was changed."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from core.adapters.clock import real
from core.settings import Settings, Unfit

_KEPT = "signing.pem"  # of a sandbox, beside its data
_BITS = 3072
_YEARS = 10
_FIELD = "Issuer"


def sign(pdf: bytes, settings: Settings, *, reason: str) -> bytes | None:
    """The PDF with a signature that allows no change after it; None where no key was given. Raises Unfit for a key
    that cannot be used."""
    signer = _signer(settings)
    if signer is None:
        return None
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - weight
    from pyhanko.sign import fields, signers  # noqa: PLC0415 - weight

    meta = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    with ThreadPoolExecutor(1) as aside:  # it runs a loop of its own, which no thread with another one allows
        made = aside.submit(signers.sign_pdf, writer, meta, signer=signer).result()
    return bytes(made.getbuffer())


def _signer(settings: Settings) -> Any:
    from pyhanko.sign import signers  # noqa: PLC0415 - weight

    password = settings.sign_password.encode() or None
    loader: Any = signers.SimpleSigner
    if settings.sign_p12:
        found = loader.load_pkcs12(settings.sign_p12, passphrase=password)
    elif settings.sign_key and settings.sign_cert:
        found = loader.load(settings.sign_key, settings.sign_cert, key_passphrase=password)
    elif settings.sandbox:
        kept = own(settings.data_dir)
        found = loader.load(str(kept), str(kept))
    else:
        return None
    if not found:
        raise Unfit(
            "签名的密钥或证书读不出来：请核对 SIGN_P12 或 SIGN_KEY、SIGN_CERT 的路径，以及 SIGN_PASSWORD。"
        )
    _require_pair(found)
    return found


def _require_pair(signer: Any) -> None:
    """What another key or a certificate that has run out signs no reader believes, and it would be kept. Raises Unfit."""
    key = serialization.load_der_private_key(signer.signing_key.dump(), None)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.DER, form)
    if public != signer.signing_cert.public_key.dump():
        raise Unfit("签名的密钥和证书不是一对：请核对 SIGN_KEY 和 SIGN_CERT。")
    if signer.signing_cert.not_valid_after < real():
        raise Unfit("签名的证书已经过期：请换上新的 SIGN_P12，或 SIGN_KEY 和 SIGN_CERT。")


def own(data_dir: Path) -> Path:
    """Key and certificate of a sandbox in one file, made once."""
    kept = data_dir / _KEPT
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(_made())
        try:
            os.link(draft, kept)  # two processes starting at once: the first one's key stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept


def _made() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "五小沙盒（仅供试用）")])
    began = real() - timedelta(days=1)  # a certificate lives in real time
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=366 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return secret + cert.public_bytes(serialization.Encoding.PEM)
