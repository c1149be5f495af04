"""The two plain texts of an evidence package: what it is and how to prove that it is whole, and the head of the ledger.

In Chinese, like the package itself.
"""

from __future__ import annotations

from lantian.domain.casefile import ExportContext

from .columns import local

README = """\
大气污染防治现场检查 证据包

导出人：{exporter}
导出时间：{exported_at}（北京时间）
筛选条件：{filters}
符合条件：{row_count} 条；其中装入本包的违法行为：{packed} 件

一、内容
每件违法行为一个文件夹，以编号命名：
  记录.html     可打印的记录：检查对象、当事人、执法人员及证号、检查结果、法律依据、责任链、照片清单、办理经过
  record.json   手机提交的检查记录（规范 JSON，未经改动），其 SHA-256 记在台账中
  case.json     供其他系统读取的数据（data_version 为数据格式版本）
  receipts.json 检查记录和每张照片的签名回执，以及验证所用的公钥
  证据说明.html 逐张照片的证据说明：制作方法、时间、拍摄人及证号、证明对象、地点、当事人确认、见证人；可打印签字
  证据说明.csv、evidence.json  同样内容的表格和数据，供案件系统导入，不必重新录入
  photos/       现场照片原件，收到时的字节原样保存，未压缩、未加水印、未改动元数据
  stamped/      水印副本（派生件）：由原件制作，便于阅看和打印，可以重新制作；不是原件，证明以 photos/ 中的原件为准
  marked/       有遮盖或标注的照片的副本（派生件）。photos/ 中是未遮盖的原件，只供有权人员；对外提供请用 marked/ 中的副本
所有坐标为 WGS-84，时间为北京时间（JSON 中为 UTC）。HEIC 照片如不能显示，请用支持 HEIC 的软件打开。

二、如何核对完整性
SHA256SUMS 列出其余每个文件的 SHA-256。解压后在本文件夹内运行：
  Linux / macOS：  sha256sum -c SHA256SUMS     （macOS：shasum -a 256 -c SHA256SUMS）
  Windows PowerShell：  Get-FileHash -Algorithm SHA256 文件名     （与清单逐一比对）
文件缺少 SHA256SUMS 或不能正常解压的，是中断的导出，不得使用。

三、如何独立核验（不需要本系统）
压缩包末尾有对全部字节的签名（封印），改动任何一个字节都会被发现。对未解压的压缩包运行：
  python3 verify/verify_case.py 证据包.zip --key 密钥指纹
或者用浏览器打开 verify/verify.html，选择压缩包；不需要联网。单张照片：选择照片和所在文件夹的 receipts.json。
伪造的包里可以放伪造的核验程序和密钥：核验程序和密钥指纹请从单位的“核验”页面（{verify_link}）或纸面取得，逐字比对。
不给出指纹、也不给出该页面的 keys.json 时，结论只是“与文件自带的密钥相符，来源未核对”，不能作为证明。
签名密钥：{key_ids}（公钥见 keys.json）
证明的是：所列内容自提交、自导出以来未改动，由该密钥签名。不证明现场真实、手机时钟和定位准确。

四、如何与台账核对
ledger-head.txt 是导出时台账最后一条的编号和哈希。台账只增不改、前后相连；保存此编号和哈希，日后即可查明台账是否被改动。
case.json 的 story 中 InspectionReceived 一条的 content_sha256 应等于 record.json 的 SHA-256。
{leads}"""

LEADS = """
五、未装入的线索
符合条件的有 {count} 条线索，由网格巡查登记，不得作为处罚证据（国办发〔2024〕54号），未装入本包：
{numbers}
"""


def readme(context: ExportContext, packed: int, leads: list[str]) -> str:
    """What the package holds; ``leads`` are the numbers of the lines that were left out."""
    filters = "；".join(f"{label} {value}" for label, value in context.filters) or "无（辖区内全部）"
    left_out = LEADS.format(count=len(leads), numbers="\n".join(f"  {number}" for number in leads)) if leads else ""
    return README.format(
        exporter=context.exporter, exported_at=f"{local(context.exported_at):%Y-%m-%d %H:%M:%S}", filters=filters,
        row_count=context.row_count, packed=packed, leads=left_out, key_ids=context.key_ids, verify_link=context.verify_link,
    )


def head(context: ExportContext) -> str:
    """Number and hash of the ledger's last entry, one fact a line, readable by people and programs."""
    facts = {"seq": context.head_seq, "hash": context.head_hash, "exported_at": context.exported_at, "keys": context.key_ids}
    return "".join(f"{name}: {value}\n" for name, value in facts.items())
