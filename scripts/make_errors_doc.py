"""Write docs/errors.md from the cases in tests/errors: every message a user can meet, as a test has seen it.

python scripts/make_errors_doc.py            writes it
python scripts/make_errors_doc.py --check    says whether it is current
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "errors"
DOCUMENT = ROOT / "docs" / "errors.md"
INTRODUCTION = """\
# Messages and what to do about them

Every message below was printed by the command above it: this page is made by `scripts/make_errors_doc.py` from the
cases in `tests/errors/`, which are run as tests. `FOLDER` and `TODAY` stand for what differs between runs.

An error is one line `resumetrack: error:` that says where and what, and one line `hint:` that says what to do. What
was refused has changed nothing. Findings name file, line, column and what is wrong with the value; good rows of the
same file go in.
"""
SECTIONS = {
    "usage": ("The command line is wrong", "Exit code 2. Nothing was read or stored."),
    "input": ("Something is not there", "Exit code 66: a file, a folder or the store."),
    "refused": (
        "A file is refused",
        "Exit code 65. Nothing of it was stored; of several files in one transaction, none was.",
    ),
    "row": (
        "Findings in the rows",
        "Rejected rows end the command with exit code 1. What is kept and flagged, or noted, does not.",
    ),
    "storage": ("The store or a place for output cannot be used", "Exit code 74. What was there was left as it was."),
    "configuration": ("A profile or the configuration is wrong", "Exit code 78."),
    "note": ("Notes", "No errors: said on stderr beside the result, unless `--quiet`."),
}
MOST_LINES = 12


def document() -> str:
    """Give the text of the page."""
    parts = [INTRODUCTION]
    for prefix, (title, words) in SECTIONS.items():
        parts.append(f"## {title}\n\n{words}\n")
        parts += [_case(folder) for folder in sorted(CASES.glob(f"{prefix}_*"))]
    return "\n".join(parts)


def _case(folder: Path) -> str:
    title = folder.name.partition("_")[2].replace("_", " ")
    command = (folder / "command").read_text(encoding="utf-8").strip()
    expected = (folder / "expected.txt").read_text(encoding="utf-8").strip()
    shown = [f"$ {command}", expected]
    shown[:0] = [line for path in sorted(folder.iterdir()) for line in _content(path)]
    return f"### {title[:1].upper()}{title[1:]}\n\n```text\n{chr(10).join(shown)}\n```\n"


def _content(path: Path) -> list[str]:
    """Show a small text file that the command reads."""
    if path.name in {"command", "expected.txt"}:
        return []
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    lines = text.splitlines()
    if path.name == "prepare":
        return [f"$ {line}" for line in lines]
    if not text.isprintable() and not text.replace("\n", "").isprintable():
        return []
    return [f"$ cat {path.name}", *lines] if 0 < len(lines) <= MOST_LINES else []


def main() -> int:
    """Write the page, or with --check compare it."""
    text = document()
    if "--check" in sys.argv[1:]:
        is_current = DOCUMENT.is_file() and DOCUMENT.read_text(encoding="utf-8") == text
        print("docs/errors.md is current" if is_current else "docs/errors.md is out of date: run this script")
        return 0 if is_current else 1
    DOCUMENT.write_text(text, encoding="utf-8")
    print(f"{DOCUMENT.relative_to(ROOT)}: {text.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
