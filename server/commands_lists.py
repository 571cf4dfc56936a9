"""The command of `flask --app wsgi` about what lists find entries by."""

import click
from flask import current_app

from core.services import shelving
from core.services.house import House


@click.command("shelve")
@click.option("--all", "is_all", is_flag=True, help="全部重做，不只做有变化的。")
def shelve(is_all: bool) -> None:
    """重做申报的检索内容、检查结果、盖章和重复标记；平时由后台任务自动做。"""
    house: House = current_app.extensions["house"]
    if is_all:
        shelving.forget_all(house)
    click.echo(f"已整理 {shelving.work_off(house)} 项。")
