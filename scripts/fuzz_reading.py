"""Throw bytes at the reading room, guided by coverage: `make fuzz`, or `make fuzz ARGS='-max_total_time=3600'`.

Whatever arrives, reading ends in rows that add up or in one of our own errors. The corpus of the tests is where it
starts; what is found is written to `.fuzz/` and belongs into tests/reading_corpus/ once it is mended. Options are
those of libFuzzer; a run takes a minute unless they say otherwise.
"""

import sys
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["resumetrack.reading"]):
    from resumetrack.errors import ResumetrackError
    from resumetrack.model import Kind
    from resumetrack.reading import Source, read

CORPUS = Path(__file__).parent.parent / "tests" / "reading_corpus"
FOUND = Path(__file__).parent.parent / ".fuzz"
KINDS = tuple(Kind)


def one_input(data: bytes) -> None:
    """Read bytes as a report, roster or list, by the first of them."""
    if not data:
        return
    kind = KINDS[data[0] % len(KINDS)]
    try:
        delivery = read(
            Source("fuzzed.csv", data=data[1:]),
            kind=kind,
            profile=None,
            frequency=None,
            week_start=None,
            today=date(2100, 1, 1),
        )
        rows = sum(1 for _ in delivery.rows)
    except ResumetrackError:
        return
    if not delivery.counts.balanced or delivery.counts.accepted != rows:
        message = f"the rows do not add up: {delivery.counts}, {rows} rows"
        raise AssertionError(message)


def seeds() -> Path:
    """Write the inputs of the corpus where libFuzzer looks, each as a report."""
    folder = FOUND / "seeds"
    folder.mkdir(parents=True, exist_ok=True)
    for file in CORPUS.glob("*/input*"):
        (folder / file.parent.name).write_bytes(b"\0" + file.read_bytes())
    return folder


def main() -> None:
    """Run until time is up or something is found."""
    stated = sys.argv[1:]
    limits = [] if any(one.startswith("-max_total_time") for one in stated) else ["-max_total_time=60"]
    usual = ["-timeout=60", "-rss_limit_mb=2000", f"-artifact_prefix={FOUND}/"]
    atheris.Setup([sys.argv[0], *usual, *limits, *stated, str(seeds())], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
