"""What is installed is known to the byte, its licences are known, and advisories can be held against it offline."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Finished

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "scripts" / "supply_chain.py"
RUN = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
PINS = re.findall(r"^([a-z0-9.-]+)==([^ ;\\]+)", RUN, re.MULTILINE)
LICENCES = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0", "PSF-2.0", "Zlib",
}  # fmt: skip


def script(*words: str | Path) -> Finished:
    done = subprocess.run(
        [sys.executable, SCRIPT, *map(str, words)], capture_output=True, encoding="utf-8", check=False
    )  # fmt: skip
    return Finished(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_every_requirement_is_pinned_by_hash(name: str) -> None:
    """Each requirement has one version and at least one SHA-256, and no address to download from."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) >= 20
    assert not [entry for entry in entries if not re.match(r"[\w.-]+==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", entry)]
    assert "://" not in text


def test_bill_of_materials() -> None:
    """It is CycloneDX, has each requirement with its hashes, licence and who asks for it, and is the same each time."""
    first, second = script("sbom"), script("sbom")
    assert first == second
    made = json.loads(first.out)
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    assert [(one["name"], one["version"]) for one in made["components"]] == PINS
    hashes = [one["content"] for component in made["components"] for one in component["hashes"]]
    assert hashes == re.findall(r"--hash=sha256:([0-9a-f]{64})", RUN)
    references = {one["bom-ref"] for one in [*made["components"], made["metadata"]["component"]]}
    assert {one["ref"] for one in made["dependencies"]} == references
    assert {on for one in made["dependencies"] for on in one["dependsOn"]} < references
    asks = {one["ref"].split("@")[0]: {on.split("@")[0] for on in one["dependsOn"]} for one in made["dependencies"]}
    assert {"pkg:pypi/duckdb", "pkg:pypi/typer", "pkg:pypi/pandas"} <= asks["pkg:pypi/resumetrack"]
    assert "pkg:pypi/numpy" in asks["pkg:pypi/pandas"]


def test_licences_are_known_and_listed() -> None:
    """The page has each requirement, and every licence is one of a closed list that goes with ours."""
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "docs" / "licences.md").read_text("utf-8"), re.MULTILINE
    )[1:]
    assert [(name, version) for name, version, _ in rows] == PINS
    assert {one for _, _, licence in rows for one in re.split(r" AND | OR ", licence)} <= LICENCES


def advisory(name: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:
    affected = {
        "package": {"ecosystem": "PyPI", "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": list(events)}],
    }
    return {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "summary": "bad", "affected": [affected], **more}


APPLYING = {
    "in a range": advisory("duckdb", {"introduced": "1.0"}, {"fixed": "99"}),
    "from the beginning": advisory("DuckDB", {"introduced": "0"}),
    "fixed and broken again": advisory("duckdb", {"introduced": "0"}, {"fixed": "1.0"}, {"introduced": "1.1"}),
    "last affected": advisory("duckdb", {"introduced": "0"}, {"last_affected": dict(PINS)["duckdb"]}),
    "by its number": advisory("duckdb") | {
        "affected": [{"package": {"ecosystem": "PyPI", "name": "duckdb"}, "versions": [dict(PINS)["duckdb"]]}]
    },
    "another spelling": advisory("Typing_Extensions", {"introduced": "0"}),
}  # fmt: skip
NOT_APPLYING = {
    "fixed": advisory("duckdb", {"introduced": "0"}, {"fixed": "1.0"}),
    "later": advisory("duckdb", {"introduced": "99"}),
    "not used": advisory("django", {"introduced": "0"}),
    "withdrawn": advisory("duckdb", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"),
    "another world": json.loads(json.dumps(advisory("duckdb", {"introduced": "0"})).replace("PyPI", "npm")),
}


@pytest.mark.parametrize("name", [*APPLYING, *NOT_APPLYING])
def test_audit(name: str, tmp_path: Path) -> None:
    """Advisories that apply are named and end with 1; others do not."""
    (tmp_path / "advisories.json").write_text(json.dumps([(APPLYING | NOT_APPLYING)[name]]), encoding="utf-8")
    done = script("audit", tmp_path / "advisories.json")
    assert done.code == (name in APPLYING)
    assert ("PYSEC-2026-1, CVE-2026-1: bad" in done.out) == (name in APPLYING)
    assert done.out.endswith(f"{len(PINS)} parts, 1 advisories, {int(name in APPLYING)} apply\n")


def test_audit_reads_every_layout(tmp_path: Path) -> None:
    """One object, a list, `vulns`, and one on each line are the same; what is none of them ends with 2."""
    one = advisory("duckdb", {"introduced": "0"})
    file = tmp_path / "advisories.json"
    for text in (json.dumps(one), json.dumps([one]), json.dumps({"vulns": [one]}), f"{json.dumps(one)}\n" * 2):
        file.write_text(text, encoding="utf-8")
        assert script("audit", file).code == 1
    for text in ("hello", '[{"no": "id"}]', "[1]"):
        file.write_text(text, encoding="utf-8")
        done = script("audit", file)
        assert (done.code, "Traceback" in done.err) == (2, False)


def test_nothing_asks_the_network() -> None:
    """The script imports nothing that could."""
    assert not re.search(
        r"^\s*(import|from) (urllib|socket|http|requests|ssl|ftplib)", SCRIPT.read_text("utf-8"), re.MULTILINE
    )
