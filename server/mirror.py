"""`make mirror`: writes what the phone judges with (core/domain/mirrored.py), and the table of characters first."""

from pathlib import Path

import click

from core.domain import characters, mirrored

ROOT = Path(__file__).resolve().parents[1]


@click.command()
@click.option("--characters", "with_table", is_flag=True, help="字符表也按这个 Python 的 Unicode 重做。")
def mirror(with_table: bool) -> None:
    """写出小程序用的规则、句子和字符表。"""
    if with_table:
        rows = [("kind", "first", "last"), *characters.rows()]
        characters.TABLE.write_text("".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
        return  # patterns were made from the old table when this process began
    for path, text in mirrored.sources().items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
        click.echo(path)


if __name__ == "__main__":
    mirror()
