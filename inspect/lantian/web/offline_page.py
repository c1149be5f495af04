"""What works without a network, and what nobody can promise: the two tables of the page 离线能做什么 and of docs/offline.md.

Owns the sentences, as msgids. A row is changed here when the product changes; the manual is written from here
(tests/offline/test_limits.py compares). Must not know how anything works.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from lantian.domain.problems import N_
from lantian.ledger.queries import MOST_LINES

YES, PART, NO = "yes", "part", "no"
WORDS = {YES: N_("能"), PART: N_("部分"), NO: N_("不能")}

# What a person does, whether it works without a network after one visit with one, and what to know.
OPERATIONS: tuple[tuple[str, str, str], ...] = (
    (N_("打开首页、草稿和发件箱"), YES, N_("在这部手机上联网打开过一次以后。")),
    (N_("找检查对象：搜索，按距离排列"), YES, N_("辖区内在用的全部检查对象。")),
    (N_("开始检查或网格巡查"), YES, N_("本人可用的全部检查表，含本地要求。")),
    (N_("作答、拍照、定位、签名"), YES, N_("每一步都先存手机。")),
    (N_("登记新地点"), YES, N_("随第一份记录提交。")),
    (N_("看未销号的问题、小照片和待复查"), PART, N_("期限最近的 %(count)s 条，内容截至上次联网。")),
    (N_("补充材料、反馈整改、复查"), YES, N_("先存手机。期间别人处理过的，提交时会要求重新核对。")),
    (N_("提交记录"), PART, N_("进发件箱等待，连上网络后自动上传。")),
    (N_("导出发件箱，交审核人员导入"), YES, N_("长时间没有网络时用。")),
    (N_("收到服务器的回执和台账编号"), NO, N_("上传以后才有。")),
    (N_("看以往检查、处理经过、法律依据和照片原图"), NO, N_("内容多，不存手机。")),
    (N_("检查填写（由服务器核对）"), NO, N_("手机按同样的规则检查。")),
    (N_("登录、换人、更改密码和语言"), NO, N_("已登录的人不用再登录就能继续记录。")),
    (N_("审核、地图、案卷导出等电脑页面"), NO, N_("只在联网时使用。")),
)

# What cannot be promised, and what to do about it.
LIMITS: tuple[tuple[str, str], ...] = (
    (
        N_("页面关着时不会上传"),
        N_("iPhone 关闭页面后停止上传，安卓也不保证继续。有等待上传的记录时，请打开本页直到显示“已校验”。"),
    ),
    (
        N_("微信、钉钉等应用里打开的页面"),
        N_("它们自带的浏览器可能不支持离线打开，也可能随时清除内容。请用手机自带的浏览器打开。"),
    ),
    (
        N_("清除浏览器数据、无痕窗口、卸载浏览器"),
        N_("未上传的记录和照片会一起消失，无法找回。清理手机前请先上传或导出。"),
    ),
    (
        N_("iPhone 的 7 天规则"),
        N_("用了 7 天 Safari 而没有打开本站时，Safari 可能清除本站存在手机上的全部内容。添加到主屏幕、从图标打开的不受此限。"),
    ),
    (
        N_("手机空间不足"),
        N_("浏览器没有承诺保留时，系统可能为腾出空间清除未上传的内容。本页写明浏览器是否承诺。"),
    ),
    (
        N_("手机丢失或损坏"),
        N_("还没有上传的内容只在手机上。丢失后请管理员停用这部手机；已上传的不受影响。"),
    ),
    (
        N_("模拟定位"),
        N_("网页无法识别被软件改过的位置。位置是手机的陈述，须与照片、距离和其他记录互相印证。"),
    ),
    (
        N_("手机时间"),
        N_("手机时间可以被更改。记录同时保存估计的真实时间，不一致时会标出；期限按服务器时间计算。"),
    ),
)


def content() -> dict[str, Any]:
    """Both tables in the reader's language."""
    return {
        "operations": [(_(what), works, _(WORDS[works]), _said(note)) for what, works, note in OPERATIONS],
        "promises": [(_(title), _(text)) for title, text in LIMITS],
    }


def _said(note: str) -> str:
    """A note with the one number that any of them has."""
    return _(note) % {"count": MOST_LINES} if "%(" in note else _(note)
