# voiceapp: from a fresh clone to a conversation.
#
#   make run     set up what is missing and start: the window, or the spoken demo where there is no screen
#   make test    set up what is missing and run the tests (no screen, sound card or network needed)
#   make lint    style, types, floors
#   make words   bring the translations up to date; says what is not translated (docs/translating.md)
#   make bench   measure; prints a table and writes benchmarks/results.json
#   make bundle  make dist/voiceapp: a folder that runs without Python (docs/install.md)
#   make setup   only set up (.venv and system libraries)
#   make clean   remove everything that was made here
#
# Needs make and Python 3.11 or newer with its venv module. Another Python: make PYTHON=/path/to/python3
# System libraries are found, installed or named by voiceapp/needs.py, which holds their only list.

VENV   := .venv
PY     := $(VENV)/bin/python
PYTHON ?= $(shell for p in python3 python3.11 python3.13 python3.12 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)

# The stamps carry a sum of the folder's path, because a .venv does not survive a move.
PLACE      := $(shell pwd | cksum | cut -d ' ' -f 1)
RUN_READY  := $(VENV)/.ready-run-$(PLACE)
TEST_READY := $(VENV)/.ready-test-$(PLACE)
BUNDLE_READY := $(VENV)/.ready-bundle-$(PLACE)
MOVED      := $(filter-out $(RUN_READY),$(wildcard $(VENV)/.ready-run-*))
# Absent, or the Python it was made with is gone or has become another version.
BROKEN     := $(shell $(PY) -c 'import pip' 2>/dev/null || echo broken)
PIP        := $(PY) -m pip --disable-pip-version-check --quiet install

# The window where there is a screen (macOS and Windows always have one), else the demo in the terminal.
JOB := $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter-out Linux,$(shell uname)),window,demo)
JOB_window :=
JOB_demo   := demo

.DEFAULT_GOAL := help
.PHONY: help run test lint words bench bundle setup clean FORCE

help:
	@sed -n 's/^#   //p' Makefile

run: $(RUN_READY)
	@$(PY) -I voiceapp/needs.py $(JOB)
	@exec $(PY) -m voiceapp $(JOB_$(JOB)) $(ARGS)

test: setup
	@$(PY) -m pytest $(ARGS)

lint: $(TEST_READY)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet . || { echo 'Run: $(PY) -m ruff format .' >&2; exit 1; }
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

words: setup
	@$(PY) -m assets.i18n.make

bench: setup
	@$(PY) -m benchmarks --json benchmarks/results.json $(ARGS)

bundle: $(BUNDLE_READY)
	@$(PY) -I voiceapp/needs.py bundle
	@$(PY) -m PyInstaller --noconfirm --log-level WARN assets/bundle/voiceapp.spec
	@echo 'dist/voiceapp is made. Start dist/voiceapp/voiceapp, or copy the folder anywhere.'

setup: $(TEST_READY)
	@$(PY) -I voiceapp/needs.py test

clean:
	rm -rf $(VENV) build dist benchmarks/results.json *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# -- the virtual environment -------------------------------------------------------------------------------

$(RUN_READY): pyproject.toml $(VENV)/pyvenv.cfg
	@echo 'Setting up $(VENV) (once; about half a gigabyte) …'
	@$(PIP) --editable .
	@$(PIP) --only-binary pocketsphinx --editable '.[offline]' || \
		echo 'No speech recogniser could be installed; the embedded assistant goes on without one.' \
			'It has one on Python 3.11 and 3.13; "make clean run" tries again.' >&2
	@$(PIP) --only-binary pywebrtc-audio --editable '.[echo]' || \
		echo 'WebRTC has no echo canceller for this machine; our own, simpler one is used.' >&2
	@touch $@

$(TEST_READY): $(RUN_READY)
	@echo 'Adding the tools for tests …'
	@$(PIP) --editable '.[dev]'
	@touch $@

$(BUNDLE_READY): $(RUN_READY)
	@echo 'Adding what a bundle needs …'
	@$(PIP) --editable '.[bundle]'
	@touch $@

$(VENV)/pyvenv.cfg: $(if $(MOVED)$(BROKEN),FORCE)
	@if [ -z '$(PYTHON)' ]; then \
		echo 'voiceapp needs Python 3.11 or newer; python3 here is' \
			"$$(python3 --version 2>&1 || echo 'not installed')." \
			'Install one, or name it: make PYTHON=/path/to/python3' >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"voiceapp needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0])'
	@$(PYTHON) -I voiceapp/needs.py python
	@$(PYTHON) -m venv --clear $(VENV)
