"""Every pattern that judges a text, once for Python and for the phone (`make mirror` writes them out for it).

Both regex engines must read them alike, so they keep to what both have and old phones take: no lookbehind, no
named group, no `\\d \\s \\w . ^ $` but `^` and `$` for the ends of the whole text, no inline flags. What
strangers type must not make them slow: no two runs without an end stand side by side, and none before an `$`.
"""

import re
from collections.abc import Mapping
from functools import cache

from core.domain.characters import among

_HAN = "零〇一二两三四五六七八九十百千万亿"
_TO_20 = "一二三四五六七八九十"
_SPACE = "[ \\t]{0,8}"

# ── 字 ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
_TONES = "\U0001f3fb-\U0001f3ff"
_AFTER = f"[{_TONES}\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]*"
_PICTURE = f"[{among('pictures')}]{_AFTER}"
_ZI = {
    "sequence": f"{_PICTURE}(?:\u200d{_PICTURE})+",
    "flag": "[\U0001f1e6-\U0001f1ff]{2}",
    "tagged": "\U0001f3f4[\U000e0020-\U000e007f]+",
    "skipped": f"[{among('skipped')}]+",
    "spaces": f"[{among('spaces')}]+",
}

# ── plain text: what of it is none ───────────────────────────────────────────────────────────────────────────────────
_ELEMENTS = (
    "html|head|body|title|meta|link|style|script|div|span|br|hr|em|strong|font|center|big|small|table|thead|tbody|tfoot|"
    "tr|td|th|caption|colgroup|col|ul|ol|li|dl|dt|dd|h[1-6]|img|video|audio|source|iframe|form|input|button|select|option|"
    "textarea|label|section|article|header|footer|nav|main|aside|figure|figcaption|pre|code|blockquote|sub|sup|del|ins|"
    "mark|strike|tt|svg|path|canvas|object|embed|noscript|template|[owvm]:[a-zA-Z]+"
)
_LETTER = "[a-zA-Z][a-zA-Z0-9:_\\-]*"
_ATTRIBUTE = f"[ \\t\\n]+{_LETTER}[ \\t\\n]*=[^<>]*"
_PLAIN = {
    # A tag as HTML writes it, and no comparison: `a<b`, `5<x>3`, `a<b>c` are plain, `<b>粗</b>` is not.
    "html": (
        "<!--|<![dD][oO][cC][tT][yY][pP][eE]"
        f"|<{_LETTER}{_ATTRIBUTE}>|<{_LETTER}{_SPACE}/>|</{_LETTER}{_SPACE}>"
        f"|<(?:{_ELEMENTS}|{_ELEMENTS.upper().replace('A-ZA-Z', 'a-zA-Z')})>"
        "|(?:^|[^0-9a-zA-Z])<[abipqsuABIPQSU]>|<[abipqsuABIPQSU]>(?:[^0-9a-zA-Z]|$)"
        "|&(?:nbsp|lt|gt|amp|quot|apos|ldquo|rdquo|hellip|mdash|ndash|middot|times|divide|deg|plusmn|#[0-9]{2,6}|#x[0-9a-fA-F]{2,5});"
    ),
    "table": (
        f"(?:^|\\n){_SPACE}\\|[^|\\n]*\\|[^\\n]*\\|{_SPACE}(?:\\n|$)"
        f"|(?:^|\\n){_SPACE}\\|?{_SPACE}:?-{{2,}}:?{_SPACE}\\|[\\-:| \\t]*(?:\\n|$)"
        "|(?:^|\\n)[^\\t\\n]*\\t[^\\t\\n]*\\t[^\\n]*\\n[^\\t\\n]*\\t[^\\t\\n]*\\t"
        "|[┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬]"
    ),
    "markdown": (
        "(?:^|[^0-9a-zA-Z*])\\*\\*[^ *\\n](?:[^*\\n]*[^ *\\n])?\\*\\*"
        "|\\[[^\\[\\]\\n]+\\]\\((?:[hH][tT][tT][pP][sS]?://|mailto:|[/#])[^()\\n]*\\)|!\\[[^\\[\\]\\n]*\\]\\([^()\\n]+\\)"
        "|(?:^|\\n)(?:#{2,6} |# [^0-9\\n])|(?:^|\\n)(?:```|~~~)"
    ),
    "bbcode": (
        "\\[/(?:b|i|u|s|url|img|color|size|font|quote|code|list|table|tr|td|center|align|B|I|U|S|URL|IMG|COLOR|SIZE|FONT)\\]"
        "|\\[(?:url|img|color|size|font|quote|code|align|URL|IMG|COLOR|SIZE|FONT)=[^\\[\\]\\n]+\\]"
    ),
    "hidden": f"[{among('hidden')}]",
    "unshown": f"[{among('unshown')}]",
}

# ── points ───────────────────────────────────────────────────────────────────────────────────────────────────────────
# After NFKC, with ringed numbers written as (1) in a line of their own. A number and a full stop before a digit is a decimal and no point.
_START = "(?:^|[\\n;。:!?, ])"
_NUMBER = (
    f"\\({_SPACE}[0-9{_TO_20}]{{1,3}}{_SPACE}\\)|[0-9]{{1,2}}{_SPACE}(?:[.),:](?![0-9])|、(?![0-9]))"
    f"|[{_TO_20}]{{1,3}}{_SPACE}[.),:、]"
)
_SAID = (
    f"第[{_TO_20}]{{1,2}}(?:[,、:是点条项]|步|方面)|首先|其次|再次|再者|最后|其[{_TO_20}][,、:是]|[一二三四五六七八九]是"
    "|(?:另)?一方面|一来|二来|三来"
)
_BULLET = f"(?:^|\\n){_SPACE}(?:[•·・‧∙●○◆◇■□▪▫▸►▶➢➤✓✔√※★☆]|[*+\\-–—](?:[ \\t]|(?![0-9*+\\-–—\\n])))"
_POINTS = {
    "ringed": "[①-⒛➀-➓❶-❿⓫-⓴㈠-㈩㊀-㊉]",  # ① ⑴ ⒈ ㈠ ❶ ㊀
    "point": f"{_START}{_SPACE}(?:{_NUMBER}|{_SAID})|{_BULLET}",
    # Word's own bullets, pasted: characters of its Symbol font that others draw as a box
    "pasted_bullet": "(^|\\n)([ \\t]*)[\uf020-\uf0ff](?=[ \\t\u3000])",
}

# ── technical figures ────────────────────────────────────────────────────────────────────────────────────────────────
_YEAR = "(?:19|20)[0-9]{2}"
_DAY = f"(?:{_SPACE}[0-9]{{1,2}}{_SPACE}[日号])?"
_NO_BECOMING = (
    "(?![不立功为果本员品熟长型就绩都份套人形像色材交效败一])"  # 成 that makes another word: 一成不变, 两成套
)
_MEASURES = (
    "个(?:百分点|小时|月|工时|工日|工作日|星期)|小时|分钟|秒|天|周|年|次|台|吨|公斤|千克|克|斤|毫米|厘米|微米|平方米|立方米|公里|"
    "米|毫升|升|元|人|名|件|套|度|千瓦|伏|安|瓦|兆|工时|工日|班次|辆|根|折|倍|%"
)
_MEASURED = (
    "(?!二次|二度|百度|[百千万]年|千克|千米|千瓦|三次元|[二三四]元(?:[^/每,。;]|$)|三人行|万人|千人)"
    f"[二两三四五六七八九十百千万亿][{_HAN}点]{{0,12}}[多余几来]?(?:{_MEASURES})"
)
_PARTS = (
    f"[{_HAN}点]{{1,12}}分之[{_HAN}点]|[一二两三四五六七八九十百]成{_NO_BECOMING}|一倍|一半(?!导体|自动|成品|径)"
    "|[过减折对]半(?!导体|自动|成品|径)|翻[了]?[一两二三四]?[番倍]|百分百"
)
_ONE = "一(?:小时|分钟|秒|吨|公斤|千克|公里|毫米|厘米|微米|米|个(?:百分点|小时|月|工作日))"
_ZERO = "零(?:故障|事故|缺陷|误差|泄漏|泄露|排放|差错|失误|投诉|返工|伤亡|污染|延误|损耗|违章)|[为到至降]零(?![件部售散星碎钱点])"
_BARE = "[一二两三四五六七八九][十百千万亿]|十[一二三四五六七八九]"
_HAN_UNITS = (
    "成倍折元角分万亿千百次个台天日周年月小时秒吨米公厘毫微纳斤克升立平亩人名位件度套项例道种条根辆架艘列片块张页户家层级档班组批处步工"
    "瓦兆赫伏安欧帕牛焦卡转字份本门场课册株头只箱桶袋瓶盒节孔齿段栋座间床路比"
)
_FIGURES = {
    # what looks like a figure and is none: numbers of points, dates, ordinals, eras, plans, congresses, 3D and 5G
    "no_figure": "|".join(
        (
            f"{_START}{_SPACE}(?:{_NUMBER})",
            f"{_YEAR}{_SPACE}年?[\\-—–~至到]{_YEAR}{_SPACE}年",
            f"{_YEAR}{_SPACE}年(?:{_SPACE}[0-9]{{1,2}}{_SPACE}月{_DAY})?",
            f"{_YEAR}[\\-/.][0-9]{{1,2}}[\\-/.][0-9]{{1,2}}(?![0-9])",
            f"[0-9]{{1,2}}{_SPACE}月{_DAY}",
            "[一二][零〇九][零〇一二三四五六七八九]{2}年",
            f"[{_TO_20}]{{1,2}}月(?:[{_TO_20}]{{1,3}}[日号])?",
            f"[0-9{_TO_20}]{{1,3}}(?:世纪|年代)",
            f"第{_SPACE}[0-9{_HAN}]+",
            "十[一二三四五]五",
            "[二三]?十[一二三四五六七八九]?(?:大(?![于约幅])|届)",
            "(?:[23]D|[2-6]G)(?![a-zA-Z0-9])",
        )
    ),
    "figure": f"[0-9]|{_PARTS}|{_MEASURED}|{_ONE}|{_ZERO}|{_BARE}",
    "figure_unit": (
        f"[0-9][多余几]?{_SPACE}(?:[%‰°′″Å]|[a-zA-ZμΩ]|[{_HAN_UNITS}多余])|[¥$€£]{_SPACE}[0-9]|[0-9]{_SPACE}:{_SPACE}[0-9]"
        f"|{_PARTS}|{_MEASURED}|{_ONE}"
    ),
}

# ── telephones ───────────────────────────────────────────────────────────────────────────────────────────────────────
_PHONES = {
    "phone_name": "^(?:联系)?(?:电话|手机|座机|固话)(?:号码?)?[: ]{0,4}(?=[0-9+(])",
    "phone_extension": "(?:转|ext[.]?|EXT[.]?|Ext[.]?|分机号?)[:]?",
    "phone_dash": "[‐-―−﹘ー~·.]",
    "phone_gap": "[ \\t\\n()\\-]",
    "phone_mobile": "^(?:(?:[+]|00)?86)?1[3-9][0-9]{9}$",
    "phone_landline": (
        "^(?:0|(?:[+]|00)86)(?:10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7}(?:-[0-9]{1,6})?$"  # 010-…, 0551-…, +86 551-…
    ),
    "phone_service": "^[48]00[0-9]{7}(?:-[0-9]{1,6})?$",
    "phone_digits": "^[0-9]{1,6}$",
}

# ── people typed as text ─────────────────────────────────────────────────────────────────────────────────────────────
_GAP = f"[{among('spaces')}]"
_HAN_LETTER = "[\u3400-\u9fff]"
_PEOPLE = {
    "people_between": "[、，,；;\n](?![^（(]{0,200}[）)])",  # not inside brackets
    "person_name": f"^(?:{_HAN_LETTER}{{2,3}}|{_HAN_LETTER}{{1,20}}·[\u3400-\u9fff·]{{1,30}})$",
    "person_with_unit": f"^([^\n]{{1,60}}?){_GAP}{{0,8}}[（(]([^\n]{{1,200}})[）)]$",
    "person_then_unit": f"^([\u3400-\u9fff·]{{2,30}}){_GAP}{{1,8}}([^{among('spaces')}]{{4}}[^\n]{{0,200}})$",
}

PATTERNS: Mapping[str, str] = {
    **_ZI, **_PLAIN, **_POINTS, **_FIGURES, **_PHONES, **_PEOPLE,
    "line_end": "\\r\\n|[\\r\u000b\u000c\u0085\u2028\u2029]",
    "unnamed": f"[{among('unnamed')}]+",
    "said_end": "[.、。]{1,9}$",
    "broken": "[\ud800-\udfff]",
}  # fmt: skip

PLAIN = tuple(_PLAIN)  # in the order looked for


@cache
def compiled(name: str) -> re.Pattern[str]:
    """One pattern, ready; each is compiled when it is first wanted."""
    return re.compile(PATTERNS[name])
