"""The commands of `flask --app wsgi`."""

import json
import time
from pathlib import Path
from typing import Any

import click
from apiflask import APIFlask
from flask import current_app

from core.adapters import files, migrating
from core.domain import duties, loading
from core.domain.refusals import Refused
from core.services import campaigns, demo, exports, judging, menu, staff, sweeping, unit_sheets
from core.services.house import House
from core.settings import Unfit
from server import commands_audit, commands_lists, commands_sending, wechat

TICK_SECONDS = 1.0


def register(app: APIFlask) -> None:
    own = (migrate, worker, tick, menu_command, staff_group, rules, check, campaign, units, export)
    for command in (*own, *commands_sending.COMMANDS, commands_audit.audit_group, commands_lists.shelve):
        app.cli.add_command(command)


def _house() -> House:
    found: House = current_app.extensions["house"]
    return found


@click.command()
def migrate() -> None:
    """建表或升级，登记活动文件；沙盒里还建示例单位和人员。"""
    house = _house()
    try:
        house.settings.require_keys()
        migrating.migrate(house.settings, house.db)
    except Unfit as fault:
        raise click.ClickException(str(fault)) from fault
    faulty = campaigns.record(house, now=house.clock.now())
    for name, mistakes in faulty:
        for mistake in mistakes:
            click.echo(f"{name}: {mistake.place}: {mistake.sentence}", err=True)
    if house.settings.sandbox:
        demo.furnish(house, now=house.clock.now())
    click.echo("数据库已就绪。" + (f"有 {len(faulty)} 个活动文件有错，没有登记。" if faulty else ""))


@click.command()
@click.option("--quick", is_flag=True, help="只做几秒钟的任务，转码、打包留给别的进程。")
def worker(quick: bool) -> None:
    """执行后台任务，直到被停止。"""
    house = _house()
    _require(house)
    from jobs import working  # noqa: PLC0415 - layers: a door may not import its neighbour; this process is the worker

    working.work(house.settings.redis_url, is_quick=quick)


@click.command()
@click.option("--once", is_flag=True, help="只做一轮。")
def tick(once: bool) -> None:
    """补发漏掉的任务、到期的事情；可以同时运行几个，只有一个会动手。"""
    house = _house()
    _require(house)
    sweep = sweeping.Sweep(house)
    while True:
        if sweep.holds():
            wechat.work_off(house)
            sweep.turn()
        if once:
            return
        time.sleep(TICK_SECONDS)


def _require(house: House) -> None:
    try:
        house.settings.require_platform()
        migrating.require_mode(house.settings, house.db)
    except Unfit as fault:
        raise click.ClickException(str(fault)) from fault


@click.command("menu")
def menu_command() -> None:
    """把公众号菜单建到微信平台。"""
    _require(_house())
    menu.create(_house())
    click.echo("菜单已建好，关注的人最晚 5 分钟后看到。")


@click.group("staff")
def staff_group() -> None:
    """工作人员。"""


@staff_group.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(["officer", "auditor", "expert", "administrator"]))
@click.option("--unit", help="单位全称；审核员和管理员可以不写，表示全部。")
@click.option("--login", help="登录名；不写就用姓名。")
@click.password_option("--password", prompt="密码（不写就自动生成）", default="", confirmation_prompt=False)
def staff_add(name: str, role: str, unit: str | None, login: str | None, password: str) -> None:
    """添加一位工作人员，给出登录名和密码。"""
    house = _house()
    try:
        made = staff.add(
            house, name, role=role, unit=unit, login=login, password=password, now=house.clock.now()
        )
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    click.echo(f"登录名 {made.login}  密码 {made.password}（只显示这一次）")


@click.command()
@click.option("--campaign", "key", help="活动；不写就是全部。")
def rules(key: str | None) -> None:
    """列出活动的每一条规则：类别、规则、要求、轻重、在通知里的编号、所说的句子。"""
    for made in _declared(key):
        for row in duties.rows(made):
            told = (row[key] for key in ("track", "rule", "value", "level", "notice", "says"))
            click.echo("\t".join((made.key, *map(str, told))))


def _declared(key: str | None) -> list[Any]:
    made = []
    for name, text in files.campaign_texts(_house().settings.campaigns_dir):
        try:
            found = loading.load(text)
        except loading.Faulty as fault:
            raise click.ClickException(f"{name}：{fault}") from fault
        if key in (None, found.key):
            made.append(found)
    if not made:
        raise click.UsageError("没有这个活动")
    return made


@click.command()
@click.argument("track")
@click.argument("field")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.option("--each", is_flag=True, help="每个文件单独判断。")
@click.option("--campaign", "key", help="活动；不写就用最新一年的。")
@click.pass_context
def check(
    context: click.Context,
    track: str,
    field: str,
    paths: tuple[Path, ...],
    as_json: bool,
    each: bool,
    key: str | None,
) -> None:
    """按规则判断文件：合格退出码 0，不合格 1，用法不对 2。"""
    made = max(_declared(key), key=lambda campaign: campaign.year)
    if track not in made.by_key or field not in made.by_key[track].by_key:
        raise click.UsageError(f"{made.key} 里没有 {track} 的 {field}")
    declared = made.by_key[track].by_key[field]
    if not judging.takes_files(declared):
        raise click.UsageError(f"{field} 不是文件")
    if odd := next((path for path in paths if not path.is_file()), None):
        raise click.UsageError(f"{odd} 不是普通文件")  # a pipe or a device may never end
    judged = judging.each(declared, paths) if each else [judging.together(declared, paths)]
    for answer in judged:
        click.echo(json.dumps(answer, ensure_ascii=False) if as_json else judging.told(answer))
    context.exit(0 if all(answer["ok"] for answer in judged) else 1)


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def campaign(context: click.Context, path: Path) -> None:
    """检查活动文件，一次列出所有错误和位置。"""
    try:
        made = loading.load(path.read_text(encoding="utf-8"))
    except loading.Faulty as fault:
        for mistake in fault.mistakes:
            click.echo(f"{mistake.place}: {mistake.sentence}")
        click.echo(f"共 {len(fault.mistakes)} 处错误。")
        context.exit(1)
    fields = sum(len(track.fields) for track in made.tracks)
    click.echo(f"没有错误：{made.title}，{len(made.tracks)} 个类别，{fields} 项。")


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="看过差异后真正导入。")
def units(path: Path, is_applied: bool) -> None:
    """从 .xlsx 导入单位；先列出差异，加 --apply 才改。"""
    house = _house()
    try:
        changes = unit_sheets.take(house, path, apply=is_applied, now=house.clock.now())
    except Refused as refused:
        raise click.ClickException(
            "\n".join([refused.sentence, *unit_sheets.faults_of(refused)])
        ) from refused
    for change in changes:
        click.echo(change.text)
    click.echo(f"共 {len(changes)} 处变化，{'已导入' if is_applied else '还没有导入，确认后加 --apply'}。")


@click.command()
@click.argument("key")
@click.argument("track")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
def export(key: str, track: str, path: Path) -> None:
    """把一类申报导出成 .xlsx，按通知的项目顺序。"""
    try:
        count = exports.write(_house(), key, track, path)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    click.echo(f"已导出 {count} 项到 {path}。")
