"""A workbook that would take the process down is refused, and the process lives on."""

from pathlib import Path

import pytest

from resumetrack.errors import RefusedError
from resumetrack.reading.workbooks import isolation
from resumetrack.reading.workbooks.isolation import refuse_deadly

CLEAN = Path(__file__).parent.parent / "reading_corpus" / "workbook_clean" / "input.xlsx"


def test_a_clean_workbook_is_survived() -> None:
    """Nothing is said of a good file."""
    refuse_deadly("input.xlsx", CLEAN.read_bytes(), ["Sheet"])


@pytest.mark.parametrize(
    "death", ["import os; os.abort()", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"], ids=["abort", "kill"]
)
def test_an_opening_that_kills_its_process_is_refused(death: str) -> None:
    """An abort, or the end that a system short of memory brings, is told as the file's fault."""
    with pytest.raises(RefusedError, match=r"input.xlsx: the workbook makes the library"):
        refuse_deadly("input.xlsx", b"", [], death)


def test_an_opening_that_never_ends_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of time holds."""
    monkeypatch.setattr(isolation, "SECONDS", 1)
    with pytest.raises(RefusedError, match="is not read in 1 seconds"):
        refuse_deadly("input.xlsx", b"", [], "while True: pass")


def test_a_mere_error_is_left_to_the_opening_that_follows() -> None:
    """What the library says of a damaged file is said there."""
    refuse_deadly("input.xlsx", b"no workbook", [])


def test_the_limit_of_memory_holds() -> None:
    """A process that takes more memory than is allowed fails there."""
    eager = isolation._TRIAL.split("from python_calamine")[0] + f"bytearray({isolation.MEMORY_LIMIT})\n"
    survived = "import os\ntry:\n" + "".join(f"    {line}\n" for line in eager.strip().splitlines())
    refuse_deadly("input.xlsx", b"", [], survived + "except MemoryError:\n    pass\n")
    with pytest.raises(RefusedError):
        refuse_deadly("input.xlsx", b"", [], survived + "except MemoryError:\n    os.abort()\n")
