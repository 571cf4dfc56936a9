"""The commands of `flask --app wsgi` about sending: the switch, group robots, a word to many."""

import click
from flask import current_app

from core.domain import phrases
from core.domain.refusals import Refused
from core.services import alerts, broadcasting, channels, pausing, robots
from core.services import units as unit_service
from core.services.broadcasting import KINDS
from core.services.house import House

_WAYS = {
    "template": "公众号模板消息",
    "subscription": "小程序订阅消息",
    "custom": "公众号对话",
}
_LOST = {
    "unknown": "没有关注过公众号，也没有用过小程序",
    "silent": "已取消关注，或没有可用的订阅次数，两天内也没有来过对话",
    "shut": "能用的途径现在关着，开了再发",
}


def _house() -> House:
    found: House = current_app.extensions["house"]
    return found


@click.command()
@click.option("--why", default="", help="为什么暂停，写给别的管理员看。")
def pause(why: str) -> None:
    """暂停一切发送；消息照样收好，恢复后再发。"""
    house = _house()
    with house.db.write() as tx:
        pausing.pause(tx, by=None, now=house.clock.now(), why=why)
    click.echo("已暂停发送。恢复请运行 flask --app wsgi resume")


@click.command()
def resume() -> None:
    """恢复发送。"""
    house = _house()
    with house.db.write() as tx:
        was = pausing.resume(tx, by=None, now=house.clock.now())
    click.echo("已恢复发送。" if was else "发送没有暂停。")


@click.command()
@click.option("--reopen", help="立刻再试一条被关的途径，如 template。")
@click.option("--close", "closed", help="把一条要处理的事标为已处理。")
def sending(reopen: str | None, closed: str | None) -> None:
    """看看发送是否顺利：是否暂停、哪些途径关着、哪些事要人处理。"""
    house = _house()
    with house.db.write() as tx:
        if reopen and not channels.reopen(tx, reopen):
            raise click.ClickException("这条途径没有关。")
        if closed and not alerts.close(tx, closed, now=house.clock.now()):
            raise click.ClickException("没有这件事，或已经处理过了。")
        paused, shut, live = pausing.state(tx), channels.shut(tx), alerts.live(tx)
    click.echo(f"已暂停（{paused['why'] or '没有写原因'}）" if paused else "正在发送")
    for key, row in shut.items():
        click.echo(f"途径 {key}\t{row.state}\t{row.errcode}\t到 {row.until:%Y-%m-%d %H:%M} UTC")
    for row in live:
        told = (
            phrases.say(f"alert.{row.code}", **row.about) if phrases.exists(f"alert.{row.code}") else row.code
        )
        click.echo(f"{row.key}\t{row.times} 次\t{told}")


@click.group("robot")
def robot_group() -> None:
    """企业微信群机器人。"""


@robot_group.command("add")
@click.argument("unit")
@click.argument("name")
@click.option(
    "--address", prompt="Webhook 地址", hide_input=True, help="不写就问；地址是密钥，不要留在命令历史里。"
)
def robot_add(unit: str, name: str, address: str) -> None:
    """给单位绑定一个群机器人；地址加密保存，不再显示。"""
    house = _house()
    try:
        with house.db.write() as tx:
            found = unit_service.by_name(tx, unit)
            if found is None:
                raise click.ClickException(f"没有这个单位：{unit}")
            robots.add(house, tx, found, name, address, by=None, now=house.clock.now())
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    click.echo(f"已绑定：{unit} {name}")


@click.group("broadcast")
def broadcast_group() -> None:
    """群发：先建草稿，看过会发给谁、发什么，再发出。"""


@broadcast_group.command("draft")
@click.argument("text")
@click.option("--campaign", default="", help="活动。")
@click.option("--track", default="", help="类别；不写就是全部。")
@click.option("--state", "states", multiple=True, help="发给这些状态的申报人，可以写几次。")
@click.option("--role", default="", help="或者发给某种身份的人，如 officer。")
@click.option("--kind", default=KINDS[0], type=click.Choice(KINDS), help="模板里的通知类型。")
@click.option("--unit", default="五小活动组委会", help="以哪个单位的名义。")
def broadcast_draft(
    text: str, campaign: str, track: str, states: tuple[str, ...], role: str, kind: str, unit: str
) -> None:
    """建一条草稿，给出编号。"""
    house = _house()
    try:
        with house.db.write() as tx:
            made = broadcasting.draft(
                tx, text, kind=kind, unit=unit, campaign=campaign, track=track, states=states, role=role,
                by=None, now=house.clock.now(),
            )  # fmt: skip
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    click.echo(made)


@broadcast_group.command("show")
@click.argument("broadcast")
def broadcast_show(broadcast: str) -> None:
    """看会发给谁、走哪条途径、内容是什么；不发。"""
    house = _house()
    try:
        with house.db.read() as tx:
            shown = broadcasting.show(house, tx, broadcast, now=house.clock.now())
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    click.echo(f"共 {shown.count} 人")
    for way, count in sorted(shown.by_channel.items()):
        click.echo(f"  {_WAYS[way]}\t{count} 人")
    for why, count in shown.lost.items():
        click.echo(f"  现在联系不上\t{count} 人\t{_LOST[why]}")
    click.echo("模板：" + "，".join(f"{label} {value}" for label, value in shown.keywords.items()))
    click.echo(f"文字：{shown.text}")
    for name, way in shown.sample:
        click.echo(f"  {name or '（没有填姓名）'}\t{_WAYS[way]}")
    for name, why in shown.lost_sample:
        click.echo(f"  {name or '（没有填姓名）'}\t联系不上：{_LOST[why]}")
    if shown.held:
        click.echo(f"现在是休息时间，发出后等到 {shown.held:%H:%M} 才送达。")
    click.echo(f"发出请运行 flask --app wsgi broadcast release {broadcast} --count {shown.count}")


@broadcast_group.command("release")
@click.argument("broadcast")
@click.option("--count", type=int, required=True, help="再写一遍人数；和名单不一样就不发。")
def broadcast_release(broadcast: str, count: int) -> None:
    """真正发出。"""
    house = _house()
    try:
        with house.db.write() as tx:
            sent = broadcasting.release(house, tx, broadcast, count=count, by=None, now=house.clock.now())
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    click.echo(f"已交给发送：{sent} 人，分批送出；中途停机，恢复后接着发，不会重复。")


COMMANDS = (pause, resume, sending, robot_group, broadcast_group)
