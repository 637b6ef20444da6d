"""What the program is made of: a bill of materials, the list of licences, an audit against a file of advisories.

    supply_chain.py sbom [FILE]        CycloneDX 1.6 as JSON, to a file or stdout: the same requirements, the same bytes
    supply_chain.py licences [--check] docs/licences.md, or whether it is current
    supply_chain.py audit FILE         advisories in the OSV format (docs/security.md): exit 1 if one applies

Everything comes from requirements/run.txt, which pins each part by version and hash, and from the metadata of what is
installed. Nothing is downloaded, and the network is not asked.
"""

import argparse
import json
import re
import sys
import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements" / "run.txt"
LICENCES = ROOT / "docs" / "licences.md"
PROGRAM = "resumetrack"
# What is installed on other systems only, so that its metadata is not at hand.
ELSEWHERE = {"colorama": "BSD-3-Clause"}
WORDS = {
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: BSD License": "BSD-3-Clause",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "OSI Approved :: ISC License (ISCL)": "ISC",
}
PINNED = re.compile(r"^(?P<name>[a-z0-9.-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$")


@dataclass
class Part:
    """A pinned requirement: the hashes its files may have, and who asks for it."""

    name: str
    version: str
    marker: str | None
    hashes: list[str] = field(default_factory=list)
    asked_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """Its address as package managers write it."""
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def licence(self) -> str:
        """Its licence as it states it itself, as an SPDX expression where it can be told."""
        try:
            stated = metadata(self.name)
        except PackageNotFoundError:
            return ELSEWHERE[self.name]
        if stated["License-Expression"]:
            return str(stated["License-Expression"])
        classified = [
            one.removeprefix("License :: ") for one in stated.get_all("Classifier") or [] if "License ::" in one
        ]
        return " AND ".join(WORDS.get(one, one) for one in classified) or str(stated["License"]).splitlines()[0]


def parts(text: str) -> Iterator[Part]:
    """Read a requirements file as the lock script writes it."""
    part: Part | None = None
    for line in text.splitlines():
        pinned = PINNED.match(line)
        if pinned:
            if part is not None:
                yield part
            part = Part(**pinned.groupdict())
        elif part is None or not line.strip():
            continue
        elif "--hash=sha256:" in line:
            part.hashes.append(line.partition("--hash=sha256:")[2].strip(" \\"))
        elif line.startswith("    #") and not line.strip("# ").startswith("-c"):
            asked_by = line.strip("# ").removeprefix("via").strip()
            if asked_by:
                part.asked_by.append(asked_by.partition(" ")[0])
    if part is not None:
        yield part


def normal(name: str) -> str:
    """A name as all its spellings are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


# -- the bill of materials --------------------------------------------------------------------------------------------


def sbom(made_of: list[Part], version: str) -> dict[str, Any]:
    """The bill of materials; without a date, so that the same requirements give the same bytes."""
    root = f"pkg:pypi/{PROGRAM}@{version}"
    asks: dict[str, list[str]] = {root: [], **{part.purl: [] for part in made_of}}
    references: dict[str, list[str]] = {PROGRAM: [root]}
    for part in made_of:
        references.setdefault(part.name, []).append(part.purl)
    for part in made_of:
        for asker in part.asked_by:
            for reference in references.get(asker, []):
                asks[reference].append(part.purl)
    components = [_component(part) for part in made_of]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([root, components]))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": root, "name": PROGRAM, "version": version, "purl": root,
                "licenses": [{"expression": "MIT"}],
            }
        },
        "components": components,
        "dependencies": [{"ref": reference, "dependsOn": sorted(asked)} for reference, asked in sorted(asks.items())],
    }  # fmt: skip


def _component(part: Part) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version, "purl": part.purl,
        "licenses": [{"expression": part.licence}],
        # Each is the hash of one file that may be installed: there is a wheel for every system.
        "hashes": [{"alg": "SHA-256", "content": one} for one in part.hashes],
    }  # fmt: skip
    if part.marker:
        made["properties"] = [{"name": f"{PROGRAM}:marker", "value": part.marker}]
    return made


# -- licences ---------------------------------------------------------------------------------------------------------


def licences(made_of: list[Part]) -> str:
    """The page of licences."""
    rows = "".join(f"| {part.name} | {part.version} | {part.licence} |\n" for part in made_of)
    head = (
        "# Licences\n\n`resumetrack` is under the MIT licence. What is installed with it (`requirements/run.txt`)\n"
        "states the licences below; `make licences` writes this page. hatchling and what it asks for build the\n"
        "wheel; the program imports none of it.\n\n| part | version | licence |\n|:--|:--|:--|\n"
    )
    return head + rows


# -- the audit --------------------------------------------------------------------------------------------------------


def advisories(path: Path) -> Iterator[dict[str, Any]]:
    """Read advisories: one OSV object, a list of them, `{"vulns": [...]}`, one on each line, or a zip of such files."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield from _told(archive.read(name).decode("utf-8"))
    else:
        yield from _told(path.read_text(encoding="utf-8"))


def _told(text: str) -> Iterable[dict[str, Any]]:
    try:
        told = json.loads(text)
    except json.JSONDecodeError:
        told = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(told, dict):
        told = told.get("vulns", [told])
    for one in told:
        if "id" not in one:
            raise ValueError("an advisory has no id")
    return told  # type: ignore[no-any-return]


def applies(advisory: dict[str, Any], part: Part) -> bool:
    """Whether an advisory, not withdrawn, is about this version of a part."""
    if advisory.get("withdrawn"):
        return False
    return any(
        affected.get("package", {}).get("ecosystem") == "PyPI"
        and normal(affected["package"]["name"]) == normal(part.name)
        and (
            part.version in affected.get("versions", ())
            or any(_within(one, part) for one in affected.get("ranges", ()))
        )
        for affected in advisory.get("affected", ())
    )


def _within(span: dict[str, Any], part: Part) -> bool:
    """Whether a version lies in a range: the last event at or before it tells."""
    if span.get("type") not in {"ECOSYSTEM", "SEMVER"}:
        return False
    inside, version = False, Version(part.version)
    events = [(kind, text) for event in span.get("events", ()) for kind, text in event.items()]
    for kind, text in sorted(events, key=lambda event: _version(event[1])):
        if kind == "introduced" and _version(text) <= version:
            inside = True
        elif (kind == "fixed" and _version(text) <= version) or (kind == "last_affected" and _version(text) < version):
            inside = False
    return inside


def _version(text: str) -> Version:
    return Version("0.dev0") if text == "0" else Version(text)


def audit(path: Path, made_of: list[Part]) -> int:
    """Hold every part against the advisories: 1 if one applies."""
    known = list(advisories(path))
    found = [(part, one) for part in made_of for one in known if applies(one, part)]
    for part, one in found:
        names = ", ".join([one["id"], *one.get("aliases", ())])
        fixed = sorted({event["fixed"] for event in _events(one) if "fixed" in event})
        print(f"{part.name} {part.version}: {names}: {one.get('summary', '')} (fixed in {', '.join(fixed) or 'none'})")
    print(f"{len(made_of)} parts, {len(known)} advisories, {len(found)} apply")
    return 1 if found else 0


def _events(advisory: dict[str, Any]) -> Iterator[dict[str, str]]:
    for affected in advisory.get("affected", ()):
        for span in affected.get("ranges", ()):
            yield from span.get("events", ())


def main() -> int:
    """Carry out one of the three."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("sbom").add_argument("file", nargs="?", type=Path)
    commands.add_parser("licences").add_argument("--check", action="store_true")
    commands.add_parser("audit").add_argument("file", type=Path)
    given = parser.parse_args()
    made_of = list(parts(REQUIREMENTS.read_text(encoding="utf-8")))
    if given.command == "audit":
        try:
            return audit(given.file, made_of)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, InvalidVersion) as error:
            print(f"{given.file} cannot be read as advisories: {error}", file=sys.stderr)
            return 2
    if given.command == "licences":
        page = licences(made_of)
        if given.check:
            return 0 if LICENCES.read_text(encoding="utf-8") == page else 1
        LICENCES.write_text(page, encoding="utf-8")
        return 0
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    text = json.dumps(sbom(made_of, version[1] if version else "0"), indent=1, ensure_ascii=False) + "\n"
    if given.file is None:
        sys.stdout.write(text)
    else:
        given.file.parent.mkdir(parents=True, exist_ok=True)
        given.file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
