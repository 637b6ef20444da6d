"""Write the two seasons of sample_data/: invented enterprises whose rates are the published ones.

    python scripts/make_sample_data.py [FOLDER]

Only the standard library is used; the same bytes come out on every run. What is what: sample_data/README.md. The
published figures (published.csv) and the order of loading (loading.csv) are facts, kept by hand.
"""

import sys
from pathlib import Path

from sample_data.spring2020 import write_spring2020
from sample_data.spring2022 import write_spring2022


def main() -> None:
    """Write both seasons into the folder given, or into sample_data/ of this checkout."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "sample_data"
    write_spring2020(folder / "spring2020")
    write_spring2022(folder / "spring2022")
    files = sorted(folder.glob("spring*/**/*.csv"))
    print(f"{len(files)} files, {sum(file.stat().st_size for file in files):,} bytes in {folder}")


if __name__ == "__main__":
    main()
