# Frugal Twin: `make help` lists what there is. Every target makes or refreshes .venv from the locks first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The question reaches the program exactly as typed: `value` hands over the text before make looks for $ in it, and
# the recipe reads it from the environment, so that no shell reads it a second time.
override Q := $(value Q)
export Q
# Options for the program, for example: make ask Q="..." ARGS="--json"
ARGS ?=

# A kernel of this environment, not one of the same name elsewhere on the machine.
export JUPYTER_PREFER_ENV_PATH := 1

# A stamp's name holds a digest of what it was made from, so a changed lock, or a moved checkout, makes it stale.
digest = $(shell { pwd; cat $(1); } | cksum | cut -d ' ' -f 1)
CORE := $(VENV)/.core-$(call digest,requirements-core.lock)
FULL := $(VENV)/.full-$(call digest,requirements.lock)
SELF := $(VENV)/.self-$(call digest,pyproject.toml)

ASK_NEEDS = $(CORE) $(SELF)
ALL_NEEDS = $(CORE) $(FULL) $(SELF)
PROGRAM = $(BIN)/frugal-twin

# The locks are complete, so nothing is resolved here: what is written is installed, or nothing.
INSTALL = $(BIN)/python scripts/install.py

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help ask chat lab bench test quick check format lock clean distclean setup \
	unit bad_input validation golden readme notebooks browser install

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 @\2/p' Makefile | awk -F @ '{printf "%-16s %s\n", $$1, $$2}'

# ---------------------------------------------------------------------------------------------------- use

ask: $(ASK_NEEDS)  ## one question: make ask Q="Compare one big plant with ten micro-factories for the Ulive in France"
	@test -n "$$Q" || { echo 'Ask something: make ask Q="Which case supports the claim of 40 percent lower capital spending?"' >&2; exit 2; }
	@$(PROGRAM) ask $(ARGS) -- "$$Q"

chat: $(ASK_NEEDS)  ## talk with the twin in the terminal
	@$(PROGRAM) chat $(ARGS)

lab: $(ALL_NEEDS)  ## open the workbench in JupyterLab
	@$(PROGRAM) lab $(ARGS)

bench: $(ALL_NEEDS)  ## measure the speed
	@$(PROGRAM) bench $(ARGS)

# --------------------------------------------------------------------------------------------------- tests

PYTEST := $(BIN)/python -m pytest
TWO := -n 2 --dist loadfile
CHROMIUM_FOUND = $(shell command -v "$${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome)

test: unit bad_input validation golden install readme notebooks browser  ## every test, the cheap ones first

quick: $(ALL_NEEDS)  ## the unit tests alone
	$(PYTEST) $(TWO) -q -m "not slow" tests/unit

unit bad_input validation golden install readme: $(ALL_NEEDS)
	@if [ -d tests/$@ ]; then echo "== $@"; $(PYTEST) $(TWO) -q tests/$@; else echo "== $@: no tests yet"; fi

notebooks: $(ALL_NEEDS)
	@echo "== $@"
	@$(PYTEST) -q --nbmake --nbmake-timeout=180 notebooks

browser: $(ALL_NEEDS)
	@echo "== $@"
	@if [ -n "$(CHROMIUM_FOUND)" ]; then CHROMIUM="$(CHROMIUM_FOUND)" $(PYTEST) -q tests/browser; \
	elif [ "$${REQUIRE_BROWSER:-0}" = 1 ]; then \
		echo 'The browser tests need Chromium and it is not here. Install it (Debian: apt-get install chromium) or name it in CHROMIUM.' >&2; exit 1; \
	else echo 'NOT RUN: the browser tests need Chromium (Debian: apt-get install chromium, or name it in CHROMIUM).' >&2; fi

CHECKS := "ruff check" "ruff format --check --output-format concise" "mypy" "lint-imports" "python -m checks"

check: $(ALL_NEEDS)  ## style, types, import contracts, advisories, forbidden words, notebooks, changelog
	@failed=''; for step in $(CHECKS); do echo "== $$step"; $(BIN)/$$step || failed="$$failed, $$step"; done; \
	[ -z "$$failed" ] || { echo "make check: to mend: $${failed#, }" >&2; exit 1; }

format: $(ALL_NEEDS)  ## put the code into the house's layout
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# --------------------------------------------------------------------------------------------- environment

setup: $(ALL_NEEDS)  ## make or refresh .venv with everything in it

define NEW_VENV
@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
	echo "Frugal Twin needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
@$(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
	echo "Making .venv (once, about a minute) ..." >&2; $(PYTHON) -m venv --clear $(VENV); }
endef

$(CORE): requirements-core.lock
	$(NEW_VENV)
	@echo "Installing what a question needs ..." >&2
	@$(INSTALL) requirements-core.lock
	@rm -f $(VENV)/.core-* && touch $@

$(FULL): requirements.lock $(CORE)
	@echo "Installing the workbench and the tests ..." >&2
	@$(INSTALL) requirements.lock
	@rm -f $(VENV)/.full-* && touch $@

$(SELF): pyproject.toml $(CORE)
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --no-deps --no-build-isolation --quiet --editable . >&2
	@rm -f $(VENV)/.self-* && touch $@

# The locks hold versions and hashes for Linux, macOS and Windows, and no address of a package index. `awk` drops the
# packages that pyproject.toml leaves out on purpose, with their hashes.
COMPILE = $(BIN)/uv pip compile --quiet pyproject.toml --group pyproject.toml:build --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-header --no-annotate
DROP = awk '/^[^ ]/ {keep = !/never/} keep'

lock: $(ALL_NEEDS)  ## resolve the locks again, within what pyproject.toml allows (make lock UPGRADE=--upgrade takes the newest)
	@cp requirements.lock $(VENV)/full.txt && cp requirements-core.lock $(VENV)/core.txt
	@$(COMPILE) $(UPGRADE) --all-extras -o $(VENV)/full.txt
	@$(COMPILE) -c $(VENV)/full.txt $(UPGRADE) -o $(VENV)/core.txt
	@$(DROP) $(VENV)/full.txt > requirements.lock
	@$(DROP) $(VENV)/core.txt > requirements-core.lock
	@$(BIN)/python -m checks locks advisories

clean:  ## remove caches and builds
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis tests/browser/shots
	find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +

distclean: clean  ## remove .venv as well
	rm -rf $(VENV)
