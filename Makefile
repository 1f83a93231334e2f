# make run starts the bot; make help lists the rest.
# Everything is installed into .venv, from the index your own pip is set to, each file checked by its hash.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip -qq --disable-pip-version-check --no-input
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run doctor check test lint format bench lock clean
.DELETE_ON_ERROR:

help:
	@echo "make run     start the bot"
	@echo "make doctor  check the set-up: token, Telegram, key, database, web server"
	@echo "make check   check every rule, text and helpline"
	@echo "make test    run the tests"
	@echo "make lint    check style, types and imports"
	@echo "make format  put the code into the style that lint checks"
	@echo "make bench   measure, for the README's figures"
	@echo "make lock    pin the newest releases that are a week old"
	@echo "make clean   remove .venv and everything made"
	@echo "More words for the bot, a test path and so on: make run ARGS=\"...\""

run: $(VENV)/runtime
	@$(PY) -m bot run $(ARGS)

doctor: $(VENV)/runtime
	@$(PY) -m bot doctor

check: $(VENV)/runtime
	@$(PY) -m bot check $(ARGS)

bench: $(VENV)/runtime
	@$(PY) -m bot bench $(ARGS)

test: $(VENV)/dev
	@$(PY) -m pytest -n auto --dist loadfile $(ARGS)

lint: $(VENV)/dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

format: $(VENV)/dev
	@$(PY) -m ruff check --fix .
	@$(PY) -m ruff format .

# Each stamp is younger than the list it was installed from, so a list that changes is installed again.
$(VENV)/runtime: requirements.txt
	@$(call venv)
	@echo "Setting up (about a minute, only the first time) ..."
	@$(PIP) install --require-hashes -r requirements.txt || { $(failed); }
	@touch $@

$(VENV)/dev: requirements.txt requirements-dev.txt
	@$(call venv)
	@echo "Setting up the tests (about a minute, only the first time) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt || { $(failed); }
	@touch $(VENV)/runtime $@

# A week's delay: a release that was tampered with is mostly found and withdrawn within days.
lock: $(VENV)/dev
	@$(PIP) install uv
	@week="$$($(PY) -c 'import datetime as d; print(d.date.today() - d.timedelta(7))')"; \
	for part in "requirements.txt|What the bot runs on, each file by its hash.|--extra encoder" \
	            "requirements-dev.txt|The same and what its tests and checks need.|--extra dev -c requirements.txt"; do \
		list="$${part%%|*}"; rest="$${part#*|}"; \
		$(PY) -m uv pip compile --quiet --universal --upgrade --python-version 3.11 --exclude-newer "$$week" \
			--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
			$${rest#*|} pyproject.toml -o "$$list" >/dev/null || exit 1; \
		{ echo "# $${rest%%|*} Made from pyproject.toml by 'make lock'."; cat "$$list"; } > "$$list.new"; \
		mv "$$list.new" "$$list"; \
	done

clean:
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Makes .venv unless there is one that works.
define venv
if ! $(PY) -c 'import pip' >/dev/null 2>&1; then \
	if ! command -v "$(PYTHON)" >/dev/null 2>&1; then \
		echo "Python 3.11 or newer is needed, and there is no '$(PYTHON)' here." \
			"Install it from python.org or your system's packages, then try again." >&2; exit 1; \
	elif ! "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' is $$("$(PYTHON)" -c 'import platform; print(platform.python_version())')." \
			"If a newer one is installed, name it: make PYTHON=python3.12 run" >&2; exit 1; \
	elif ! "$(PYTHON)" -c 'import venv, ensurepip' >/dev/null 2>&1; then \
		echo "This Python cannot make virtual environments yet." \
			"On Debian or Ubuntu: sudo apt install python3-venv. Then try again." >&2; exit 1; \
	elif ! "$(PYTHON)" -m venv --clear $(VENV); then \
		echo "Could not make $(VENV) here. Is this folder writable, and the disk not full?" >&2; exit 1; \
	fi; \
fi
endef

failed = echo "The packages could not be installed. Is there a connection? Try again: what arrived is kept." >&2; exit 1
