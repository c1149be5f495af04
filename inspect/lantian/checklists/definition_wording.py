"""The sentences of every rule on the files of forms/, in Chinese (msgids) and English.

One row per rule: what is wrong, how to mend it. English stands here too because the check runs on the command line, where no
translation is loaded. A rule without a row here cannot be reported: a test compares both ways.
"""

from __future__ import annotations

from dataclasses import dataclass

from lantian.domain.problems import N_


@dataclass(frozen=True)
class Wording:
    """What is wrong and how to mend it, with %(name)s places."""

    zh: str
    mend_zh: str
    en: str
    mend_en: str


WORDING: dict[str, Wording] = {
    # Any file
    "file_missing": Wording(
        N_("缺少这个文件。"), N_("请从安装包恢复。"), "This file is missing.", "Restore it from the release."),
    "file_unreadable": Wording(
        N_("读不懂：%(reason)s。"), N_("请按 TOML 格式改正，文件须为 UTF-8 编码。"),
        "Cannot be read: %(reason)s.", "Correct it as TOML, saved as UTF-8."),
    "key_missing": Wording(
        N_("缺少 %(key)s。"), N_("请补上这一行，写法见 README。"), "%(key)s is missing.", "Add the line; README shows how."),
    "key_unknown": Wording(
        N_("不认识 %(key)s。"),
        N_("请核对拼写，或删去这一行。"), "%(key)s is not known.", "Check the spelling or remove the line."),
    "wrong_type": Wording(
        N_("%(key)s 应为%(expected)s。"), N_("请按 README 的例子改写。"),
        "%(key)s must be %(expected_en)s.", "Write it as in the example of README."),
    "text_empty": Wording(
        N_("%(key)s 是空的。"),
        N_("请填写内容；中文和英文都要有。"), "%(key)s is empty.", "Fill it in; Chinese and English are both needed."),
    "number_infinite": Wording(
        N_("%(key)s 不是有限的数。"), N_("请填写普通数字。"), "%(key)s is not a finite number.", "Enter an ordinary number."),
    "status_unknown": Wording(
        N_("状态 %(found)s 不认识。"), N_("可用：draft、draft-local、published，后面可加冒号和说明。"),
        "Status %(found)s is not known.", "Use draft, draft-local or published, with a colon and a remark if you like."),
    "confidence_unknown": Wording(
        N_("可信度 %(found)s 不认识。"), N_("可用：verified、secondary、from-memory。"),
        "Confidence %(found)s is not known.", "Use verified, secondary or from-memory."),
    # A checklist
    "path_differs": Wording(
        N_("文件内写的是 %(found)s，与所在位置不符。"), N_("文件应放在 checklists/<id>/<version>.toml。"),
        "The file says %(found)s, which does not match its place.", "It belongs at checklists/<id>/<version>.toml."),
    "version_shape": Wording(
        N_("版本号 %(found)s 写法不对。"), N_("请写成 年.月 或 年.月.序号，例如 2026.11。"),
        "Version %(found)s has the wrong form.", "Write year.month or year.month.number, such as 2026.11."),
    "items_missing": Wording(
        N_("检查表没有任何检查项。"),
        N_("请至少写一个 [[items]]。"), "The checklist has no items.", "Write at least one [[items]]."),
    "site_kind_unknown": Wording(
        N_("检查对象类别 %(found)s 不认识。"), N_("请改用 site_kinds.toml 中的类别，或先在那里登记。"),
        "Site kind %(found)s is not known.", "Use a kind of site_kinds.toml, or add it there first."),
    "visit_kind_unknown": Wording(
        N_("检查方式 %(found)s 不认识。"), N_("可用：grid_patrol、administrative_inspection、internal。"),
        "Kind of visit %(found)s is not known.", "Use grid_patrol, administrative_inspection or internal."),
    "problem_type_unknown": Wording(
        N_("问题类型 %(found)s 不认识。"), N_("请改用 departments.toml 中的问题类型。"),
        "Problem type %(found)s is not known.", "Use a problem type of departments.toml."),
    "department_unknown": Wording(
        N_("部门 %(found)s 不认识。"), N_("请改用 departments.toml 中的部门，或先在那里登记。"),
        "Department %(found)s is not known.", "Use a department of departments.toml, or add it there first."),
    "header_field_unknown": Wording(
        N_("表头字段 %(found)s 不认识。"), N_("请改用 header_fields.toml 中的字段，或先在那里登记。"),
        "Header field %(found)s is not known.", "Use a field of header_fields.toml, or add it there first."),
    "header_field_twice": Wording(
        N_("表头字段 %(found)s 写了两次。"), N_("请删去一个。"), "Header field %(found)s is named twice.", "Remove one."),
    "section_twice": Wording(
        N_("分组 %(found)s 写了两次。"),
        N_("请给每个分组不同的 id。"), "Section %(found)s is named twice.", "Give each section its own id."),
    "section_unknown": Wording(
        N_("分组 %(found)s 不存在。"), N_("请改用本表 [[sections]] 中的 id。"),
        "Section %(found)s does not exist.", "Use an id of [[sections]] in this file."),
    "section_missing": Wording(
        N_("这一项没有分组，而本表有分组。"),
        N_("请写上 section。"), "The item has no section although the list has some.", "Add section."),
    "section_empty": Wording(
        N_("分组 %(found)s 没有任何检查项。"), N_("请删去这个分组，或给它检查项。"),
        "Section %(found)s has no items.", "Remove it or give it items."),
    "section_split": Wording(
        N_("分组 %(found)s 的检查项没有排在一起。"), N_("请把同组的检查项移到一起。"),
        "The items of section %(found)s are not together.", "Move them next to each other."),
    # An item
    "item_id_shape": Wording(
        N_("编号写法不对。"), N_("请写成 前缀.名称，只用小写字母、数字和下划线，例如 d6.cover。"),
        "The id has the wrong form.", "Write prefix.name in lower-case letters, digits and underscores, such as d6.cover."),
    "item_twice": Wording(
        N_("检查项编号重复。"), N_("请给每个检查项不同的编号。"), "The item id is used twice.", "Give each item its own id."),
    "item_elsewhere": Wording(
        N_("这个编号已用于检查表 %(found)s。"), N_("请换一个编号；同一要求可写 same_as。"),
        "The id is already used in checklist %(found)s.", "Choose another; same_as names the same requirement."),
    "same_as_unknown": Wording(
        N_("same_as 指向的 %(found)s 不存在。"), N_("请改为已有检查项的编号。"),
        "same_as names %(found)s, which does not exist.", "Use the id of an existing item."),
    "answer_type_unknown": Wording(
        N_("作答方式 %(found)s 不认识。"),
        N_("可用：%(known)s。"), "Answer type %(found)s is not known.", "Use one of %(known)s."),
    "severity_unknown": Wording(
        N_("严重程度 %(found)s 不认识。"), N_("可用：low、medium、high、critical。"),
        "Severity %(found)s is not known.", "Use low, medium, high or critical."),
    "legal_basis_unknown": Wording(
        N_("法律依据 %(found)s 不存在。"), N_("请改用 law/bases 中的编号，或先在那里登记。"),
        "Legal basis %(found)s does not exist.", "Use an id of law/bases, or add it there first."),
    "deadline_shape": Wording(
        N_("整改期限 %(found)s 写法不对。"), N_("可用：immediate、before_start、3d（日）、5wd（工作日）。"),
        "Deadline %(found)s has the wrong form.", "Use immediate, before_start, 3d (days) or 5wd (working days)."),
    "param_unknown": Wording(
        N_("参数 %(found)s 不认识。"), N_("请先在 params.toml 写明它怎样显示。"),
        "Parameter %(found)s is not known.", "Say in params.toml how it is shown."),
    "param_kind": Wording(
        N_("参数 %(found)s 的值不是 %(kind)s。"), N_("请按 params.toml 中的 kind 填写。"),
        "The value of parameter %(found)s is not of kind %(kind)s.", "Enter it as its kind in params.toml says."),
    "param_both": Wording(
        N_("参数 %(found)s 既有值又列为待填。"), N_("请从 params 或 params_open 中删去一处。"),
        "Parameter %(found)s has a value and is listed as open.", "Remove it from params or from params_open."),
    "unit_unknown": Wording(
        N_("单位 %(found)s 不认识。"), N_("请改用 params.toml 中的单位，或先在那里登记。"),
        "Unit %(found)s is not known.", "Use a unit of params.toml, or add it there first."),
    "unit_missing": Wording(
        N_("数字项没有单位。"), N_("请写上 unit。"), "A number has no unit.", "Add unit."),
    "unit_needless": Wording(
        N_("只有数字项才有单位。"), N_("请删去 unit，或把作答方式改为 number。"),
        "Only a number has a unit.", "Remove unit, or make the answer a number."),
    "options_missing": Wording(
        N_("选择项至少要有两个选项。"), N_("请写上 options。"), "A choice needs two options at least.", "Add options."),
    "options_needless": Wording(
        N_("只有选择项才有选项。"), N_("请删去 options，或把类型改为 choice。"),
        "Only a choice has options.", "Remove options, or make it a choice."),
    "option_twice": Wording(
        N_("选项 %(found)s 写了两次。"), N_("请删去一个。"), "Option %(found)s is named twice.", "Remove one."),
    "sub_check_twice": Wording(
        N_("要点 %(found)s 写了两次。"), N_("请删去一个。"), "Sub-check %(found)s is named twice.", "Remove one."),
    "finding_option_unknown": Wording(
        N_("finding_options 中的 %(found)s 不是选项。"), N_("请照抄 options 中的中文。"),
        "%(found)s in finding_options is not an option.", "Copy the Chinese text of an option."),
    "photo_rule_without_fail": Wording(
        N_("这种作答方式不会不合格，不能写 photo_required_on_fail。"), N_("请改为 false；需要照片时用 photo_always。"),
        "An answer of this type cannot fail, so photo_required_on_fail is not possible.",
        "Set it to false; use photo_always to ask for a photo."),
    "max_param_unknown": Wording(
        N_("max_param 指向的 %(found)s 不是本项的数字参数。"), N_("请在 params 中写上它，并确认它是数字。"),
        "max_param names %(found)s, which is no number among the item's params.", "Add it to params as a number."),
    "max_param_needless": Wording(
        N_("只有数字项才有上限。"), N_("请删去 max_param。"), "Only a number has a limit.", "Remove max_param."),
    "fields_missing": Wording(
        N_("这一项要填写哪些字段没有写明。"),
        N_("请写上 fields。"), "The item does not say which fields it asks.", "Add fields."),
    "fields_needless": Wording(
        N_("只有作答方式为 fields 的检查项才写 fields。"), N_("请删去 fields 和 required_fields。"),
        "Only an item that is answered by fields names fields.", "Remove fields and required_fields."),
    "required_field_unknown": Wording(
        N_("必填字段 %(found)s 不在 fields 中。"), N_("请把它加入 fields。"),
        "Required field %(found)s is not among fields.", "Add it to fields."),
    "roles_missing": Wording(
        N_("责任链没有写明有哪些岗位。"), N_("请写上 roles。"), "The chain of persons names no roles.", "Add roles."),
    "roles_needless": Wording(
        N_("只有责任链才有岗位。"), N_("请删去 roles、person_fields、min_people。"),
        "Only a chain of persons has roles.", "Remove roles, person_fields and min_people."),
    "person_field_unknown": Wording(
        N_("人员信息 %(found)s 不认识。"), N_("可用：name、phone、card_number。"),
        "Person field %(found)s is not known.", "Use name, phone or card_number."),
    "applies_when_without_na": Wording(
        N_("有适用条件的检查项必须能答“不适用”。"), N_("请把作答方式改为 pass_fail_na，或删去 applies_when。"),
        "An item with a condition must allow 'not applicable'.", "Make it pass_fail_na, or remove applies_when."),
    "applies_text_missing": Wording(
        N_("适用条件没有写成给人看的话。"), N_("请写上 applies_zh 和 applies_en。"),
        "The condition is not written for people.", "Add applies_zh and applies_en."),
    "leads_to_unknown": Wording(
        N_("后续处理 %(found)s 不认识。"), N_("可用：%(known)s。"), "Outcome %(found)s is not known.", "Use one of %(known)s."),
    # Words shared by all lists
    "field_type_unknown": Wording(
        N_("字段类型 %(found)s 不认识。"),
        N_("可用：%(known)s。"), "Field type %(found)s is not known.", "Use one of %(known)s."),
    "prefill_unknown": Wording(
        N_("预填来源 %(found)s 不认识。"), N_("可用：%(known)s。"), "Prefill %(found)s is not known.", "Use one of %(known)s."),
    "param_kind_unknown": Wording(
        N_("参数类型 %(found)s 不认识。"),
        N_("可用：%(known)s。"), "Parameter kind %(found)s is not known.", "Use one of %(known)s."),
    "param_places": Wording(
        N_("句子 %(key)s 中的占位与参数类型不符。"), N_("number 和 text 用 {}，range 用 {0} {1}，by_key 用 keys 中的名字。"),
        "The places in %(key)s do not fit the kind.",
        "Use {} for number and text, {0} {1} for range, the names of keys for by_key."),
    "checklist_unknown": Wording(
        N_("检查表 %(found)s 不存在。"), N_("请改用 checklists 中的 id。"),
        "Checklist %(found)s does not exist.", "Use an id of checklists."),
    # Law
    "law_unknown": Wording(
        N_("法律 %(found)s 不存在。"),
        N_("请先在 law/laws.toml 登记。"), "Law %(found)s does not exist.", "Add it to law/laws.toml first."),
    "basis_refused": Wording(
        N_("这一条法律依据的数额或类型不对：%(reason)s。"), N_("请对照法条原文改正。"),
        "The amounts or the type of this basis are wrong: %(reason)s.", "Correct it by the text of the law."),
    "basis_link_unknown": Wording(
        N_("%(key)s 指向的 %(found)s 不存在。"), N_("请改用 law/bases 中的编号。"),
        "%(key)s names %(found)s, which does not exist.", "Use an id of law/bases."),
    "dates_reversed": Wording(
        N_("失效日期早于施行日期。"), N_("请核对 effective_from 和 effective_to。"),
        "It ends before it begins.", "Check effective_from and effective_to."),
    "id_twice": Wording(
        N_("编号重复。"), N_("请给每一条不同的编号。"), "The id is used twice.", "Give each row its own id."),
    # Regions
    "region_code_shape": Wording(
        N_("行政区划代码 %(found)s 写法不对，或与文件名不同。"), N_("请写成 CN 或 6 位数字（GB/T 2260），文件名相同。"),
        "Area code %(found)s has the wrong form or differs from the file name.",
        "Write CN or 6 digits (GB/T 2260), as the file name."),
    "region_item_unknown": Wording(
        N_("检查项不存在。"), N_("请改用检查表中的编号。"), "The item does not exist.", "Use the id of an item."),
    "region_param_foreign": Wording(
        N_("参数 %(found)s 不属于这一项。"), N_("请先在检查表的新版本中给这一项加上该参数。"),
        "Parameter %(found)s does not belong to the item.", "Add it to the item in a new version of the checklist first."),
    "region_lead_missing": Wording(
        N_("全国文件没有给问题类型 %(found)s 指定牵头部门。"), N_("请在 [lead_departments] 中补上。"),
        "The national file names no lead department for problem type %(found)s.", "Add it to [lead_departments]."),
    # The lock of versions
    "lock_missing": Wording(
        N_("版本 %(version)s 没有登记在 published.toml。"), N_("请运行 make forms-lock 登记。"),
        "Version %(version)s is not recorded in published.toml.", "Run make forms-lock to record it."),
    "lock_draft_differs": Wording(
        N_("草稿 %(version)s 改动后没有重新登记。"), N_("请运行 make forms-lock 登记新的内容。"),
        "Draft %(version)s was changed and not recorded again.", "Run make forms-lock to record the new content."),
    "lock_published_differs": Wording(
        N_("已发布的版本 %(version)s 被改动。"), N_("请恢复原文件，把改动写成一个新版本。"),
        "Published version %(version)s was changed.", "Restore the file and make a new version for the change."),
    "lock_gone": Wording(
        N_("登记过的版本 %(version)s 不见了。"), N_("请恢复该文件；已有记录要靠它解读。草稿可运行 make forms-lock 注销。"),
        "Recorded version %(version)s is gone.",
        "Restore the file: records need it to be read. A draft can be struck off with make forms-lock."),
}
