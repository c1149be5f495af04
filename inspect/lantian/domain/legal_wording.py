"""How a citation and a fine are written (法条和罚款的写法), in Chinese and English.

Owns the phrases. Legal wording is not interface text: a document is cited in its own language whatever language the
page has, so both languages live here and not in the translation catalogue. Called by ``basis`` only; must not choose
between rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .basis import LegalBasis


# Keys named like a fine_type are the whole phrase of that type.
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "must": "处{low}元以上{high}元以下罚款",
        "must_up_to": "处{high}元以下罚款",
        "may": "可以处{low}元以上{high}元以下罚款",
        "may_up_to": "可以处{high}元以下罚款",
        "unit": "对单位{band}",
        "person": "对个人{band}",
        "refusal": "拒不改正的，{band}",
        "grave": "情节严重的，{band}",
        "serious_result": "造成严重后果的，{band}",
        "times": "处{base}{low}倍以上{high}倍以下罚款",
        "times_up_to": "处{base}{high}倍以下罚款",
        "none": "不处罚款",
        "per_other_rule": "罚款数额按其他规定确定",
        "daily": "按原处罚数额按日连续处罚",
        "detention": "移送公安机关，由其决定行政拘留",
        "unstated": "罚款数额未登记",
        "join": "；",
    },
    "en": {
        "must": "fine of CNY {low} to {high}",
        "must_up_to": "fine of up to CNY {high}",
        "may": "fine of CNY {low} to {high} at discretion",
        "may_up_to": "fine of up to CNY {high} at discretion",
        "unit": "organisations: {band}",
        "person": "individuals: {band}",
        "refusal": "if correction is refused: {band}",
        "grave": "in grave circumstances: {band}",
        "serious_result": "after a serious result: {band}",
        "times": "fine of {low} to {high} times {base}",
        "times_up_to": "fine of up to {high} times {base}",
        "none": "no fine",
        "per_other_rule": "amount set by another rule",
        "daily": "the original fine again for each day",
        "detention": "transfer to the police, who decide on detention",
        "unstated": "amount of the fine not recorded",
        "join": "; ",
    },
}
ARTICLE = re.compile("第([\\d、—]+)(条|款|项)")
MULTIPLE_BASES_EN = {"货值金额": "the value of the goods", "违法所得": "the unlawful gain"}
ARTICLE_PARTS_EN = {"条": ("Art.", "Arts."), "款": ("para.", "paras."), "项": ("item", "items")}
LANGUAGES = tuple(WORDS)


def citation(law_zh: str, law_en: str, articles: Iterable[str], language: str) -> str:
    """Law and articles; the amendment year or order number stays outside the title marks: 《…防治法》（2018修正）第115条."""
    if language_code(language) == "en":
        return ", ".join((law_en, "; ".join(map(article_en, articles))))
    title, bracket, rest = law_zh.partition("（")
    return f"《{title}》{bracket}{rest}" + "、".join(articles)


def fine(basis: LegalBasis, language: str) -> str:
    """The fine as one sentence without a full stop; what the data does not say is said to be missing."""
    words = WORDS[language_code(language)]
    parts = [words[basis.fine_type]] if basis.fine_type in words else []
    if basis.multiple_max is not None:
        parts.append(_multiple(basis, words))
    parts += _bands(basis, words)
    if basis.refusal_fine_max is not None:
        band = _band(words, "must", basis.refusal_fine_min, basis.refusal_fine_max)
        parts.append(words[basis.higher_band].format(band=band))
    text = words["join"].join(parts) or words["unstated"]
    return text[:1].upper() + text[1:]


def language_code(language: str) -> str:
    """'zh' or 'en' from a locale such as zh_Hans_CN; ValueError for any other language."""
    code = language[:2].lower()
    if code not in WORDS:
        raise ValueError(f"law is written in zh or en, not in {language!r}")
    return code


def article_en(article: str) -> str:
    """第1128条第1款第1项 → Art. 1128, para. 1, item 1; an article with words in it stays as it stands in the law."""
    pieces = [ARTICLE.sub(_part_en, piece).removeprefix(", ") for piece in re.split("、(?=第)", article)]
    text = "; ".join(pieces)
    return article if re.search(r"[\u4e00-\u9fff]", text) else text


def _part_en(match: re.Match[str]) -> str:
    numbers, part = match.groups()
    one, many = ARTICLE_PARTS_EN[part]
    return f", {many if re.search('[、—]', numbers) else one} {numbers.replace('、', ', ').replace('—', '–')}"


def _multiple(basis: LegalBasis, words: dict[str, str]) -> str:
    base = basis.multiple_base or ""
    if words is WORDS["en"]:
        base = MULTIPLE_BASES_EN.get(base, base)
    phrase = "times_up_to" if basis.multiple_min is None else "times"
    return words[phrase].format(base=base, low=basis.multiple_min, high=basis.multiple_max)


def _bands(basis: LegalBasis, words: dict[str, str]) -> list[str]:
    """The band for organisations and the band for individuals; one sentence where they are the same."""
    mood = "may" if basis.fine_optional else "must"
    unit = _band(words, mood, basis.fine_unit_min, basis.fine_unit_max)
    person = _band(words, mood, basis.fine_person_min, basis.fine_person_max)
    if not person or unit == person:
        return [unit] if unit else []
    return [words[who].format(band=band) for who, band in (("unit", unit), ("person", person)) if band]


def _band(words: dict[str, str], mood: str, low: int | None, high: int | None) -> str:
    if high is None:
        return ""
    if low is None:
        return words[f"{mood}_up_to"].format(high=f"{high:,}")
    return words[mood].format(low=f"{low:,}", high=f"{high:,}")
