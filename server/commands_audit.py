"""The commands of `flask --app wsgi audit`: whether the log is whole."""

import click
from flask import current_app

from core.domain import phrases
from core.services import audit_log
from core.services.house import House


@click.group("audit")
def audit_group() -> None:
    """操作日志。"""


@audit_group.command("verify")
@click.option("--anchor", default="", help="以前抄下的校验值，应当还在日志里。")
@click.pass_context
def verify(context: click.Context, anchor: str) -> None:
    """从头到尾核对操作日志：完整退出码 0，被改动过 1。"""
    house: House = current_app.extensions["house"]
    with house.db.read() as tx:
        found = audit_log.verify(tx, anchor=anchor.strip().lower())
    if found.broken is not None:
        click.echo(phrases.say("log.broken", broken=found.broken, count=found.count))
    elif not found.has_anchor:
        click.echo(phrases.say("log.anchor.lost"))
    else:
        click.echo(phrases.say("log.whole", count=found.count, head=found.head))
    context.exit(0 if found.broken is None and found.has_anchor else 1)
