"""The form of a place (检查对象): what a person types, what is wrong with it, and the facts it makes.

Owns reading a position in any of the three coordinate systems, and the question put when a position lies outside of the chosen
area. What only the register can tell (a name that is taken) is said by ``workflow.sites``.
"""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lantian.domain.coordinates import SYSTEMS, convert
from lantian.domain.site import BY_HAND, SiteFacts
from lantian.domain.uscc import normalise
from lantian.ledger import areas

from . import maps
from .errors import translate
from .language import current, degrees, named
from .parts import parts, scope

DEGREES = re.compile(r"[-+]?\d{1,3}(\.\d{1,12})?", re.ASCII)
_HIDDEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
MOST_ACCURACY_M = 100_000


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _plain(_form: Any, field: Field) -> None:
    """No control characters: they would hide in lists and files."""
    if _HIDDEN.search((field.data or "").replace("\r\n", "").replace("\n", "")):
        raise ValidationError(_("含有不可见的控制字符，请删去后重填"))


class _MayBeEmpty:
    """Marks a field as one to be left out. ``Optional`` would also end the checks, of two fields that belong together too."""

    field_flags = {"optional": True}

    def __call__(self, _form: Any, _field: Field) -> None:
        pass


def _at_most(limit: int) -> Length:
    return Length(max=limit, message=lazy("最多 %(max)d 个字"))


class SiteForm(FlaskForm):
    """What a person says about a place."""

    name = StringField(
        lazy("名称"),
        [DataRequired(lazy("请填写名称")), _at_most(120), _plain],
        filters=[_stripped],
        description=lazy("按招牌或公示牌填写；没有名称的写位置。"),
    )
    kind = SelectField(lazy("类别"), [InputRequired(lazy("请选择类别"))])
    area_code = SelectField(lazy("属地乡镇（街道）"), [InputRequired(lazy("请选择您辖区内的乡镇（街道）"))])
    address = StringField(lazy("地址"), [Optional(), _at_most(200), _plain], filters=[_stripped])
    party = StringField(lazy("责任单位"), [Optional(), _at_most(120), _plain], filters=[_stripped])
    uscc = StringField(lazy("统一社会信用代码"), [Optional(), _plain], filters=[_stripped])
    lat = StringField(
        lazy("纬度"), [_MayBeEmpty()], filters=[_stripped], render_kw={"inputmode": "decimal", "autocomplete": "off"}
    )
    lon = StringField(
        lazy("经度"), [_MayBeEmpty()], filters=[_stripped], render_kw={"inputmode": "decimal", "autocomplete": "off"}
    )
    datum = SelectField(lazy("坐标系"), default="wgs84")
    position_source = HiddenField(default="typed")
    accuracy_m = HiddenField()
    outside = BooleanField(lazy("位置无误，仍按此保存"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind.choices = [("", _("请选择")), *_kinds()]
        self.area_code.choices = {"": [("", _("请选择"))]} | _area_choices(self.area_code.data)
        self.datum.choices = [(key, words) for key, words in datums().items()]
        # The border outside of which the position lies, for the question; '' when it lies within or nobody knows.
        self.border = ""

    def validate_uscc(self, field: Field) -> None:
        """A code has 18 characters; one that does not add up is only said (domain.uscc)."""
        if len(normalise(field.data or "")) > 18:
            raise ValidationError(_("统一社会信用代码最多 18 位，请核对或留空"))

    def validate_lat(self, field: Field) -> None:
        """Degrees of latitude, or nothing at all."""
        _degrees(field, 90)

    def validate_lon(self, field: Field) -> None:
        """Degrees of longitude, and only together with the latitude."""
        _degrees(field, 180)
        if bool(self.lat.data) != bool(field.data):
            raise ValidationError(_("纬度和经度要么都填，要么都不填"))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """All fields; then whether the position lies in the chosen area, which a person may overrule."""
        good = bool(super().validate(*args, **kwargs))
        if good and not self.outside.data:
            self.border = border_missed(self.facts(), self.area_code.data or "")
            if self.border:
                self.outside.errors = [_("位置在“%(area)s”的边界之外，请核对位置或属地。", area=self.border)]
                return False
        return good

    def facts(self) -> SiteFacts:
        """What was typed, the position as WGS-84."""
        lat = lon = None
        if self.lat.data and self.lon.data:
            lat, lon = convert(float(self.lat.data), float(self.lon.data), self.datum.data, "wgs84")
        source = self.position_source.data if self.position_source.data in BY_HAND else "typed"
        return SiteFacts(
            name=self.name.data or "",
            kind=self.kind.data or "",
            area_code=self.area_code.data or "",
            address=self.address.data or "",
            lat=lat,
            lon=lon,
            position_source=source if lat is not None else "",
            party=self.party.data or "",
            uscc=normalise(self.uscc.data or ""),
            active=self._is_active(),
        )

    def accuracy(self) -> int | None:
        """The accuracy of a position that this device measured, whole metres; None for any other."""
        text = self.accuracy_m.data or ""
        known = self.position_source.data == "phone" and text.isdecimal() and len(text) < 7
        return min(int(text), MOST_ACCURACY_M) if known else None

    def _is_active(self) -> bool:
        return True


class CorrectionForm(SiteForm):
    """The same for a place that is registered: whether it is in use, why it is corrected, and what the page had shown."""

    active = BooleanField(lazy("仍在使用"), description=lazy("停用后不再出现在手机的检查对象中；以往记录保留。"))
    reason = TextAreaField(
        lazy("更正原因"),
        [DataRequired(lazy("请写明更正原因")), _at_most(500)],
        filters=[_stripped],
        description=lazy("与更正前后的内容一起写入台账，不能删除。"),
    )
    seen_seq = HiddenField(default="0")

    def seen(self) -> int:
        """The entry of the book that the page had shown; 0 for none."""
        text = self.seen_seq.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def _is_active(self) -> bool:
        return bool(self.active.data)


def datums() -> dict[str, str]:
    """The coordinate systems with whose they are."""
    words = {"wgs84": _("WGS-84（卫星定位）"), "gcj02": _("GCJ-02（高德、腾讯）"), "bd09": _("BD-09（百度）")}
    return {key: words[key] for key in SYSTEMS}


def border_missed(facts: SiteFacts, area_code: str) -> str:
    """The name of the nearest known border around an area when the position lies outside of it; '' when it does not."""
    outline = areas.outline_around(area_code) if facts.lat is not None and area_code else None
    if outline is None or facts.lat is None or facts.lon is None:
        return ""
    return "" if maps.holds(outline.geometry, facts.lat, facts.lon) else named(outline)


def values_of(facts: SiteFacts) -> dict[str, Any]:
    """First values of a form from the register."""
    return {
        "name": facts.name,
        "kind": facts.kind,
        "area_code": facts.area_code,
        "address": facts.address,
        "party": facts.party,
        "uscc": facts.uscc,
        "lat": degrees(facts.lat),
        "lon": degrees(facts.lon),
        "datum": "wgs84",
        "position_source": facts.position_source if facts.position_source in BY_HAND else "typed",
        "active": facts.active,
    }


def add_faults(form: SiteForm, faults: list[Any]) -> None:
    """Put what the register says where it belongs."""
    for fault in faults:
        field = form[fault.path] if fault.path in form else form["name"]
        field.errors = [*field.errors, translate(fault.message, fault.params)]


def _degrees(field: Field, limit: int) -> None:
    text = field.data or ""
    if text and not (DEGREES.fullmatch(text) and abs(float(text)) <= limit):
        raise ValidationError(_("“%(value)s”不是度数，应写成 34.683600", value=text[:20]))


def _kinds() -> list[tuple[str, str]]:
    library = parts().library
    rows = library.vocabulary.site_kinds.items()
    return [(key, kind.text(current())) for key, kind in rows if library.is_site_kind(key)]


def _area_choices(chosen: str | None) -> dict[str, list[tuple[str, str]]]:
    """Townships and grids of the reader's area, each county a group; the area a place has stays on offer whatever its level."""
    places = areas.areas_within(scope(), deepest=12)
    names = {place.code: named(place) for place in places}
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        if len(place.code) >= 9 or place.code in (chosen, scope()):
            label = ("  " if len(place.code) == 12 else "") + named(place)
            groups.setdefault(names.get(place.code[:6], names.get(scope(), "")), []).append((place.code, label))
    return groups
