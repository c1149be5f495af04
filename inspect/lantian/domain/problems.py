"""Everything that can go wrong, in one catalogue: code, HTTP status, what happened, how to mend it.

Owns the wording (Chinese, as gettext msgids) and the two ways to report: ``Problem`` stops a request, ``FieldFault``
names one place in a form or record. Must not translate (web does) and must not know Flask.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def N_(message: str) -> str:
    """Mark a Chinese message for extraction without translating it."""
    return message


@dataclass(frozen=True)
class Kind:
    """One row of the catalogue: HTTP status, title, detail and mend, as msgids with %(name)s places."""

    status: int
    title: str
    detail: str
    mend: str


@dataclass(frozen=True)
class FieldFault:
    """A fault at one place: ``path`` in the record (``answers.d6.cover.note``), a msgid and its values."""

    path: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


class Problem(Exception):
    """A refusal with a code of ``CATALOGUE``; ``params`` fill the wording, ``extra`` joins the JSON answer."""

    def __init__(self, code: str, *, fields: list[FieldFault] | None = None, extra: dict[str, Any] | None = None, **params: Any):
        super().__init__(code)
        self.code = code
        self.kind = CATALOGUE[code]
        self.params = params
        self.fields = fields or []
        self.extra = extra or {}


# In place of a name where the reader acted, in another window or on the phone.
YOURSELF = N_("您本人")

CATALOGUE: dict[str, Kind] = {
    # Requests
    "bad_request": Kind(400, N_("请求无法识别"), N_("服务器看不懂这次请求。"), N_("请返回上一页重试。")),
    "sign_in_needed": Kind(401, N_("需要登录"), N_("登录已失效，已保存的内容没有丢失。"), N_("请重新登录后继续。")),
    "sender_differs": Kind(401, N_("登录的不是记录人"), N_("这些内容由另一人记录，现在登录的是“%(name)s”；没有接收任何内容。"), N_("请由记录人本人登录后再提交；手机上的内容没有丢失。")),
    "password_given": Kind(403, N_("请先更改密码"), N_("现在的密码是管理员给的，更改前不能进行其他操作。"), N_("请在“更改密码”页换成自己的密码。")),
    "not_allowed": Kind(403, N_("没有权限"), N_("您的岗位不能进行此操作。"), N_("如确有需要，请联系管理员调整岗位。")),
    "foreign_request": Kind(403, N_("来源不符"), N_("请求不是从本系统页面发出的。"), N_("请在本系统页面内操作。")),
    "form_expired": Kind(400, N_("页面已过期"), N_("页面停留过久，未提交任何内容。"), N_("请刷新页面后重新提交。")),
    "not_found": Kind(404, N_("找不到"), N_("没有这一页或这条记录，或不在您的辖区内。"), N_("请从列表重新进入。")),
    "wrong_method": Kind(405, N_("不支持的操作"), N_("此地址不支持这种请求方式。"), N_("请从页面按钮操作。")),
    "too_large": Kind(413, N_("内容过大"), N_("提交的内容超过 %(limit)s 的上限。"), N_("请减少内容后重试。")),
    "server_fault": Kind(500, N_("系统出错"), N_("系统内部出错，已记录编号 %(reference)s。"), N_("请稍后重试；手机上的内容不会丢失。")),
    "storage_full": Kind(507, N_("服务器空间已满"), N_("照片没有保存，未作确认。"), N_("请通知管理员清理磁盘；手机会保留照片并自动重发。")),
    "busy": Kind(503, N_("系统繁忙"), N_("数据库暂时无法写入。"), N_("请稍后重试；手机会自动重发。")),
    # Sign-in
    # One answer for a wrong password, an unknown name and a locked account: it tells nobody which names exist.
    "sign_in_failed": Kind(401, N_("登录失败"), N_("用户名或密码不对，或因连续输错已暂时锁定。"), N_("请核对后重试；连续输错 %(tries)s 次后须等 %(minutes)s 分钟，忘记密码请联系管理员。")),
    # Photos
    "photo_name_invalid": Kind(400, N_("照片编号不对"), N_("照片地址必须是 64 位十六进制的 SHA-256。"), N_("请刷新页面后重传。")),
    "photo_cut_short": Kind(400, N_("照片没有传完"), N_("应收 %(expected)s 字节，只收到 %(received)s 字节。"), N_("请重传；手机会自动重试。")),
    "photo_offset": Kind(409, N_("续传位置不对"), N_("这张照片此前只收到 %(kept)s 字节，不能从所报位置续传。"), N_("请从服务器告知的位置继续；手机会自动处理。")),
    "photo_mismatch": Kind(422, N_("照片内容与编号不符"), N_("收到的内容与其 SHA-256 不一致，传输中可能损坏。"), N_("请重传这张照片；仍不成功请重拍。")),
    "photo_type_refused": Kind(415, N_("不是可接受的照片"), N_("文件内容是 %(found)s，只接受 JPEG、PNG、WebP、HEIC/HEIF。"), N_("请重新拍照，或选择手机相机拍摄的照片。")),
    "photo_empty": Kind(422, N_("照片是空的"), N_("收到 0 字节。"), N_("请重新拍照。")),
    "photo_too_large": Kind(413, N_("照片过大"), N_("照片超过 %(limit)s 的上限。"), N_("请降低相机分辨率后重拍。")),
    "photo_store_damaged": Kind(500, N_("照片原件已损坏"), N_("服务器上同名原件 %(sha256)s 与其编号不符，本次上传未接收。"), N_("请管理员运行核验并从备份恢复；手机上的照片请保留。")),
    "photo_not_listed": Kind(409, N_("记录未列出这张照片"), N_("该检查记录已提交，其中没有列出这张照片，照片未接收。"), N_("请作为补充材料另行提交。")),
    "photo_inspection_missing": Kind(400, N_("缺少检查记录编号"), N_("照片必须注明所属检查记录的编号。"), N_("请刷新页面后重传。")),
    "photo_removed": Kind(409, N_("照片原件已依法移除"), N_("这张照片的原件已按决定移除，不再接收，也不能下载。"), N_("请去掉这张照片；依据见照片的“原件去向”页。")),
    "photo_not_stored": Kind(404, N_("照片原件不在服务器上"), N_("服务器上找不到照片原件 %(sha256)s，没有下载，也没有登记。"), N_("请管理员运行核验并从备份恢复。")),
    "removal_open": Kind(409, N_("已有移除申请"), N_("这张照片已有尚未办完的移除申请。"), N_("请先处理已有的申请。")),
    "removal_decided": Kind(409, N_("已有决定"), N_("这份移除申请已有决定。"), N_("请看页面上的最新情况。")),
    "removal_same_person": Kind(403, N_("须由另一人批准"), N_("申请人不能批准自己的移除申请。"), N_("请由另一名审核或管理员决定。")),
    "removal_elsewhere": Kind(403, N_("照片也用于辖区外的记录"), N_("这张照片还出现在您辖区以外的记录中。"), N_("请由辖区包含全部记录的上级批准。")),
    # Records
    "record_cut_short": Kind(400, N_("记录没有传完"), N_("记录内容不完整，无法读取：%(reason)s。"), N_("请重传；手机会自动重试。")),
    "record_invalid": Kind(422, N_("记录有误"), N_("有 %(count)s 处需要改正。"), N_("请按提示逐处改正后重新提交。")),
    "record_differs": Kind(409, N_("编号已被另一份记录占用"), N_("相同编号的记录已于 %(received_at)s 提交，内容不同；原记录未改动。"), N_("请联系审核人员核对；如需更正，请作为补充提交。")),
    "photos_missing": Kind(422, N_("照片尚未全部上传"), N_("记录列出的照片还差 %(count)s 张。"), N_("请先上传这些照片，再提交记录。")),
    "photos_unaccounted": Kind(422, N_("有已上传的照片未列入记录"), N_("已上传的 %(count)s 张照片既未列入记录，也未注明撤下原因。"), N_("请列入记录，或注明撤下原因。")),
    "checklist_unknown": Kind(422, N_("检查表版本不存在"), N_("服务器没有检查表 %(id)s 的 %(version)s 版。"), N_("请刷新页面取得最新检查表。")),
    # Markings of photos
    "original_sealed": Kind(403, N_("原件已封存"), N_("这张照片有遮盖，未遮盖的画面和原件只向审核、案审和管理员开放。"), N_("请使用遮盖副本；确需原件请联系审核人员。")),
    "marking_invalid": Kind(422, N_("遮盖和标注有误"), N_("有 %(count)s 处需要改正。"), N_("请按提示改正后重新保存。")),
    "marking_moved_on": Kind(409, N_("已被他人改动"), N_("您打开之后，%(actor)s改动了这张照片的遮盖和标注。"), N_("请核对最新的一版后再保存。")),
    # Violations
    "moved_on": Kind(409, N_("此条已有变动"), N_("您查看之后，%(actor)s已将其变为“%(state)s”。"), N_("请看最新内容，再决定如何处理；您输入的内容仍在下方。")),
    "not_possible": Kind(409, N_("当前状态不能这样处理"), N_("“%(state)s”状态下不能“%(act)s”。"), N_("请按页面上列出的操作处理。")),
    "act_invalid": Kind(422, N_("还缺必要内容"), N_("有 %(count)s 处需要补充。"), N_("请按提示补充后重新提交。")),
    "lead_not_evidence": Kind(409, N_("线索不能作为处罚证据"), N_("网格巡查只形成线索（国办发〔2024〕54号）。"), N_("请由两名执法人员现场检查后再移送。")),
    "site_moved_on": Kind(409, N_("检查对象已有更正"), N_("您查看之后，%(actor)s更正了这个检查对象。"), N_("页面列出了这次更正，您输入的内容仍在表单中；核对后可再次保存。")),
    # Files from phones
    "queue_unreadable": Kind(422, N_("不是待发记录文件"), N_("文件无法读取：%(reason)s。"), N_("请选择手机“发件箱”页导出的 ZIP 文件，不要解压或改动。")),
    "queue_photo_missing": Kind(422, N_("文件中缺少照片"), N_("文件没有带上照片 %(sha256)s。"), N_("请在手机上重新导出；照片仍在手机里。")),
    "queue_recorder": Kind(403, N_("不能导入这个人的记录"), N_("文件中的记录不属于您辖区内在用的账号。"), N_("请由记录人所在辖区的审核人员导入。")),
    # Stamps on copies
    "stamp_without_lines": Kind(422, N_("水印没有内容"), N_("水印至少要有一行。"), N_("请至少选择一行后再保存。")),
    "stamp_not_made": Kind(409, N_("没有水印副本"), N_("无法制作水印副本：%(reason)s。"), N_("原件不受影响，可以下载原件。")),
    # Exports
    "export_record_altered": Kind(500, N_("导出中止"), N_("检查记录 %(number)s 与其登记的摘要不符。"), N_("请管理员运行核验，查明改动后再导出。")),
    "export_pictures": Kind(422, N_("行数过多，不能带照片"), N_("带照片缩略图的表格最多 %(limit)s 行，现有 %(count)s 行。"), N_("请缩小筛选条件，或不带照片导出。")),
    "export_queue_full": Kind(429, N_("导出任务过多"), N_("您已有 %(limit)s 个导出任务尚未完成。"), N_("请等其中一个完成，或取消不需要的。")),
    "export_not_ready": Kind(409, N_("文件还没有做好"), N_("这次导出尚未完成，没有可下载的文件。"), N_("请在导出页查看进度，完成后再下载。")),
    "export_expired": Kind(410, N_("文件已过保存期"), N_("导出的文件保存 %(days)s 天，这一份已删除；台账中的导出记录仍在。"), N_("需要时请按同样的条件重新导出。")),
    "export_requester": Kind(403, N_("导出中止"), N_("申请导出的账号已停用，或不再有导出权限。"), N_("请由有权限的人员重新导出。")),
    "export_interrupted": Kind(500, N_("导出中止"), N_("后台处理在这次导出中多次意外中断。"), N_("请缩小范围重新导出；仍不成功请联系管理员。")),
    "export_disk_full": Kind(507, N_("导出中止"), N_("服务器空间不足，文件没有写完，已删除。"), N_("请通知管理员清理磁盘，然后重新导出。")),
    "export_failed": Kind(500, N_("导出中止"), N_("系统内部出错，已记录编号 %(reference)s。"), N_("请重新导出；仍不成功请把编号告诉管理员。")),
    "export_photo_removed": Kind(409, N_("导出中止"), N_("导出期间，照片 %(sha256)s 的原件被依法移除。"), N_("请按同样的条件重新导出。")),
    "export_photo_missing": Kind(500, N_("导出中止"), N_("照片原件 %(sha256)s 缺失或已损坏。"), N_("请管理员运行核验并从备份恢复。")),
}
