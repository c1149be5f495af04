"""What a phone is called on a page: a few words a person recognises, out of what its browser called itself.

The browser's own words are a claim and change with every version; they are shortened, never judged.
"""

from __future__ import annotations

from flask_babel import gettext as _

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
