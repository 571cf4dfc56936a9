"""Yardstick of callbacks: a bare Flask + wechatpy echo with one transaction that inserts one row and updates one."""

import sqlite3
import threading
from pathlib import Path

from flask import Flask, Response, request
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto

from core import settings as environment

_local = threading.local()


def _connection(path: Path) -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        made = sqlite3.connect(path, timeout=10, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            made.execute(f"PRAGMA {pragma}")
        _local.connection = made
    found: sqlite3.Connection = _local.connection
    return found


def create_app() -> Flask:
    settings = environment.load()
    path = settings.data_dir / "echo.db"
    crypto = WeChatCrypto(settings.oa_token, settings.oa_aes_key, settings.oa_app_id)
    first = _connection(path)
    first.execute("CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, key TEXT, text TEXT)")
    first.execute("CREATE TABLE IF NOT EXISTS answers (who TEXT PRIMARY KEY, text TEXT)")
    first.close()
    del _local.connection
    app = Flask(__name__)

    @app.post("/wechat/oa")
    def answer() -> Response:
        told = request.args
        xml = crypto.decrypt_message(request.data, told["msg_signature"], told["timestamp"], told["nonce"])
        message = parse_message(xml)
        connection = _connection(path)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO said (key, text) VALUES (?, ?)", (str(message.id), message.content))
        row = (message.source, message.content)
        connection.execute(
            "INSERT INTO answers VALUES (?, ?) ON CONFLICT (who) DO UPDATE SET text = excluded.text", row
        )
        connection.execute("COMMIT")
        reply = create_reply(message.content, message=message).render()
        sealed = crypto.encrypt_message(reply, told["nonce"], told["timestamp"])
        return Response(sealed, content_type="application/xml")

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    return app


app = create_app()
