"""The folders of derived copies in a case of an evidence package (派生件): beside the originals, each with a list.

Owns how a copy is called and what the list says of it: from which original it was made, or why it was not. Must not make copies.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lantian.domain.casefile import CasePhoto

LIST = "说明.txt"


@dataclass
class Copies:
    """The copies of one case under way: a folder, what follows an original's name there, what they are called in words, and
    the first lines of the list."""

    folder: str
    ending: str
    word: str
    head: str
    # Path of each copy by its original's, inside the case's folder; '' for one that is wanted and could not be made.
    paths: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def path(self, name: str) -> str:
        """Where the copy of an original goes: photos/01_finding_1a2b3c4d.heic → stamped/01_finding_1a2b3c4d_stamped.jpg."""
        return f"{self.folder}/{PurePosixPath(name).stem}{self.ending}.jpg"

    def made(self, name: str, photo: CasePhoto) -> None:
        """The copy of an original was written."""
        self.paths[name] = self.path(name)
        self.lines.append(f"{self.paths[name]}\n  由 {name} 制作，原件 SHA-256：{photo.sha256}\n")

    def not_made(self, name: str, reason: str) -> None:
        """It could not be; ``reason`` in words."""
        self.lines.append(f"{name}：无{self.word}，{reason}。\n")

    @property
    def list(self) -> tuple[str, bytes]:
        """Path and content of the list."""
        return f"{self.folder}/{LIST}", (self.head + "".join(self.lines)).encode()
