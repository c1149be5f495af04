"""``demo load`` and ``demo reset``: the demo city, in demo mode only."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from werkzeug.security import generate_password_hash

from lantian.demo.accounts import SIGN_INS
from lantian.demo.city import DemoRefused, Loaded, load, reset
from lantian.ledger import db

from .terminal import GOOD, now, parts, refuse, say, table, translated


def add(group: AppGroup) -> None:
    """Hang the commands on the group."""

    @group.group("demo", help=_("示例城市（洛阳）；仅在演示模式（LANTIAN_DEMO=1）下可用。"))
    def demo() -> None:
        pass

    @demo.command("load", help=_("载入示例城市；已载入时什么也不改。"))
    def _load() -> None:
        only_in_demo_mode()
        with db.connection():
            told(loaded())

    @demo.command("reset", help=_("清除示例城市的全部数据并重新载入。"))
    @click.option("--yes", is_flag=True, help=_("不再询问。"))
    def _reset(yes: bool) -> None:
        only_in_demo_mode()
        if not yes:
            click.confirm(_("将删除 %(folder)s 中的全部示例数据，继续吗？", folder=parts().settings.data_dir), abort=True)
        with db.connection():
            cleared()
            told(loaded())


def only_in_demo_mode() -> None:
    """Refuse anywhere else: the sign-ins of the demo city are public."""
    if not parts().settings.demo:
        refuse(_("不是演示模式，未做任何改动。演示请设 LANTIAN_DEMO=1，并用单独的数据目录。"))


def loaded() -> Loaded:
    """Load as of now, with a line of progress."""
    try:
        return load(now=now(), library=parts().library, storage=parts().storage, hash_password=generate_password_hash)
    except DemoRefused as refused:
        refuse(translated(refused.message, refused.params))
        raise


def cleared() -> None:
    """Take the demo city away."""
    settings = parts().settings
    try:
        reset(settings.originals_dir, settings.derived_dir)
    except DemoRefused as refused:
        refuse(translated(refused.message, refused.params))


def told(city: Loaded) -> None:
    """What there is now, and how to sign in."""
    if city.new:
        say(
            _(
                "示例城市已载入：检查 %(visits)s 次，台账 %(violations)s 条，照片 %(photos)s 张。",
                visits=city.visits,
                violations=city.violations,
                photos=city.photos,
            ),
            GOOD,
        )
    else:
        say(_("示例城市早已载入，未做任何改动。"), GOOD)
    say(_("示例账号（密码都是 %(password)s）：", password=SIGN_INS[0].password))
    table([(person.username, _(person.role_name), person.name, person.area_code) for person in SIGN_INS])
