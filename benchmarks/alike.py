"""Near names among 100,000 through the index, against a scan of all of them in memory by rapidfuzz."""

import random
import sqlite3
import statistics
import time
from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz, process

from benchmarks import serving
from core import settings as environment
from core.adapters import ids, titles
from core.adapters.db import Database
from core.domain import grams
from core.domain.names import normalised

COUNT, QUERIES, MOST = 100_000, 60, 200
# Names as workers give them: what it is for, how, what it does, what it is, and the words that end nearly every name.
_PARTS = (
    "护士站 高压线路 液压站 数控车床 变电站 矿井 隧道 煤气管网 锅炉 印刷机 纺纱机 高铁 电梯 仓储 冷链 水泵 光伏 风机 电缆 焊接 喷涂 轴承 齿轮 钢轨 "
    "桥梁 塔吊 盾构 输液架 病床 手术室 食堂 公交 地铁 船舶 港口 集装箱 玻璃 水泥 造纸 化肥 农机 灌溉 鱼塘 养殖 烟草 酿酒 茶叶 环卫 垃圾 污水 消防 安检 快递 "
    "邮政 档案 图书 通信 基站 光缆 机房 测绘 勘探 钻井 炼油 阀门 法兰 密封 润滑 除尘 脱硫 余热 冷却塔 变压器 断路器 绝缘子 避雷器 线束 传感器 机械臂",
    "自动 智能 便携式 新型 快速 移动 在线 远程 组合式 可调 折叠 双向 多功能 一体化 无线 节能 环保 防滑 防爆 防水 恒温 高精度 低成本 模块化 轻量化",
    "锁止 检测 监测 报警 清洗 更换 拆装 定位 校正 搬运 升降 旋转 冷却 加热 干燥 过滤 回收 切割 打磨 夹紧 支撑 固定 防护 预警 调度 记录 识别 控制 诊断 维护",
    "装置 系统 工具 方法 工装 平台 设备 机构 支架 夹具 小车 仪器 算法 流程 模块",
    "的研制与应用 的研发与应用 的设计与应用 的创新与实践 的改造 的优化 的研究与应用 研制 应用 的技术革新 的推广应用 改进",
)  # fmt: skip


def figures() -> Iterator[dict[str, Any]]:
    with serving.data_dir() as folder:
        serving.migrate(folder)
        settings = environment.load(sandbox=True, data_dir=folder)
        chance = random.Random(20240628)
        made = [_title(chance) for _ in range(COUNT)]
        _fill(settings.data_dir / "wuxiao.db", made)
        database = Database(settings.database_url)
        ours, scans, found = [], [], 0
        for wanted in [_asked(chance, made) for _ in range(QUERIES)]:
            mine, took = _timed(lambda: _by_index(database, wanted))  # noqa: B023 - called at once
            theirs, scanned = _timed(lambda: _by_scan(made, wanted))  # noqa: B023 - called at once
            assert mine == theirs, wanted
            found += len(mine)
            ours.append(took)
            scans.append(scanned)
        database.close()
    yield {
        "figure": "near names among 100,000 against a rapidfuzz scan in memory",
        "ratio": round(statistics.median(ours) / statistics.median(scans), 2),
        "bound": 4,
        "worst_ratio": round(max(mine / scan for mine, scan in zip(ours, scans, strict=True)), 2),
        "ms": round(statistics.median(ours) * 1000, 1),
        "yardstick_ms": round(statistics.median(scans) * 1000, 1),
        "found_a_query": round(found / QUERIES, 1),
    }


def _title(chance: random.Random) -> str:
    object_, how, does, is_, end = (chance.choice(part.split()) for part in _PARTS)
    more = chance.choice(["", "", chance.choice(_PARTS[0].split())])
    return normalised(object_ + more + how + does + is_ + end)


def _asked(chance: random.Random, made: list[str]) -> str:
    """A name of the shelf, or one with a few characters lost or put in, as it is handed in again."""
    name = list(chance.choice(made))
    for _ in range(chance.choice([0, 1, 3])):
        place = chance.randrange(len(name))
        if chance.random() < 0.5:
            name.insert(place, chance.choice("新型的与一种"))
        elif len(name) > 5:
            del name[place]
    return "".join(name)


def _fill(path: Any, made: list[str]) -> None:
    """Rows as titles.keep writes them, many at once."""
    rows = [(number, ids.new(), "innovation", name) for number, name in enumerate(made, 1)]
    with sqlite3.connect(path) as connection:  # foreign keys are not asked for here: names alone matter
        connection.executemany("INSERT INTO titles(id, entry, track, name) VALUES (?, ?, ?, ?)", rows)
        words = ((number, " ".join(grams.words(name))) for number, _, _, name in rows)
        connection.executemany("INSERT INTO title_grams(rowid, grams) VALUES (?, ?)", words)
    connection.close()


def _by_index(database: Database, wanted: str) -> list[float]:
    with database.read() as tx:
        return [near.score for near in titles.near(tx, wanted, track="innovation", limit=MOST)]


def _by_scan(made: list[str], wanted: str) -> list[float]:
    found = process.extract(wanted, made, scorer=fuzz.ratio, score_cutoff=grams.NEAR * 100, limit=MOST)
    return [score / 100 for _, score, _ in found]


def _timed(work: Any) -> tuple[list[float], float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began
