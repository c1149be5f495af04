"""Checkpoints of ``verify``: a signed file that says up to which entry a book was found whole.

It proves that whoever held our key said, then, that every entry up to this number was whole and that this was its hash. A run
that begins there checks that the book still has that entry as it was, and everything behind it. It does not look at the entries
before: one that was changed since is found by a run without a checkpoint only.
"""

from __future__ import annotations

import json
from pathlib import Path

from flask_babel import gettext as _

from lantian.evidence.aside import written
from lantian.evidence.receipts import BadReceipt, check
from lantian.ledger.book import Head

from .terminal import GOOD, now_at, parts, refuse, say

KIND = "checkpoint"


def read(path: Path) -> Head:
    """The entry a checkpoint names; ends the command with a sentence when none of our keys has signed it."""
    try:
        facts = check(json.loads(path.read_text()), parts().keyring.public_keys())
        if facts["kind"] != KIND:
            raise BadReceipt("another kind")
        return Head(int(facts["seq"]), str(facts["hash"]))
    except (BadReceipt, ValueError, KeyError, TypeError, AttributeError, OSError):
        refuse(_("%(file)s 不是本单位签名的检查点，或签名时间在密钥停用之后。请不带 --from 核算全部。", file=path))


def write(path: Path, head: Head) -> None:
    """Sign and write; an older checkpoint of this name is replaced. Raises OSError."""
    receipt = parts().keyring.receipt(kind=KIND, seq=head.seq, hash=head.hash, at=now_at())
    with written(path, sync=True) as file:
        file.write(json.dumps(receipt).encode() + b"\n")
    say(_("检查点已写入 %(file)s：第 %(seq)s 号。", file=path, seq=head.seq), GOOD)
