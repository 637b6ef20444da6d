"""Every ```console block of the README and of docs/ is run, in order, and prints what stands there.

The blocks of a file share one shell, in a folder that holds a copy of `sample_data/` and `examples/`; if the file says
`<!-- transcript: demo -->`, also the store that `resumetrack demo --keep` leaves. In a block:

- a line `$ COMMAND` is run; lines `> ...` right after it go on with it;
- the lines below are what it prints, stdout and stderr together as on a terminal;
- `...` alone on a line stands for any lines; `[exit N]` is the exit code, left out when it is 0.

```python blocks are run too; a ```text block right after one is what it prints. The environment is that of
`conftest.PINNED`. `RESUMETRACK_UPDATE=1 pytest tests/test_transcripts.py` writes what is printed into the files.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```(console|python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDS_STORE = "<!-- transcript: demo -->"
ANY = "..."
END = "--- end of command ---"
PAGES = [
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
    if "```console" in path.read_text(encoding="utf-8")
]


class Shell:
    """One bash that lives as long as the page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=os.environ | {"PATH": path, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def run(self, command: str) -> list[str]:
        """Carry out a command; give the lines it prints, and its exit code if that is not 0."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        script = self.folder / ".command"
        script.write_text(command, encoding="utf-8")
        self.process.stdin.write(f". '{script}' < /dev/null\nprintf '\\n{END} %s\\n' $?\n")
        self.process.stdin.flush()
        lines: list[str] = []
        for line in self.process.stdout:
            if line.startswith(END):
                code = line.removeprefix(END).strip()
                return [*_trimmed(lines), *([] if code == "0" else [f"[exit {code}]"])]
            lines.append(line.rstrip("\n"))
        raise AssertionError(f"the shell has ended at: {command}")

    def close(self) -> None:
        """End the shell."""
        self.process.communicate("exit\n")


def _trimmed(lines: list[str]) -> list[str]:
    """Take off the line break that makes sure the end is seen."""
    return lines[:-1] if lines and not lines[-1] else lines


@dataclass
class Step:
    """A command of a page and the lines it should print."""

    shown: list[str]
    command: str
    expected: list[str]


def steps(block: str) -> Iterator[Step]:
    """Take a ```console block apart."""
    step: Step | None = None
    for line in block.splitlines():
        if line.startswith("$ "):
            if step:
                yield step
            step = Step([line], line[2:], [])
        elif step and not step.expected and line.startswith("> "):
            step.shown.append(line)
            step.command += f"\n{line[2:]}"
        else:
            assert step, f"a block begins with a command: {line}"
            step.expected.append(line)
    if step:
        yield step


def agrees(printed: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether lines are as expected, `...` standing for any."""
    if ANY not in expected:
        return list(printed) == list(expected)
    place = list(expected).index(ANY)
    head, tail = expected[:place], expected[place + 1 :]
    rest = printed[len(printed) - len(tail) :]
    return len(printed) >= len(head) + len(tail) and [*printed[: len(head)], *rest] == [*head, *tail]


def renewed(printed: Sequence[str], expected: Sequence[str]) -> list[str]:
    """Write what is printed with as many lines around `...` as before."""
    if ANY not in expected:
        return list(printed)
    place = list(expected).index(ANY)
    after = len(expected) - place - 1
    return [*printed[:place], ANY, *printed[len(printed) - after :]]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_page(page: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The commands of a page print what the page says."""
    path = ROOT / page
    text = path.read_text(encoding="utf-8")
    for folder in ("sample_data", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    if NEEDS_STORE in text:
        shutil.copy(request.getfixturevalue("demo_folder") / "resumetrack.duckdb", tmp_path)
    shell = Shell(tmp_path)
    try:
        done = BLOCK.sub(lambda block: _carried_out(block, text, shell), text)
    finally:
        shell.close()
    assert "Traceback (most recent call last)" not in done
    if os.environ.get("RESUMETRACK_UPDATE"):
        path.write_text(done, encoding="utf-8")
    assert done == text


def _carried_out(block: re.Match[str], text: str, shell: Shell) -> str:
    """Run a block: give it back as it is if it is right, else as it should be."""
    kind, body = block[1], block[2]
    if kind == "text":
        before = next((one for one in BLOCK.finditer(text) if one.end() < block.start() <= one.end() + 2), None)
        if before is None or before[1] != "python":
            return block[0]
        return f"```text\n{_joined(_of_python(before[2], shell))}```"
    if kind == "python":
        _of_python(body, shell)
        return block[0]
    lines = []
    for step in steps(body):
        printed = shell.run(step.command)
        right = agrees(printed, step.expected)
        lines += [*step.shown, *(step.expected if right else renewed(printed, step.expected))]
    return f"```console\n{_joined(lines)}```"


def _of_python(program: str, shell: Shell) -> list[str]:
    """Run a ```python block; it must end well."""
    (shell.folder / ".program.py").write_text(program, encoding="utf-8")
    printed = shell.run(f"python '{shell.folder}/.program.py'")
    assert not printed or not printed[-1].startswith("[exit"), "\n".join(printed)
    return printed


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
