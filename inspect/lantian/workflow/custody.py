"""Who had which original in hand or saw what is hidden: it goes into the book before the first byte leaves."""

from __future__ import annotations

from lantian.ledger import book
from lantian.ledger.db import transaction

from .acting import Acting


def note_original_download(sha256: str, *, by: Acting) -> int:
    """Enter that a person downloads an original; returns the entry's number."""
    with transaction():
        return book.append(
            at=by.at, actor=by.actor, kind="OriginalDownloaded", subject_kind="photo", subject_id=sha256, payload={}
        )


def note_sealed_view(sha256: str, *, by: Acting) -> int:
    """Enter that a person looks at a photo without its redactions; returns the entry's number."""
    with transaction():
        return book.append(
            at=by.at, actor=by.actor, kind="SealedPhotoViewed", subject_kind="photo", subject_id=sha256, payload={}
        )
