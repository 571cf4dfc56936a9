"""Any answers that are no files, as an entry keeps them: for properties."""

from hypothesis import strategies as st

from core.domain.fieldtypes import TYPES

_SIGN = st.characters(
    exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn"), exclude_characters="\ufffe\uffff\u2028\u2029"
)
_LINES = st.lists(st.text(_SIGN, max_size=40), min_size=1, max_size=6).map("\n".join)
_HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
_HONOUR = st.fixed_dictionaries(
    {"level": st.sampled_from(["国家级", "省级", "市级", "行业级"]), "title": _HAN}
)
_PERSON = st.fixed_dictionaries(
    {"name": _HAN, "unit": st.just("") | _HAN.map(lambda name: name + "厂")},
    optional={"honour": _HONOUR, "intro": _HAN},
)
TYPED = {
    "text": st.text(_SIGN, max_size=60),
    "paragraph": _LINES,
    "phone": st.from_regex(r"1[3-9][0-9]{9}|0[0-9]{2,3}-[1-9][0-9]{6,7}", fullmatch=True),
    "choice": st.sampled_from(["小发明", "小创造", "小革新", "小建议", "小设计"]),
    "yes_no": st.booleans(),
    "unit": _HAN.map(lambda name: {"name": name + "厂"}),
    "industry": st.just({"section": "Q", "division": "84"}) | st.just({"section": "C", "division": "25"}),
    "people": st.lists(_PERSON, min_size=1, max_size=5),
}  # fmt: skip


@st.composite
def answered(draw, track):
    """Answers as the entry keeps them: each through its own type."""
    found = {}
    for field in track.fields:
        if field.type in TYPED:
            value = TYPES[field.type].parse(draw(TYPED[field.type]), field=field)
            if value not in ("", []):
                found[field.key] = value
    return found
