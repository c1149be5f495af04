"""The evidence sheet of one photo (照片证据说明): what case review asks of it, answered from the record, or said to be lacking.

Asked of every photo: how it was made, when, by whom with which card, what it proves, where, the party's signature or refusal, a
witness. Sources: 最高人民法院关于行政诉讼证据若干问题的规定 (法释〔2002〕21号) Art. 12 (制作方法、制作时间、制作人和证明对象),
repeated by the case-file review rules of Guangdong and Shenzhen; 生态环境行政处罚办法 (令第30号) Art. 28 (place, people,
signature or refusal); the page 现场照片证据 of the guide for enforcement documents. Facts of the record only: nothing is guessed
and nothing stays blank.
Must not format times or know a language: ``Words`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .inspection import NO_FIX_REASONS, PARTY_OUTCOMES, PHOTO_SOURCES
from .problems import N_


@dataclass(frozen=True)
class Person:
    """A person and the number of the enforcement card (执法证号); empty where the record has none."""

    name: str
    card: str


@dataclass(frozen=True)
class Shot:
    """What the record says about one photo and the visit it belongs to; '' or None where it says nothing."""

    role: str
    source: str
    taken_at: str
    received_at: str
    received_seq: int
    maker: Person
    officers: Sequence[Person]
    item: str
    criterion: str
    bases: Sequence[str]
    caption: str
    site: str
    address: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    no_fix_reason: str
    party: str
    party_person: str
    outcome: str
    witness: str
    reason: str
    # Whether the photo came with a later act and not with the record that the party answered for.
    later: bool


@dataclass(frozen=True)
class Words:
    """How a reader is told: ``say`` a msgid with its values, ``when`` an instant, ``join`` several names."""

    say: Callable[..., str]
    when: Callable[[str], str]
    join: Callable[[Sequence[str]], str]


@dataclass(frozen=True)
class Row:
    """One line of the sheet. ``lacking``: the value says what is not on record."""

    key: str
    term: str
    value: str
    lacking: bool


# What a photo of each role shows of the item it was taken for; before and after correction are told apart.
SHOWS = {
    "finding": N_("发现问题时的现场：%(item)s"),
    "before": N_("改正前的现场：%(item)s"),
    "after": N_("改正后的现场：%(item)s"),
    "recheck": N_("复查时的现场：%(item)s"),
    "relapse": N_("销号后再次出现问题的现场：%(item)s"),
    "supplement": N_("补充材料：%(item)s"),
    "overview": N_("检查对象现场全貌"),
    "signature": N_("当事人在检查记录上的签名"),
}
# Roles that prove something by themselves and not for an item.
OF_THE_VISIT = ("overview", "signature")


def cited(bases: Sequence[Mapping[str, Any]], confirmed_id: str) -> list[Mapping[str, Any]]:
    """The bases a photo is held against: the confirmed one, before that all but later law shown for comparison."""
    return [row for row in bases if (row["id"] == confirmed_id if confirmed_id else not row.get("successor"))]


def rows(shot: Shot, words: Words) -> list[Row]:
    """The sheet of one photo, line by line in the order of ``LINES``."""
    return [_row(key, term, find(shot, words), lacking, words) for key, term, find, lacking in LINES if _asked(key, shot)]


def _row(key: str, term: str, value: str, lacking: str, words: Words) -> Row:
    return Row(key, words.say(term), value or words.say(lacking), not value)


def _asked(key: str, shot: Shot) -> bool:
    return key not in ("criterion", "bases") or shot.role not in OF_THE_VISIT


def _method(shot: Shot, words: Words) -> str:
    source = PHOTO_SOURCES.get(shot.source)
    return words.say(METHOD, source=words.say(source)) if source else ""


def _time(shot: Shot, words: Words) -> str:
    received = words.when(shot.received_at)
    return words.say(TIME, taken=words.when(shot.taken_at), received=received, seq=shot.received_seq) if shot.taken_at else ""


def _maker(shot: Shot, words: Words) -> str:
    return _named(shot.maker, words) if shot.maker.name else ""


def _officers(shot: Shot, words: Words) -> str:
    return words.join([_named(person, words) for person in shot.officers])


def _named(person: Person, words: Words) -> str:
    return words.say(NAMED if person.card else NO_CARD, name=person.name, card=person.card)


def _proves(shot: Shot, words: Words) -> str:
    return words.say(SHOWS[shot.role], item=shot.item) if shot.role in SHOWS and (shot.item or shot.role in OF_THE_VISIT) else ""


def _criterion(shot: Shot, words: Words) -> str:
    return shot.criterion


def _bases(shot: Shot, words: Words) -> str:
    return words.join(shot.bases)


def _caption(shot: Shot, words: Words) -> str:
    return shot.caption


def _place(shot: Shot, words: Words) -> str:
    return words.say(PLACE, site=shot.site, address=shot.address) if shot.address else shot.site


def _position(shot: Shot, words: Words) -> str:
    if shot.lat is None or shot.lon is None:
        reason = NO_FIX_REASONS.get(shot.no_fix_reason)
        return words.say(NO_POSITION, reason=words.say(reason)) if reason else ""
    place = f"{shot.lat:.6f}, {shot.lon:.6f}"
    message = POSITION if shot.accuracy_m is not None else POSITION_ONLY
    return words.say(message, place=place, accuracy=f"{shot.accuracy_m or 0:.0f}")


def _party(shot: Shot, words: Words) -> str:
    """How the party answered for the record; a photo of a later act was never put before them."""
    outcome = PARTY_OUTCOMES.get(shot.outcome)
    if not outcome or shot.later:
        return ""
    names = words.join([name for name in (shot.party, shot.party_person) if name])
    parts = [words.say(outcome), names, shot.reason if shot.outcome != "signed" else ""]
    return words.join([part for part in parts if part])


def _witness(shot: Shot, words: Words) -> str:
    if shot.later:
        return ""
    return shot.witness or (words.say(NO_WITNESS_NEEDED) if shot.outcome == "signed" else "")


METHOD = N_("数码拍照（%(source)s），原件按收到的字节保存")
TIME = N_("%(taken)s（手机时间）；%(received)s 服务器收到，台账第 %(seq)s 号")
NAMED = N_("%(name)s（执法证号 %(card)s）")
NO_CARD = N_("%(name)s（记录中没有执法证号）")
PLACE = N_("%(site)s（%(address)s）")
POSITION = N_("%(place)s（WGS-84），精度 %(accuracy)s 米")
POSITION_ONLY = N_("%(place)s（WGS-84），手机没有给出精度")
NO_POSITION = N_("没有定位：%(reason)s")
NO_WITNESS_NEEDED = N_("当事人已签名，没有另请见证人")

# Key, term, how it is found, and what is said where the record has nothing.
LINES: tuple[tuple[str, str, Callable[[Shot, Words], str], str], ...] = (
    ("method", N_("制作方法"), _method, N_("记录中没有拍摄方式")),
    ("time", N_("拍摄时间"), _time, N_("记录中没有拍摄时间")),
    ("maker", N_("拍摄人"), _maker, N_("记录中没有拍摄人")),
    ("officers", N_("在场执法人员"), _officers, N_("记录中没有执法人员")),
    ("proves", N_("证明对象"), _proves, N_("记录没有写明这张照片对应的检查项")),
    ("criterion", N_("标准要求"), _criterion, N_("记录所用的检查表版本不在库中，标准要求无从引用")),
    ("bases", N_("法律依据"), _bases, N_("没有登记适用的法律依据")),
    ("caption", N_("照片说明"), _caption, N_("没有文字说明")),
    ("place", N_("拍摄地点"), _place, N_("记录中没有检查对象")),
    ("position", N_("拍摄位置"), _position, N_("没有定位，也没有记录原因")),
    ("party", N_("当事人确认"), _party, N_("没有当事人对这张照片的确认")),
    ("witness", N_("见证人"), _witness, N_("没有见证人")),
)
