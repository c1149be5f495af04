"""What a phone is called on a page, and how the sign-ins of one phone are gathered under that name.

A browser's own words are a claim and change with every version; they are shortened, never judged. Must not query.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask_babel import gettext as _

from lantian.ledger.models import Device

# Looked for in this order: every Android browser also says Linux, and Edge also says Chrome and Safari.
SYSTEMS = ("HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
BROWSERS = {
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "Edg": "Edge",
    "HuaweiBrowser": "Huawei Browser",
    "MiuiBrowser": "Mi Browser",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}


def device_name(label: str) -> str:
    """System and browser of a user agent, such as ``Android · Chrome``; its first words when neither is known."""
    system = next((system for system in SYSTEMS if system in label), "")
    browser = next((name for token, name in BROWSERS.items() if token in label), "")
    return " · ".join(part for part in (system, browser) if part) or label[:40] or _("未知设备")


@dataclass
class Phone:
    """Sign-ins under one name, latest first: each holds a token of its own, and each is cut off by itself."""

    name: str
    sign_ins: list[Device] = field(default_factory=list)

    @property
    def open(self) -> list[Device]:
        """Those that may still hand in."""
        return [device for device in self.sign_ins if device.revoked_at is None]

    @property
    def seen_on(self) -> str:
        """The day any of them was last used, YYYY-MM-DD in China."""
        return max(device.seen_on for device in self.sign_ins)


def grouped(devices: Iterable[Device]) -> list[Phone]:
    """A person's sign-ins by the name of the phone, the phone used last first."""
    phones: dict[str, Phone] = {}
    for device in sorted(devices, key=lambda device: (device.seen_on, device.id), reverse=True):
        phones.setdefault(name := device_name(device.label), Phone(name)).sign_ins.append(device)
    return list(phones.values())
