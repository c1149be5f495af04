"""``doctor``: what this installation can and cannot do, one line per question, each with its cure. Changes nothing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask.cli import AppGroup
from flask_babel import gettext as _

from lantian.checklists.calendar import working_days
from lantian.evidence.fonts import chinese_face
from lantian.ledger import db, export_jobs, schema
from lantian.worker import heartbeat, is_running, waiting_count

from .install import shown
from .terminal import BAD, DOUBTFUL, GOOD, joined, now, parts, say

ENOUGH_BYTES, SCARCE_BYTES = 10_000_000_000, 1_000_000_000
# A photo may take the examiner half a minute, twice; a healthy worker says something every two seconds.
SILENT_S = 120
MARKS = {GOOD: "✓", DOUBTFUL: "!", BAD: "✗"}


@dataclass(frozen=True)
class Answer:
    """How one question stands: a colour of ``terminal`` and a sentence."""

    colour: str
    sentence: str


def add(group: AppGroup) -> None:
    """Hang the command on the group."""

    @group.command("doctor", help=_("检查此安装：设置、文件夹、数据库、照片处理、字体、https；有严重问题时退出码为 1。"))
    def doctor() -> None:
        answers = examined()
        for answer in answers:
            say(f"{MARKS[answer.colour]} {answer.sentence}", answer.colour)
        if any(answer.colour == BAD for answer in answers):
            raise SystemExit(1)


def examined() -> list[Answer]:
    """All answers; a question that breaks is itself an answer."""
    return [_asked(question) for question in QUESTIONS]


def _asked(question: Callable[[], Answer]) -> Answer:
    try:
        return question()
    except Exception as error:  # noqa: BLE001  a doctor must not fall ill of what he examines
        return Answer(BAD, _("检查失败：%(reason)s", reason=f"{type(error).__name__}: {error}"))


def _settings() -> Answer:
    settings = parts().settings
    where = _("数据目录 %(folder)s，数据库 %(database)s", folder=settings.data_dir, database=shown(settings.database))
    if settings.demo:
        return Answer(DOUBTFUL, joined(_("演示模式：公开的示例账号可以登录，不得用于正式业务。"), where))
    return Answer(GOOD, where)


def _folders() -> Answer:
    data_dir = parts().settings.data_dir
    probe = data_dir / ".doctor"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"lantian")
        probe.unlink()
    except OSError as error:
        return Answer(BAD, _("数据目录不可写：%(reason)s。请改正目录的属主或权限。", reason=error))
    key = parts().settings.secret_path
    if key.exists() and key.stat().st_mode & 0o077:
        return Answer(BAD, _("会话密钥 %(file)s 可被他人读取。请执行 chmod 600。", file=key))
    return Answer(GOOD, _("数据目录可写，会话密钥只有本账号可读。"))


def _keys() -> Answer:
    keyring = parts().keyring
    if loose := keyring.loose_files():
        names = " ".join(map(str, loose))
        return Answer(BAD, _("签名密钥可被他人读取。请执行 chmod go-rwx %(files)s", files=names))
    return Answer(GOOD, _("签名密钥 %(key)s 只有本账号可读。", key=keyring.signing_id))


def _disk() -> Answer:
    free = shutil.disk_usage(parts().settings.data_dir).free
    sentence = _("磁盘剩余 %(size)s GB。", size=f"{free / 1e9:.1f}")
    if free < SCARCE_BYTES:
        return Answer(BAD, joined(sentence, _("请立即扩容：写不下的照片会被拒收。")))
    return Answer(GOOD if free >= ENOUGH_BYTES else DOUBTFUL, sentence)


def _database() -> Answer:
    with db.connection():
        waiting = schema.pending()
        kind = "PostgreSQL" if db.is_postgresql() else "SQLite"
    if waiting:
        return Answer(
            BAD,
            _(
                "%(kind)s 可以连接，但有 %(count)s 项结构升级未执行。请运行 flask lantian migrate。",
                kind=kind,
                count=len(waiting),
            ),
        )
    return Answer(GOOD, _("%(kind)s 可以连接，结构为最新。", kind=kind))


def _heic() -> Answer:
    try:
        import lantian.evidence.heif  # noqa: F401
    except ImportError as error:
        return Answer(BAD, _("不能显示 iPhone 的 HEIC 照片：%(reason)s。请安装 pillow-heif。", reason=error))
    return Answer(GOOD, _("可以显示 iPhone 的 HEIC 照片。"))


def _worker() -> Answer:
    beat = heartbeat(parts().settings.data_dir)
    with db.connection():
        photos, exports = (waiting_count(), export_jobs.waiting_count()) if not schema.pending() else (0, 0)
    tail = _("待处理照片 %(count)s 张。", count=photos)
    if exports:
        tail = joined(tail, _("待制作的导出 %(count)s 个。", count=exports))
    if beat is None or not is_running(beat["pid"]):
        return Answer(DOUBTFUL, joined(_("照片处理进程没有运行：照片照收，但没有缩略图。"), tail))
    silent_s = (now() - datetime.fromisoformat(beat["at"])).total_seconds()
    if silent_s > SILENT_S:
        silent = _("照片处理进程 %(pid)s 已 %(seconds)s 秒没有动静。", pid=beat["pid"], seconds=int(silent_s))
        return Answer(DOUBTFUL, joined(silent, tail))
    return Answer(GOOD, joined(_("照片处理进程 %(pid)s 正在运行。", pid=beat["pid"]), tail))


def _fonts() -> Answer:
    if chinese_face() is None:
        return Answer(DOUBTFUL, _("没有中文字体，不能制作带水印的照片副本；请安装 fonts-noto-cjk。"))
    if shutil.which("fc-list") is None:
        return Answer(DOUBTFUL, _("没有 fc-list，无法判断有无中文字体；在本机用浏览器打印案卷时需要。"))
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=30, check=False).stdout
    families = sorted({line.split(",")[0].strip() for line in listed.splitlines() if line.strip()})
    if not families:
        return Answer(DOUBTFUL, _("没有中文字体；在本机用浏览器打印案卷时需要，可安装 fonts-noto-cjk。"))
    return Answer(GOOD, _("中文字体：%(name)s。", name=families[0]))


def _https() -> Answer:
    if parts().settings.https:
        return Answer(GOOD, _("https：登录凭据只经 https 传送。"))
    return Answer(DOUBTFUL, _("未启用 https：除本机外，手机不会给网页相机和定位。见 deploy/README.md。"))


def _holidays() -> Answer:
    years, this_year = working_days().known_years, now().year
    if this_year not in years:
        return Answer(DOUBTFUL, _("没有 %(year)s 年的放假安排，期限按周末推算，标为暂定。", year=this_year))
    return Answer(GOOD, _("放假安排已知到 %(year)s 年。", year=max(years)))


def _content() -> Answer:
    library: Any = parts().library
    drafts = sum(definition.is_draft for definition in library.all_current())
    return Answer(GOOD, _("检查表 %(count)s 份，其中草案 %(drafts)s 份。", count=len(library.all_current()), drafts=drafts))


QUESTIONS: tuple[Callable[[], Answer], ...] = (
    _settings,
    _folders,
    _keys,
    _disk,
    _database,
    _content,
    _heic,
    _worker,
    _fonts,
    _https,
    _holidays,
)
