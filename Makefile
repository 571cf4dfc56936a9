# Everything a newcomer or CI types. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest
# The phone in the sandbox is built by Node and committed: `make setup` and `make run` need no Node, `make check` does.
ENGINE := sandbox/phone
MINIPROGRAM := $(firstword $(patsubst %/app.json,%,$(wildcard miniprogram/app.json)) tests/miniprogram/sample)
.PHONY: help setup dev browser node mirror portraits run lint phone rebuilt official test check bench nightly

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

browser: # Chromium for the tests of pages, from the system's packages: its shell without windows takes a quarter less time
	@command -v chromium-headless-shell >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-noto-cjk >/dev/null; } || true
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || { echo '缺少 Chromium，网页测试需要它：sudo apt install chromium-headless-shell fonts-noto-cjk'; exit 1; }

node: $(ENGINE)/node_modules/.package-lock.json
$(ENGINE)/node_modules/.package-lock.json: $(ENGINE)/package-lock.json
	@command -v npm >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null; } || true
	@command -v npm >/dev/null || { echo '缺少 Node（18.17 或更新）和 npm，编译小程序需要它：sudo apt install nodejs npm'; exit 1; }
	@echo '正在安装小程序的编译工具到 $(ENGINE)/node_modules …'
	@cd $(ENGINE) && npm ci --silent --no-audit --no-fund
	@touch $@

phone: node ## build the mini-program into the sandbox's phone; commit what changed
	@node $(ENGINE)/build.mjs $(MINIPROGRAM) $(ENGINE)/built

rebuilt: node # types of the engine and of the pages, and whether the committed phone is the one their sources make
	$(ENGINE)/node_modules/.bin/tsc -p $(ENGINE)
	@for folder in $(sort $(MINIPROGRAM) $(wildcard miniprogram)); do node $(ENGINE)/types.mjs $$folder || exit 1; done
	@out=$$(mktemp -d) && trap 'rm -rf "$$out"' EXIT && node $(ENGINE)/build.mjs $(MINIPROGRAM) $$out/built && \
		diff -rq $(ENGINE)/built $$out/built || { echo '沙盒里的手机与源码不符：请运行 make phone，并提交 $(ENGINE)/built'; exit 1; }

official: # WeChat's own compiler and schema over the mini-program; 276 MB, so only when asked for
	@command -v npm >/dev/null || { echo '缺少 Node 和 npm：sudo apt install nodejs npm'; exit 1; }
	@test -d $(ENGINE)/official/node_modules || (cd $(ENGINE)/official && npm ci --silent --no-audit --no-fund)
	node $(ENGINE)/official/check.cjs $(MINIPROGRAM)

mirror: setup ## write out what the phone judges with, after a sentence, a pattern or a list was changed
	@$(BIN)/python -m server.mirror

portraits: dev browser # pictures of every page: of the phone in normal and large print, of the console on a desk and on a phone, into docs/
	$(BIN)/python -m tests.miniprogram.portraits docs/phone
	$(BIN)/python -m tests.server.console.portraits docs/console

run: setup ## start everything in a sandbox; Ctrl-C stops all of it
	@exec $(BIN)/python -m server.launch

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint rebuilt browser ## set up what tests need and pass all of them
	$(PYTEST) -n 4 --dist loadfile --no-loadscope-reorder -m 'not nightly'

check: lint rebuilt ## lint, types, imports, the built phone, and the tests that need no browser
	$(PYTEST) -n 4 --dist loadfile --no-loadscope-reorder -m 'not nightly and not browser'

bench: dev ## measure; one JSON line a figure
	$(BIN)/python -m benchmarks

nightly: test ## the long ones too
	$(PYTEST) -n 4 --dist loadfile --no-loadscope-reorder -m nightly
