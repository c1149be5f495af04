"""``export``: the same files that the desk hands over, from the command line, in somebody's name and in the book."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lantian.domain.moments import local_date
from lantian.domain.people import may
from lantian.domain.problems import Problem
from lantian.exports.writer import WRITERS
from lantian.ledger import db, people
from lantian.ledger.filters import KEYS
from lantian.ledger.queries import ORDERS, Filters
from lantian.workflow.acting import Acting, acting
from lantian.workflow.export_words import Spoken, context
from lantian.workflow.hand_over import Produced, Wanted, check, enter, produce

from .terminal import GOOD, fault_lines, now, parts, refuse, refuse_problem, say


def add(group: AppGroup) -> None:
    """Hang the command on the group."""

    @group.command("export", help=_("导出台账或案卷，以某个账号的名义和辖区，并记入台账。"))
    @click.argument("writer", type=click.Choice(sorted(WRITERS)))
    @click.option("--by", "username", required=True, help=_("以谁的名义（须有导出权限）"))
    @click.option(
        "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help=_("写到哪个文件；已存在的文件不覆盖。")
    )
    @click.option("--order", type=click.Choice(sorted(ORDERS)), default="newest", show_default=True)
    @click.option("--thumbnails", is_flag=True, help=_("Excel 中带照片缩略图。"))
    @_filter_options
    @click.pass_context
    def _export(
        context: click.Context, writer: str, username: str, out: Path, order: str, thumbnails: bool, **given: Any
    ) -> None:
        # An address as the settings say: there is no request here that could tell.
        spoken = Spoken(WRITERS[writer].language or context.obj["language"], parts().settings.address, thumbnails)
        with db.connection():
            export(writer, username, out, order, given, spoken)


def _filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """One option per key of the desk's filters."""
    for key in reversed(KEYS):
        command = click.option(f"--{key.name}", f"filter_{key.name}", multiple=key.field == "states", help=_(key.label))(command)
    return command


def export(writer: str, username: str, out: Path, order: str, given: dict[str, Any], spoken: Spoken) -> None:
    """Write one file. It is removed again when the export stops half-way."""
    by = _exporter(username)
    filters, faults = Filters.from_args(_args(given), today=local_date(by.now).isoformat())
    if faults:
        refuse(*fault_lines(faults))
    sources, produced = replace(parts().exports.sources, work_dir=out.parent), Produced()
    wanted = Wanted(
        writer, by.area_code, filters, order, lambda count, head: context(sources, spoken, filters, count, head, by=by)
    )
    check(writer, order, by=by)
    try:
        with out.open("xb") as file:
            produce(wanted, file, produced)
            file.flush()
            os.fsync(file.fileno())
        seq = enter(wanted, produced, by=replace(by, now=now()))
    except FileExistsError:
        refuse(_("%(file)s 已存在，没有覆盖。请换一个文件名。", file=out))
    except Problem as problem:
        out.unlink(missing_ok=True)
        refuse_problem(problem)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    told = {"file": out, "rows": produced.row_count, "sha256": produced.sha256, "seq": seq}
    say(_("%(file)s：%(rows)s 行，SHA-256 %(sha256)s，台账第 %(seq)s 号。", **told), GOOD)
    say(_("导出时台账末条：第 %(seq)s 号，哈希 %(hash)s。", seq=produced.head_seq, hash=produced.head_hash))


def _exporter(username: str) -> Acting:
    person = people.by_username(username, demo=parts().settings.demo)
    if person is None:
        refuse(_("没有用户“%(value)s”。flask lantian person list 列出全部账号。", value=username))
    if not may(person.role, "export"):
        refuse(_("%(username)s 的岗位没有导出权限。", username=username))
    return acting(person, now())


def _args(given: dict[str, Any]) -> dict[str, str]:
    """The options as an address line would say them."""
    written = {
        name.removeprefix("filter_"): ",".join(value) if isinstance(value, tuple) else value for name, value in given.items()
    }
    return {name: value for name, value in written.items() if value}
