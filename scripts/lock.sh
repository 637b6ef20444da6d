#!/usr/bin/env bash
# Pin every requirement with hashes for Python 3.11 to 3.13, without any index address. Needs uv; `--upgrade` moves the pins.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    local output=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --output-file "$output" pyproject.toml "$@"
}

compile requirements/dev.txt --group dev "$@"
# What users run is what was tested: the same pins.
compile requirements/run.txt --group build --constraint requirements/dev.txt "$@"
compile requirements/fuzz.txt --group fuzz --constraint requirements/dev.txt "$@"
