"""No Chinese sentence of the package escapes translation: it is marked, or it stands beside its English."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "inspect" / "lantian" / "checklists"
CHINESE_TEXT = re.compile(r'"[^"\n]*[\u3400-\u9fff][^"\n]*"')
# Words of content beside their English: Option("是", "Yes").
WITH_ENGLISH = re.compile(r'Option\("[^"]+", "[A-Z][^"]*"\)|"See photos" if is_english\(language\) else "见照片"')


def test_no_chinese_sentence_escapes_translation() -> None:
    for path in sorted(PACKAGE.glob("*.py")):
        for line in path.read_text("utf-8").splitlines():
            code = WITH_ENGLISH.sub("", line.split("#")[0])
            if '"""' not in code and path.name != "definition_wording.py":
                for found in CHINESE_TEXT.finditer(code):
                    assert code[: found.start()].endswith("N_("), (path.name, line)
