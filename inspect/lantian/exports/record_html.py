"""The printable record of one violation (记录.html): everything a reader of the case needs on paper, in Chinese.

One HTML file without scripts; pictures are those in the folder beside it. Every value from outside is escaped. It is a print of
the record, not a statutory form, and says so. Must not judge: what is missing is shown as missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType
from typing import Any

from lantian.domain.casefile import CaseAnswer, CaseFile, CasePhoto, ExportContext
from lantian.domain.inspection import INSPECTION_TYPES, NO_FIX_REASONS, PARTY_OUTCOMES, PHOTO_ROLES, PHOTO_SOURCES, VISIT_KINDS
from lantian.domain.violation import EVENTS, RECHECK_RESULTS, STATES

from .columns import SEVERITIES, local
from .record_style import STYLE

RESULTS = {"pass": "符合", "fail": "不符合", "na": "不适用", "yes": "是", "no": "否"}
CLOCK_DOUBTS = {
    "ahead": "手机时钟比服务器快",
    "behind": "手机时钟比服务器慢",
    "went_back": "手机时间曾被调回",
    "jumped": "手机时间在使用中被改动",
}
PARTY_WORDS = {
    "name": "单位名称",
    "uscc": "统一社会信用代码",
    "person": "现场负责人",
    "phone": "联系电话",
    "outcome": "当事人确认",
    "witness": "见证人",
    "reason": "说明",
}
BASIS_WORDS = {
    "citation_zh": "条款",
    "effective_from": "施行日期",
    "effective_to": "失效日期",
    "act_zh": "违法行为",
    "element_required": "构成要件",
    "order_first": "先行责令",
    "fine_zh": "罚款",
    "confiscate": "没收",
    "order_on_refusal": "拒不改正",
    "authority": "处罚机关",
    "confidence": "条文来源",
}
# How sure the law data is; a reader of a case must see what nobody has read in the text of the law.
CONFIDENCE = {"verified": "已核对条文", "secondary": "据转载，未核对原文", "from-memory": "凭记忆录入，未核对"}
CHAIN_WORDS = {"duty": "职责", "name": "姓名", "phone": "电话", "document": "依据文件"}
# Facts of a later act that a reader looks for; the rest is in case.json.
ACT_WORDS = {
    "reason": "理由",
    "note": "说明",
    "due_on": "期限",
    "result": "复查结果",
    "basis": "依据",
    "content_sha256": "记录 SHA-256",
}
OTHER_EVENTS = {"InspectionReceived": "收到检查记录"}
# Browsers show these; of a HEIC original the stamped copy is shown, or the original is linked.
SHOWN_TYPES = {"image/jpeg", "image/png", "image/webp"}
NOTHING = "–"

Pairs = Iterable[tuple[str, Any]]


def record_page(
    case: CaseFile,
    context: ExportContext,
    photo_names: list[str],
    copies: Mapping[str, str] = MappingProxyType({}),
    *,
    marked: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The whole page. ``photo_names`` are the paths of the photos beside it, in the order of ``case.photos``; ``copies`` those of
    stamped copies by the original's; ``marked`` has the path of the marked copy for each marked photo, '' where there is none
    yet: the original is never shown in its place."""
    named = zip(case.photos, photo_names, strict=True)
    photos = [_photo(at, photo, name, copies.get(name, ""), marked.get(name)) for at, (photo, name) in enumerate(named, 1)]
    chain = ([person.get(key, "") for key in CHAIN_WORDS] for person in case.chain)
    sections = (
        ("一、基本情况", _facts(_visit(case, context))),
        ("二、当事人", _facts(_party(case))),
        ("三、执法人员", _table(("姓名", "执法证号"), ((row["name"], row["card_number"]) for row in case.officers))),
        ("四、发现的问题", _facts(_finding(case, context))),
        ("五、法律依据", "".join(_basis(basis, case.basis_id) for basis in case.bases) or _empty()),
        ("六、责任链", _table(tuple(CHAIN_WORDS.values()), chain)),
        ("七、检查结果", _answers(case, context)),
        ("八、现场照片", "".join(photos) or _empty()),
        ("九、办理经过", _table(("台账号", "时间", "经办人", "事项", "内容"), map(_entry, case.story))),
        ("十、完整性", _facts(_integrity(case, context))),
    )
    title = escape(f"{case.number} {case.title}")
    body = "".join(f"<section><h2>{heading}</h2>{content}</section>" for heading, content in sections)
    return PAGE.format(title=title, style=STYLE, state=escape(STATES.get(case.state, case.state)), body=body)


PAGE = """\
<!doctype html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>{style}</style></head>
<body>
<h1>现场检查记录</h1>
<p class="number">{title}　<strong>{state}</strong></p>
<p class="notice">本页按收到的检查记录生成，供案卷查阅；法定文书由承办单位另行制作。</p>
{body}
</body>
</html>
"""


def _visit(case: CaseFile, context: ExportContext) -> Pairs:
    area = " ".join(dict.fromkeys(name for name in (case.county_name, case.area_name) if name))
    checklist = f"{context.checklist_name(case.checklist_id)}（{case.checklist_version}，{case.checklist_hash[:12]}）"
    return [
        ("检查方式", VISIT_KINDS.get(case.inspection_kind, case.inspection_kind)),
        ("检查类型", INSPECTION_TYPES.get(case.inspection_type, case.inspection_type)),
        ("检查单位", case.unit_name),
        ("检查对象", case.site_name),
        ("对象类型", context.site_kind_name(case.site_kind)),
        ("所在区域", f"{area}（{case.area_code}）"),
        ("地址", case.site_address),
        ("对象位置（WGS-84）", _position(case.site_lat, case.site_lon)),
        ("检查时间", f"{_time(case.started_at)} 至 {_time(case.finished_at)}"),
        ("服务器收到", _time(case.received_at)),
        ("手机时钟", CLOCK_DOUBTS.get(case.clock_doubt, "与服务器相符")),
        ("检查表", checklist),
        *((context.header_name(key), value) for key, value in case.header.items()),
    ]


def _party(case: CaseFile) -> Pairs:
    party = dict(case.party)
    outcome = party.get("outcome") or ""
    known = party | {
        "name": party.get("name") or case.site_party, "uscc": party.get("uscc") or case.site_uscc,
        "outcome": PARTY_OUTCOMES.get(outcome, outcome),
    }
    return [(words, known.get(key)) for key, words in PARTY_WORDS.items()]


def _finding(case: CaseFile, context: ExportContext) -> Pairs:
    due = f"{case.due_on}{'（节假日安排未公布，待核）' if case.due_provisional else ''}" if case.due_on else ""
    return [
        ("检查项", case.title),
        ("情况说明", case.note),
        ("严重程度", SEVERITIES.get(case.severity, case.severity)),
        ("立行立改", "是" if case.corrected_on_site else "否"),
        ("行为日期", case.act_on),
        ("上报时间", _time(case.reported_at)),
        ("整改期限", due),
        ("行业主管部门", context.department_name(case.department)),
    ]


def _basis(basis: dict[str, Any], confirmed_id: str) -> str:
    if confirmed_id:
        mark = "审核认定" if basis["id"] == confirmed_id else "未采用"
    else:
        mark = "后法，供比较（从旧兼从轻）" if basis.get("successor") else "待认定"
    shown = basis | {"confidence": CONFIDENCE.get(basis.get("confidence", ""), "")}
    rows = [(words, _value(shown[key])) for key, words in BASIS_WORDS.items() if shown.get(key)]
    return _facts([("状态", mark), *rows])


def _answers(case: CaseFile, context: ExportContext) -> str:
    rows = (
        [context.item_name(case.checklist_id, answer.item_id), _value(answer.value), _remarks(answer)] for answer in case.answers
    )
    return _table(("检查项", "结果", "说明"), rows)


def _value(value: Any) -> str:
    """An answer in words: results by name, groups of fields and lists of persons in one line."""
    if isinstance(value, dict):
        return "；".join(f"{key}：{_value(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "；".join(" ".join(map(_value, row.values())) if isinstance(row, dict) else _value(row) for row in value)
    return RESULTS.get(value, str(value)) if value is not None else ""


def _remarks(answer: CaseAnswer) -> str:
    points = f"未达到：{'、'.join(answer.sub_checks)}" if answer.sub_checks else ""
    parts = [points, answer.note, "立行立改" if answer.corrected else ""]
    return "；".join(part for part in parts if part)


def _photo(number: int, photo: CasePhoto, name: str, copy: str = "", marked: str | None = None) -> str:
    facts = _facts([
        ("照片", f"{number}　{PHOTO_ROLES.get(photo.role, photo.role)}"),
        ("说明", photo.caption),
        ("拍摄时间（手机）", _time(photo.taken_at)),
        ("收到时间（服务器）", f"{_time(photo.received_at)}，台账第 {photo.received_seq} 号"),
        ("来源", PHOTO_SOURCES.get(photo.source, photo.source)),
        ("位置（WGS-84）", _fix(photo)),
        ("文件", f"{name}（{photo.size_bytes:,} 字节）"),
        ("SHA-256", photo.sha256),
        *([("水印副本（派生件）", copy)] if copy else []),
        *([("遮盖与标注（派生件，原件未改动）", marked or "副本尚未生成")] if marked is not None else []),
        *([("无法显示", photo.fault)] if photo.fault else []),
    ])
    return f"<figure>{_picture(number, photo, name, copy, marked)}<figcaption>{facts}</figcaption></figure>"


def _picture(number: int, photo: CasePhoto, name: str, copy: str, marked: str | None) -> str:
    """The marked copy where there is a marking; else the original where a browser shows it, its stamped copy where not (HEIC); a
    link to the original where none can be shown."""
    if photo.removed:
        return f'<p class="notice">{escape(photo.removed)}</p>'
    shown = marked if marked is not None else name if photo.media_type in SHOWN_TYPES else copy
    if shown:
        return f'<img src="{escape(shown, quote=True)}" alt="照片 {number}">'
    return f'<a href="{escape(name, quote=True)}">{escape(name)}</a>'


def _fix(photo: CasePhoto) -> str:
    if photo.lat is None or photo.lon is None:
        return f"无定位：{NO_FIX_REASONS.get(photo.no_fix_reason, photo.no_fix_reason or '未注明原因')}"
    parts = [
        _position(photo.lat, photo.lon),
        f"精度 {photo.accuracy_m:.0f} 米" if photo.accuracy_m is not None else "",
        f"海拔 {photo.altitude_m:.0f} 米" if photo.altitude_m is not None else "",
        _direction(photo),
        f"距检查对象 {photo.distance_m:.0f} 米" if photo.distance_m is not None else "",
        f"定位时间 {_time(photo.fix_at)}" if photo.fix_at else "",
    ]
    return "，".join(part for part in parts if part)


def _direction(photo: CasePhoto) -> str:
    """Where the camera looked, by the phone's compass; else which way the phone moved; else nothing."""
    if photo.compass_deg is not None:
        return f"罗盘方向 {photo.compass_deg:.0f}°"
    return f"行进方向 {photo.heading_deg:.0f}°" if photo.heading_deg is not None else ""


def _entry(entry: dict[str, Any]) -> list[str]:
    event = EVENTS[entry["kind"]].name if entry["kind"] in EVENTS else OTHER_EVENTS.get(entry["kind"], entry["kind"])
    payload = dict(entry["payload"])
    if "result" in payload:
        payload["result"] = RECHECK_RESULTS.get(payload["result"], payload["result"])
    told = "；".join(f"{words}：{payload[key]}" for key, words in ACT_WORDS.items() if payload.get(key))
    return [str(entry["seq"]), _time(entry["recorded_at"]), entry["actor_name"], event, told]


def _integrity(case: CaseFile, context: ExportContext) -> Pairs:
    return [
        ("检查记录编号", case.inspection_id),
        ("record.json 的 SHA-256", case.record_sha256),
        ("本件最后一条台账", str(case.last_seq)),
        ("导出时台账末条", f"{context.head_seq}　{context.head_hash}"),
        ("导出", f"{context.exporter}，{_time(context.exported_at)}"),
    ]


def _time(instant: str | None) -> str:
    moment = local(instant)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ""


def _position(lat: float | None, lon: float | None) -> str:
    return f"北纬 {lat:.6f}°，东经 {lon:.6f}°" if lat is not None and lon is not None else ""


def _facts(pairs: Pairs) -> str:
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{_text(value)}</td></tr>" for name, value in pairs)
    return f'<table class="facts">{rows}</table>'


def _table(headings: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if body else _empty()


def _text(value: Any) -> str:
    """A value, escaped; a dash where there is none, so that an empty cell is never a doubt."""
    return escape(str(value)).replace("\n", "<br>") if value not in (None, "") else NOTHING


def _empty() -> str:
    return "<p>无</p>"
