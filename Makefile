# make run   installs what is needed into .venv, fills the archive and starts it
# make test  lint, types, imports, tests
# make test-long  the tests that take minutes: the whole corpus
# Needs Python 3.11 or newer and nothing else; the tests also need Chromium, fonts and tesseract, and say so when they are missing.

SHELL := /bin/sh
.DEFAULT_GOAL := run
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

.PHONY: run test test-long clean

run: $(VENV)/run.stamp
	@$(BIN)/casebook up

test: $(VENV)/test.stamp
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		{ echo "casebook: the browser tests need Chromium; on Debian: apt-get install chromium fonts-noto-cjk" >&2; exit 1; }
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -m "not long" $(PYTEST)

test-long: $(VENV)/test.stamp
	@$(BIN)/pytest -m long $(PYTEST)

# A stamp is written last, so an installation that was cut off is done again from where it stopped.
$(VENV)/run.stamp: pyproject.toml constraints.txt | $(BIN)/pip
	@echo "Installing Casebook into $(VENV) (about 3 GB; takes some minutes the first time) ..."
	@$(PIP_INSTALL) -e . || { echo "casebook: the installation stopped; read pip's message above, then run make again" >&2; exit 1; }
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	@echo "Installing what the tests need ..."
	@$(PIP_INSTALL) -e '.[test]' || { echo "casebook: the installation stopped; read pip's message above, then run make again" >&2; exit 1; }
	@touch $@

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "casebook: no Python 3.11, 3.12 or 3.13 was found; install one (Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) 2>$(VENV).log || { echo "casebook: Python cannot make a virtual environment here; on Debian: apt-get install python3-venv" >&2; cat $(VENV).log >&2; rm -rf $(VENV) $(VENV).log; exit 1; }
	@rm -f $(VENV).log

clean:
	rm -rf $(VENV) data
