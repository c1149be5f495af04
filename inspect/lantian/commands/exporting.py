"""``export``: the same files that the desk hands over, from the command line, in somebody's name and in the book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from lantian.domain.casefile import ExportContext
from lantian.domain.moments import local_date
from lantian.domain.people import may
from lantian.domain.problems import Problem
from lantian.exports.writer import WRITERS, HashingSink
from lantian.ledger import book, db, people
from lantian.ledger.filters import KEYS
from lantian.ledger.queries import ORDERS, Filters
from lantian.workflow.acting import Acting, acting
from lantian.workflow.hand_over import Wanted, hand_over

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
    @_filter_options
    @click.pass_context
    def _export(context: click.Context, writer: str, username: str, out: Path, order: str, **given: Any) -> None:
        with db.connection():
            export(writer, username, out, order, given, context.obj["language"])


def _filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """One option per key of the desk's filters."""
    for key in reversed(KEYS):
        command = click.option(f"--{key.name}", f"filter_{key.name}", multiple=key.field == "states", help=_(key.label))(command)
    return command


def export(writer: str, username: str, out: Path, order: str, given: dict[str, Any], language: str) -> None:
    """Write one file. It is removed again when the export stops half-way."""
    by = _exporter(username)
    filters, faults = Filters.from_args(_args(given), today=local_date(by.now).isoformat())
    if faults:
        refuse(*fault_lines(faults))
    spoken = WRITERS[writer].language or language
    wanted = Wanted(writer, by.area_code, filters, order, lambda count, head: _context(by, filters, count, head, spoken))
    try:
        with out.open("xb") as file:
            sink = HashingSink(file)
            for piece in hand_over(wanted, by=by, clock=now):
                sink.write(piece)
    except FileExistsError:
        refuse(_("%(file)s 已存在，没有覆盖。请换一个文件名。", file=out))
    except Problem as problem:
        out.unlink(missing_ok=True)
        refuse_problem(problem)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    entry = book.story("export", sink.hexdigest())[-1]
    told = {"file": out, "rows": entry["payload"]["rows"], "sha256": sink.hexdigest(), "seq": entry["seq"]}
    say(_("%(file)s：%(rows)s 行，SHA-256 %(sha256)s，台账第 %(seq)s 条。", **told), GOOD)


def _exporter(username: str) -> Acting:
    person = people.by_username(username, demo=parts().settings.demo)
    if person is None:
        refuse(_("没有用户「%(value)s」。flask lantian person list 列出全部账号。", value=username))
    if not may(person.role, "export"):
        refuse(_("%(username)s 的岗位没有导出权限。", username=username))
    return acting(person, now())


def _args(given: dict[str, Any]) -> dict[str, str]:
    """The options as an address line would say them."""
    written = {
        name.removeprefix("filter_"): ",".join(value) if isinstance(value, tuple) else value for name, value in given.items()
    }
    return {name: value for name, value in written.items() if value}


def _context(by: Acting, filters: Filters, count: int, head: book.Head, language: str) -> ExportContext:
    library = parts().library
    with force_locale(language):
        said = [(_(label), _(value) if value else "") for label, value in filters.words({})]
    fields = library.vocabulary.header_fields
    return ExportContext(
        exporter=by.name,
        exported_at=by.at,
        filters=said,
        row_count=count,
        head_seq=head.seq,
        head_hash=head.hash,
        translate=(lambda text: text) if language == "zh" else _,
        language=language,
        site_kind_name=lambda key: library.site_kind_name(key, language),
        department_name=lambda key: library.department_name(key, language),
        checklist_name=lambda key: library.current(key).text(language) if library.versions(key) else key,
        header_name=lambda key: fields[key].text(language) if key in fields else key,
        item_name=lambda checklist, item: _item_name(library, checklist, item, language),
        # There is no address line here that a reader could follow; the record's own number finds it.
        record_link=lambda inspection_id: inspection_id,
        open_original=parts().storage.open,
    )


def _item_name(library: Any, checklist: str, item: str, language: str) -> str:
    for definition in reversed(library.versions(checklist)):
        if item in definition.by_id:
            return definition.item(item).text(language)
    return item
