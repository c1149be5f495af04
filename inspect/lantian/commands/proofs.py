"""Proving that an installation is sound: ``verify`` for the book and the originals, ``forms check`` for the content."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lantian.checklists.library import check
from lantian.evidence.heads import faults
from lantian.ledger import book, db
from lantian.ledger.verify import CHECKS, ORIGINALS, Finding, verify

from . import checkpoints
from .terminal import BAD, DOUBTFUL, GOOD, joined, parts, say, translated

MOST_SHOWN = 50
TELL_EVERY_S = 2.0
_FILE = click.Path(dir_okay=False, path_type=Path)
_OLD_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def add(group: AppGroup) -> None:
    """Hang the commands on the group."""

    @group.command("verify", help=_("重新核算台账、状态和照片原件，指出第一处断点；有问题时退出码为 1。"))
    @click.option("--full", is_flag=True, help=_("逐个读取照片原件并核对 SHA-256。"))
    @click.option("--checkpoint", type=_FILE, help=_("全部一致时，把末条编号和哈希签名写入此文件。"))
    @click.option("--from", "since", type=_OLD_FILE, help=_("从此检查点之后核算链条；此前的条目不再重算。"))
    def _verify(full: bool, checkpoint: Path | None, since: Path | None) -> None:
        verified(full, checkpoint, since)

    @group.group("forms", help=_("检查表、法律依据和地方参数。"))
    def forms() -> None:
        pass

    @forms.command("check", help=_("检查 forms 文件夹：逐条给出文件、条目、规则和改法；有问题时退出码为 1。"))
    @click.option(
        "--dir", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help=_("另一个 forms 文件夹。")
    )
    @click.pass_context
    def _check(context: click.Context, folder: Path | None) -> None:
        check_forms(folder or parts().settings.forms_dir, context.obj["language"])


def verified(full: bool, checkpoint: Path | None, since: Path | None) -> None:
    """Run every check and report; with a checkpoint to begin from, or one to write when all holds."""
    begun = checkpoints.read(since) if since else None
    heads = parts().heads.file
    bad_lines = list(islice(faults(heads.lines(), parts().keyring.public_keys()), MOST_SHOWN))
    for number in bad_lines:
        say(_("%(file)s 第 %(number)s 行不是本单位签名的末条，或签名时间在密钥停用之后。", file=heads.path, number=number), BAD)
    published = (book.Head(line.seq, line.hash) for _number, line in heads.lines() if line is not None)
    with db.connection():
        head = book.head()
        found = verify(parts().storage, full=full, progress=Progress(), since=begun, published=published)
        broken, remarks = sorted_out(found)
    report(broken, remarks, head, full, failed=bool(bad_lines))
    if begun:
        say(_("链条从检查点第 %(seq)s 号之后重算；此前的条目在写检查点时核算过，这次没有重算。", seq=begun.seq), DOUBTFUL)
    if checkpoint:
        checkpoints.write(checkpoint, head)


@dataclass
class Told:
    """The first ones to be shown, and how many there are."""

    first: list[Finding] = field(default_factory=list)
    count: int = 0

    def add(self, finding: Finding) -> None:
        """One more."""
        self.count += 1
        if self.count <= MOST_SHOWN:
            self.first.append(finding)


def sorted_out(found: Iterable[Finding]) -> tuple[Told, Told]:
    """What is broken, and what is only to be known, so that many of one never hide the other."""
    broken, remarks = Told(), Told()
    for finding in found:
        (remarks if finding.is_remark else broken).add(finding)
    return broken, remarks


class Progress:
    """Says now and then how far a check has come, on standard error."""

    def __init__(self) -> None:
        self._told_at = time.monotonic()

    def __call__(self, key: str, done: int) -> None:
        """Told by ``verify`` after each page of rows."""
        if time.monotonic() - self._told_at >= TELL_EVERY_S:
            self._told_at = time.monotonic()
            click.echo(f"  {name_of(key)} {done}", err=True)


def name_of(key: str) -> str:
    """The name of a check in the reader's language."""
    names = {check.key: check.name for check in CHECKS} | dict([ORIGINALS])
    return _(names[key])


def report(broken: Told, remarks: Told, head: book.Head, full: bool, failed: bool = False) -> None:
    """The first broken place of the book before anything else; then the other findings, remarks, the head. Exit code 1 for
    anything broken, and when something was said to have ``failed`` before; a remark alone leaves it 0."""
    if first := next((finding for finding in broken.first if finding.check == "book"), None):
        say(_("台账第一处断点：%(subject)s", subject=first.subject), BAD)
    _list(broken, BAD)
    _list(remarks, DOUBTFUL)
    say(_("台账共 %(seq)s 条，末条哈希 %(hash)s", seq=head.seq, hash=head.hash))
    if broken.count or failed:
        raise SystemExit(1)
    scope = _("照片原件逐个核对过内容。") if full else _("照片原件核对了存在和长度；核对内容请加 --full。")
    say(joined(_("全部一致。"), scope), GOOD)


def _list(told: Told, tone: str) -> None:
    for finding in told.first:
        sentence, name = translated(finding.message, finding.params), name_of(finding.check)
        say(_("%(check)s　%(subject)s：%(sentence)s", check=name, subject=finding.subject, sentence=sentence), tone)
    if told.count > len(told.first):
        say(_("……共 %(count)s 处。", count=told.count), tone)


def check_forms(folder: Path, language: str) -> None:
    """Every problem of a forms folder, one line each."""
    problems = check(folder)
    for problem in problems:
        say(problem.text(language), BAD)
    if problems:
        say(_("共 %(count)s 处需要改正。", count=len(problems)))
        raise SystemExit(1)
    say(_("%(folder)s：全部符合规则。", folder=folder), GOOD)
