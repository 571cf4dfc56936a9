"""Campaign files: what is right loads, what is wrong is reported whole, with its place."""

import pytest

from core.domain import duties, loading
from tests.core.domain.made import FIRST, SECOND, campaign

TEXT = FIRST.read_text("utf-8")


def mistakes(text: str) -> list[tuple[str, str]]:
    with pytest.raises(loading.Faulty) as faulty:
        loading.load(text)
    return [(mistake.place, mistake.sentence) for mistake in faulty.value.mistakes]


def changed(before: str, after: str) -> str:
    assert TEXT.count(before) >= 1
    return TEXT.replace(before, after, 1)


TITLE = "tracks[innovation].fields[title]"
PHOTOS = "tracks[innovation].fields[photos]"
FIXES = "没有这种修正；可用：density、jpeg、mp3、mp4、trim"


@pytest.mark.parametrize(
    ("before", "after", "place", "sentence"),
    [
        # drafts
        ('field = "industry" },', 'field = "nothing" },', "tracks[innovation].fields[summary].draft", "不能取自 nothing：没有声明，或就是它自己"),
        ('field = "industry" },', 'field = "summary" },', "tracks[innovation].fields[summary].draft", "不能取自 summary：没有声明，或就是它自己"),
        ('item = "A2.4"\n', 'item = "A2.4"\ndraft = [{ label = "一", field = "goal" }]\n', "tracks[innovation].fields[phone].draft", "只有 paragraph 可以由别的项目拼出初稿"),
        # the head
        ('key = "2024-anhui"', 'key = "2024 安徽"', "key", "应当是小写字母、数字和连字符，例如 2024-anhui"),
        ("year = 2024", 'year = "2024"', "year", "应当是整数，写的是 '2024'"),
        ("year = 2024", "", "year", "缺少这个键"),
        ("confirm_days = 3", "confirm_days = true", "confirm_days", "应当是整数，写的是 True"),
        ("confirm_days = 3", "confirm_days = 3\nconfirm_hours = 5", "confirm_hours", "不认识的键；可用：key title year issuer operator account licensee mailbox mail_limit number_prefix timezone confirm_days correction_days tracks windows quotas wording keeping consent quiet contact phrases"),
        ('operator = "national"', 'operator = "local"', "operator", "应当是 national（本平台办理）或 collecting（汇总后移交）"),
        ('timezone = "Asia/Shanghai"', 'timezone = "Beijing"', "timezone", "没有时区 'Beijing'，中国请写 Asia/Shanghai"),
        # wording and keeping
        ("{closes}截止。", "{title}截止。", "wording.welcome", "不能用 {title}，这里没有这个内容可填"),
        ("都办好了，谢谢您！", "{closes}谢谢您！", "wording.done", "不能用 {closes}，这里没有这个内容可填"),
        ("draft_days = 365", "draft_days = 0", "keeping.draft_days", "应当是不小于 1 的天数"),
        ("draft_days = 365", "", "keeping.draft_days", "缺少这个键"),
        # windows and quotas
        ('act = "submit"', 'act = "send"', "windows[0].act", "应当是 submit、mail 或 confirm"),
        ("closes = 2024-06-29T00:00:00+08:00", "closes = 2024-05-01T00:00:00+08:00", "windows[0].closes", "结束要晚于开始"),
        ("closes = 2024-06-29T00:00:00+08:00", "closes = 2024-06-29T00:00:00", "windows[0].opens", "时间要带时区，例如 2024-06-29T00:00:00+08:00"),
        ('act = "mail"', 'act = "submit"', "windows[roadshow.submit]", "这个键出现了不止一次"),
        ('[[quotas]]\ntrack = "innovation"', '[[quotas]]\ntrack = "idea"', "quotas[idea].track", "没有这个征集类别"),
        ('per = "direct_unit"', 'per = "province"', "quotas[0].per", "应当是 direct_unit 或 unit"),
        ("min = 1", "min = -1", "quotas[0].min", "应当是不小于 0 的整数"),
        ("min = 1", "min = 2\nmax = 1", "quotas[0].max", "不能小于 min"),
        # tracks, steps
        ('moves = "innovation"', 'moves = "contest"', "tracks[innovation].moves", "应当是 innovation、roadshow 之一"),
        ('starts_by = "worker"', 'starts_by = "anyone"', "tracks[innovation].starts_by", "应当是 worker（职工申报）或 unit（单位推荐）"),
        ('name = "title"', 'name = "name"', "tracks[innovation].name", "应当是某一项的键，作为成果名称"),
        ('"benefit", "summary"]', '"benefit"]', "tracks[innovation].fields[summary]", "没有放进任何步骤，永远不会被问到"),
        ('"benefit", "summary"]', '"benefit", "summary", "extra"]', "tracks[innovation].steps", "步骤里的 extra 没有声明"),
        ('"benefit", "summary"]', '"benefit", "summary", "goal"]', "tracks[innovation].steps.fields[goal]", "这个键出现了不止一次"),
        ('key = "texts"', 'key = "files"', "tracks[innovation].steps[files]", "这个键出现了不止一次"),
        # papers
        ('quotes = ["completers", "title", "unit"]', 'quotes = ["completers", "title"]', "tracks[innovation].papers[commitment].quotes", "印在上面的 unit 没有列入 quotes，盖章就管不到它"),
        ('field = "title" }', 'field = 5 }', "tracks[innovation].papers[authorisation].lines[2].field", "应当是文字，写的是 5"),
        # fields
        ('kind = "photo"', 'kind = "picture"', f"{PHOTOS}.kind", "应当是 photo、video 或 audio"),
        ('kind = "union"', 'kind = "city"', "tracks[innovation].fields[superior_union].kind", "应当是 union（上级工会），或不写"),
        ('label = "小创造"', 'label = "小发明"', "tracks[innovation].fields[category].choices[小发明]", "这个键出现了不止一次"),
        # rules
        ("value = 15,", 'value = "15",', f"{TITLE}.rules[2].value", "min 不能用 '15'"),
        ("value = [1800, 1200]", "value = [1800]", f"{PHOTOS}.rules[7].value", "fits 不能用 [1800]"),
        ('fix = "density"', 'fix = "magic"', f"{PHOTOS}.rules[8].fix", FIXES),
        ('level = "must", notice = "A2.15", fix = "density"', 'level = "hard", notice = "A2.15", fix = "density"', f"{PHOTOS}.rules[8].level", "应当是 must 或 advise"),
        ('says = "rule.zi.max.about"', 'says = "rule.zi.max.soft"', f"{TITLE}.rules[3].says", "没有句子 rule.zi.max.soft；要以 rule.zi.max. 开头"),
        ('says = "rule.zi.max.about"', 'says = "rule.zi.min"', f"{TITLE}.rules[3].says", "没有句子 rule.zi.min；要以 rule.zi.max. 开头"),
        ('fact = "zi", op = "min", value = 15', 'fact = "zi", op = "is", value = 15', f"{TITLE}.rules[2]", "没有句子 rule.zi.is：zi 不能这样衡量"),
        ('fact = "zi", op = "min", value = 15', 'fact = "zi", op = "least", value = 15', f"{TITLE}.rules[2].op", "没有这个算子；可用：filled、min、max、is、one_of、fits、covers"),
        ('fact = "zi", op = "min", value = 15', 'fact = "words", op = "min", value = 15', f"{TITLE}.rules[2].fact", "text 没有事实 words；可用：plain、text、value、zi"),
    ],
)  # fmt: skip
def test_one_mistake(before, after, place, sentence):
    assert mistakes(changed(before, after)) == [(place, sentence)]


def test_mistakes_that_follow_from_one_another():
    assert mistakes(changed('key = "photos"', 'key = "Photos"')) == [
        ("tracks[innovation].fields[Photos].key", "应当是小写字母、数字和下划线"),
        ("tracks[innovation].form.rows", "photos 没有声明"),
        ("tracks[innovation].steps", "步骤里的 photos 没有声明"),
        ("tracks[innovation].fields[Photos]", "没有放进任何步骤，永远不会被问到"),
        ("phrases[10].fields", "这个类别没有项目 photos"),
    ]
    assert mistakes(changed('type = "industry"', 'type = "trade"')) == [
        (
            "tracks[innovation].fields[industry].type",
            "没有这种类型；可用：text、paragraph、phone、choice、yes_no、people、unit、industry、files、bank、paper",
        )
    ]
    assert mistakes(changed("本人 {completers} 现申报", "本人 {applicant} 现申报")) == [
        ("tracks[innovation].papers[commitment]", "引用了没有声明的项 applicant"),
        (
            "tracks[innovation].papers[commitment].quotes",
            "印在上面的 applicant 没有列入 quotes，盖章就管不到它",
        ),
    ]


def test_many_mistakes_are_reported_at_once_each_with_its_place():
    text = TEXT
    for before, after in [
        ("year = 2024", ""),
        ("min = 1", "min = -1"),
        ('starts_by = "worker"', 'starts_by = "anyone"'),
        ("value = 15,", 'value = "15",'),
        ('fix = "density"', 'fix = "magic"'),
        ("{closes}截止。", "{title}截止。"),
    ]:
        text = text.replace(before, after, 1)
    assert sorted(place for place, _ in mistakes(text)) == [
        "quotas[0].min",
        "tracks[innovation].fields[photos].rules[8].fix",
        "tracks[innovation].fields[title].rules[2].value",
        "tracks[innovation].starts_by",
        "wording.welcome",
        "year",
    ]


def test_a_file_that_is_no_toml():
    ((place, sentence),) = mistakes("key = ")
    assert (place, sentence[:11]) == ("TOML", "不是合法的 TOML：")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tracks = 5\nwindows = 'a'\nquotas = [1]\nwording = []\nkeeping = 7",
        "[[tracks]]\nfields = [1, 'a', {}]\nsteps = [{}, 5]\npapers = [{lines = [3], quotes = [4]}, {}]",
        "[[tracks]]\n[[tracks.fields]]\nkey = 5\ntype = []\nchoices = {}\nrules = [{fact = [], op = {}, fix = [], says = 3}]",
        "[[windows]]\nopens = 5\ncloses = 2024-01-01",
        "[[quotas]]\nmin = true\nmax = 'x'",
    ],
)
def test_whatever_is_written_the_answer_is_a_list_of_mistakes(text):
    found = mistakes(text)
    assert found
    assert all(place and sentence for place, sentence in found)


def test_nothing_at_all_lists_every_key_that_is_missing():
    assert {place for place, sentence in mistakes("") if sentence == "缺少这个键"} >= {
        "key", "title", "year", "issuer", "operator", "account", "licensee", "number_prefix", "timezone",
        "confirm_days", "correction_days", "wording.welcome", "keeping.entry_days",
    }  # fmt: skip


def test_the_second_campaign():
    made = campaign(SECOND)
    track = made.by_key["idea"]
    assert (made.number_prefix, made.operator, made.correction_days) == ("QS25", "collecting", 5)
    assert [(w.act, w.opens.isoformat(), w.closes.isoformat()) for w in made.windows] == [
        ("submit", "2024-08-01T00:00:00+08:00", "2024-10-01T00:00:00+08:00")
    ]
    assert [(q.per, q.min, q.max) for q in made.quotas] == [("unit", None, 2)]
    assert (track.starts_by, len(track.papers), len(track.by_key["category"].choices)) == ("unit", 1, 4)
    assert {field.type for field in track.fields}.isdisjoint({"bank"})
    assert track.by_key["title"].wanted("zi", "max") == 30


def test_rules_as_rows():
    rows = duties.rows(campaign(SECOND))
    assert rows[:2] == [
        {
            "track": "idea",
            "rule": "unit.value.filled",
            "value": True,
            "level": "must",
            "notice": "S3.1",
            "says": "rule.value.filled",
        },
        {
            "track": "idea",
            "rule": "completers.count.min",
            "value": 1,
            "level": "must",
            "notice": "S3.2",
            "says": "rule.count.min",
        },
    ]
    assert {
        "track": "roadshow", "rule": "bank.answer.single", "value": True, "level": "must", "notice": "A4.3",
        "says": "bank.answer.single",
    } in duties.rows(campaign())  # fmt: skip
