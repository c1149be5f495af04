"""``keys``: which keys have signed and which signs now; ``keys rotate`` retires it and makes another."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lantian.evidence.receipts import PublicKey
from lantian.ledger import book, db
from lantian.workflow.keys import rotate

from .terminal import DOUBTFUL, GOOD, now_at, parts, say


def add(group: AppGroup) -> None:
    """Hang the commands on the group."""

    @group.group("keys", invoke_without_command=True, help=_("列出签名密钥及指纹；keys rotate 更换密钥。"))
    @click.pass_context
    def keys(context: click.Context) -> None:
        if context.invoked_subcommand is None:
            listed()

    @keys.command("rotate", help=_("停用现用的签名密钥并换一把新的；旧回执仍可核验。"))
    @click.confirmation_option(prompt=_("更换签名密钥？旧私钥会被删除，不能恢复。"))
    def _rotate() -> None:
        with db.connection():
            new, _old = rotate(parts().keyring, at=now_at(), actor=book.SYSTEM)
        say(_("已换用新密钥 %(key)s，并记入台账。", key=new), GOOD)
        say(_("请公布新指纹，备份 keys 文件夹；旧公钥不要删除。"), DOUBTFUL)
        listed()


def listed() -> None:
    """One key after the other, oldest first."""
    for key in parts().keyring.public_keys():
        say(_describe(key), GOOD if key.retired_at is None else None)
        say("  " + _("指纹 %(fingerprint)s", fingerprint=key.fingerprint))
        say("  " + _("公钥 %(key)s", key=key.public_key))


def _describe(key: PublicKey) -> str:
    if key.retired_at is None:
        return _("%(key)s　在用，%(made)s 起", key=key.id, made=key.made_at)
    return _("%(key)s　已停用，%(made)s 至 %(retired)s", key=key.id, made=key.made_at, retired=key.retired_at)
