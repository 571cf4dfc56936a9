# Everything a newcomer or CI types. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
.PHONY: help setup dev browser node mirror run lint test check bench nightly

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: .venv/runtime ## make .venv with the pinned packages, and nothing else

.venv/runtime: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("需要 Python 3.11 或更新的版本，现在是 " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo '不能建立 .venv：请先安装 python3-venv（sudo apt install python3-venv）'; exit 1; }
	@echo '正在安装 Python 包到 .venv …'
	@$(PIP) -r requirements.txt
	@touch $@

dev: .venv/dev
.venv/dev: requirements-dev.txt .venv/runtime
	@$(PIP) -r requirements-dev.txt
	@touch $@

browser: # Chromium for the tests of pages, from the system's packages
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; } || true
	@command -v chromium >/dev/null || { echo '缺少 chromium，网页测试需要它：sudo apt install chromium fonts-noto-cjk'; exit 1; }

node: # Node.js for the tests of what the phone judges, from the system's packages
	@command -v node >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs >/dev/null; } || true
	@command -v node >/dev/null || { echo '缺少 Node.js（18 或更新），小程序的检查要用它来验：sudo apt install nodejs'; exit 1; }

mirror: setup ## write out what the phone judges with, after a sentence, a pattern or a list was changed
	@$(BIN)/python -m server.mirror

run: setup ## start everything in a sandbox; Ctrl-C stops all of it
	@exec $(BIN)/python -m server.launch

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint browser node ## set up what tests need and pass all of them
	$(PYTEST) -n 2 --dist loadfile -m 'not nightly'

check: lint node ## lint, types, imports, and the tests that need no browser
	$(PYTEST) -n 2 --dist loadfile -m 'not nightly and not browser'

bench: dev ## measure; one JSON line a figure
	$(BIN)/python -m benchmarks

nightly: test ## the long ones too
	$(PYTEST) -n 2 --dist loadfile -m nightly
