# `make demo` and `make test` each work as the first command on a machine with Python 3.11 or later, make and git.
# One environment per purpose, so that none disturbs another:
#   .venv-demo  run-time requirements and the wheel
#   .venv-test  development requirements and the wheel: tests run what users install
#   .venv-fuzz  run-time requirements, a fuzzer and the wheel
#   .venv       development requirements and an editable installation, for daily work
# Every environment holds a stamp per step; a step is redone when what it depends on is newer than its stamp.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules
# Installing writes byte code, without which every later start is slow.
unexport PYTHONDONTWRITEBYTECODE
# An environment of the caller's must not reach into ours.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=
ADVISORIES ?=

DEMO := .venv-demo
TEST := .venv-test
DEV := .venv
FUZZ := .venv-fuzz
ENVIRONMENTS := $(DEMO) $(TEST) $(DEV) $(FUZZ)

PIP_INSTALL = -m pip install --quiet --disable-pip-version-check --no-input
# What the wheel is made of: a file, or a folder that lost or gained one, newer than the stamp makes it be built again.
CHANGED = $(if $(shell find pyproject.toml LICENSE README.md src sample_data examples/profiles \
	! -name '*.pyc' ! -name __pycache__ -newer $(1)/.installed 2>/dev/null | head -n 1),changed)

.DEFAULT_GOAL := help
.PHONY: help demo test lint types imports unit bench bench-national bench-year fuzz format lock sbom licences audit faults dev coverage clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(DEMO)/.installed ## Install, then run the demo on the sample data
	@$(DEMO)/bin/resumetrack demo $(ARGS)

test: lint types imports unit ## Install the wheel, then lint, types, imports and tests: what CI runs

lint: $(TEST)/.required ## Style and format
	$(TEST)/bin/ruff check .
	$(TEST)/bin/ruff format --check .

types: $(TEST)/.required ## Static types
	$(TEST)/bin/mypy

imports: $(TEST)/.required ## The arrows between the rooms
	PYTHONPATH=src $(TEST)/bin/lint-imports

unit: $(TEST)/.installed ## Tests and doctests against the installed wheel; ARGS='-k rates' selects
	@scripts/java.sh
	$(TEST)/bin/pytest -n $(WORKERS) --pyargs resumetrack tests $(ARGS)

bench: $(TEST)/.installed ## Measure against peers on a small set, about two minutes; ARGS='--rounds 3' passes options
	$(TEST)/bin/python -m bench.run $(ARGS)

bench-national: $(TEST)/.installed ## The same on 450,000 enterprises x 30 days: 1.1 GB of CSV in TMPDIR
	$(TEST)/bin/python -m bench.run --national $(ARGS)

bench-year: $(TEST)/.installed ## Questions to a store of 365 days; needs 7 GB in TMPDIR and half an hour; ARGS='--work DIR' keeps the store
	$(TEST)/bin/python -m bench.run --year $(ARGS)

fuzz: $(FUZZ)/.installed ## Throw bytes at the reading room for a minute; ARGS=-max_total_time=3600 for longer
	$(FUZZ)/bin/python scripts/fuzz_reading.py $(ARGS)

sbom: $(DEMO)/.required ## Write the bill of materials (CycloneDX) to dist/sbom.cdx.json
	$(DEMO)/bin/python scripts/supply_chain.py sbom dist/sbom.cdx.json

licences: $(DEMO)/.required ## Write docs/licences.md anew
	$(DEMO)/bin/python scripts/supply_chain.py licences

audit: $(DEMO)/.required ## Hold the requirements against advisories (OSV): make audit ADVISORIES=file
	@[[ -n "$(ADVISORIES)" ]] || { echo "name the file of advisories: make audit ADVISORIES=file (docs/security.md)" >&2; exit 2; }
	$(DEMO)/bin/python scripts/supply_chain.py audit "$(ADVISORIES)"

faults: $(TEST)/.installed ## The fault suite; RESUMETRACK_TEST_KILLS=2000 kills more often
	$(TEST)/bin/pytest -n $(WORKERS) tests/faults $(ARGS)

dev: $(DEV)/.installed ## Make .venv, an editable installation for daily work

coverage: $(DEV)/.installed ## Branch coverage, in .venv
	@scripts/java.sh
	$(DEV)/bin/coverage erase
	$(DEV)/bin/coverage run -m pytest $(ARGS)
	$(DEV)/bin/coverage combine --quiet
	$(DEV)/bin/coverage report

format: $(DEV)/.installed ## Format and mend what ruff can mend
	$(DEV)/bin/ruff check --fix-only --quiet .
	$(DEV)/bin/ruff format .

lock: ## Pin the requirements again (needs uv); ARGS=--upgrade moves the pins
	scripts/lock.sh $(ARGS)

clean: ## Remove environments and what tools left
	rm -rf $(DEMO) $(TEST) $(DEV) $(FUZZ) .fuzz build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*

# ---- environments ---------------------------------------------------------------------------------------------------

# A half-made environment has no stamp and is made anew.
$(ENVIRONMENTS:=/.created): %/.created:
	@command -v $(PYTHON) >/dev/null || { \
		echo "resumetrack needs Python 3.11 or later, and $(PYTHON) was not found: install it, or name another: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "resumetrack needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>&1): install a later one and name it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments, its venv module is incomplete. On Debian and Ubuntu: apt-get install python3-venv (python3.12-venv for a named version)" >&2; exit 1; }
	@echo "Making $(@D) with $$($(PYTHON) --version)" >&2
	@rm -rf $(@D)
	@$(PYTHON) -m venv $(@D)
	@touch $@

$(DEMO)/.required: requirements/run.txt
$(TEST)/.required $(DEV)/.required: requirements/dev.txt
$(FUZZ)/.required: requirements/fuzz.txt
$(ENVIRONMENTS:=/.required): %/.required: %/.created
	@echo "Installing $(filter %.txt,$^) into $(@D)" >&2
	@$(@D)/bin/python $(PIP_INSTALL) --require-hashes -r $(filter %.txt,$^)
	@touch $@

$(DEMO)/.installed: $(call CHANGED,$(DEMO))
$(TEST)/.installed: $(call CHANGED,$(TEST))
$(FUZZ)/.installed: $(call CHANGED,$(FUZZ))
$(DEMO)/.installed $(TEST)/.installed $(FUZZ)/.installed: %/.installed: %/.required
	@echo "Installing resumetrack into $(@D)" >&2
	@$(@D)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(DEV)/.installed: $(DEV)/.required pyproject.toml
	@echo "Installing resumetrack into $(@D), editable" >&2
	@$(@D)/bin/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: changed
changed:
