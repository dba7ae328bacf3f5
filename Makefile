# What people and machines type here. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test test-sqlite test-postgres test-browser check fix bench lock

python := .venv/bin/python

help: ## 列出可用的命令
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "make %-14s  %s\n", $$1, $$2 }' Makefile

setup: ## 装好运行所需的一切(.venv、网页文件、公文字体)
	@tools/setup.sh

setup-dev: ## 再装好测试所需的一切
	@tools/setup.sh dev

run: setup ## 在本机启动(PORT=8000;DEMO=0 启动一个空的正式单位)
	@exec $(python) tools/run.py

test: setup-dev ## 全部检查和测试,SQLite 与 PostgreSQL 各一遍,另有浏览器测试
	@exec $(python) tools/test.py

check: setup-dev ## 只做静态检查:格式、类型、分层、模板、迁移、上线设置
	@exec $(python) tools/test.py check

test-sqlite test-postgres test-browser: test-%: setup-dev ## 只做一部分测试
	@exec $(python) tools/test.py $*

fix: setup-dev ## 改好能自动改的格式问题
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

bench: setup-dev ## 测速,结果写入 bench/RESULTS.md
	$(python) -m bench

lock: setup-dev ## pyproject.toml 或 package.json 改过以后,重新锁定依赖
	tools/lock.sh
