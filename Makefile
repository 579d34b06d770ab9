# The two commands are `make site` and `make test`; `make help` lists the rest.
# Everything installed lies in .venv, everything built in build. Paths stay relative, so that the
# folder may have spaces in its name.

PYTHON ?=
PORT ?= 8000
AS_OF ?=
SCALE ?= city
RUNS ?= 5
ONLY ?=
BASE ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
as-of := $(if $(AS_OF),--as-of $(AS_OF))

.DEFAULT_GOAL := help
.PHONY: help site check tally serve test bench bench-growth bench-docs programs lock clean

help:
	@echo 'make site    检查、统计并生成网站到 build/site / check, tally and build the site'
	@echo 'make serve   生成网站并在本机查看 / build the site and show it on localhost (PORT=8000)'
	@echo 'make check   只检查 records/ / check records/ only (BASE=origin/main)'
	@echo 'make tally   统计时长、积分、星级 / print hours, points and stars (AS_OF=2026-01-31)'
	@echo 'make test    运行全部测试 / run every test'
	@echo 'make bench   与同类工具并排测速 / measure beside the peers (SCALE=county RUNS=3 ONLY="check site")'
	@echo 'make lock    更新依赖锁文件 / renew the lock files'
	@echo 'make clean   删除 .venv 与 build / remove .venv and build'

site: .venv/site.installed
	$(BIN)/gongshi build $(as-of)

check: .venv/check.installed
	$(BIN)/gongshi check $(if $(BASE),--base $(BASE))

tally: .venv/check.installed
	$(BIN)/gongshi tally $(as-of)

serve: site
	@echo '请在浏览器打开 / open in a browser: http://127.0.0.1:$(PORT)/  (Ctrl-C 停止 / stops)'
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory build/site $(PORT)

# The last lines tell which tests were skipped; with GONGSHI_NO_SKIP=1 they fail instead.
test: .venv/test.installed programs
	$(BIN)/ruff check scripts tests
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadgroup
	@$(have-browser) || echo '注意：本机没有 Chromium，浏览器测试已跳过 / Note: no Chromium here, the browser tests were skipped'
	@$(have-hledger) || echo '注意：本机没有 hledger，用它核对账本的测试已跳过 / Note: no hledger here, the audit by hledger was skipped'
	@$(have-pango) || echo '注意：本机没有 Pango，生成 PDF 的测试已跳过 / Note: no Pango here, the tests of PDF were skipped'

# What the peers need beyond pip's packages is hledger; the rest they install themselves (build/peers).
bench: .venv/test.installed programs
	@$(BIN)/python -m tests.bench --scale $(SCALE) --runs $(RUNS) --only '$(ONLY)'

# At four sizes (ONLY="town county" for some), with time and memory of each.
bench-growth: .venv/test.installed
	@$(BIN)/python -m tests.bench --growth --runs $(RUNS) --only '$(ONLY)'

# What the last runs measured, into the READMEs and the site's page.
bench-docs: .venv/test.installed
	@$(BIN)/python -m tests.bench.docs

have-browser = command -v chromium >/dev/null
have-hledger = command -v hledger >/dev/null
# What makes PDF of paper loads it.
have-pango = $(BIN)/python -c 'import weasyprint' >/dev/null 2>&1
have-font = command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .

# Debian's own packages, where they are missing and this user may install them.
programs:
	@$(have-browser) && $(have-font) && $(have-hledger) && $(have-pango) && exit 0; \
	command -v apt-get >/dev/null || exit 0; \
	if [ "$$(id -u)" = 0 ]; then may=; elif sudo -n true 2>/dev/null; then may='sudo -n'; else exit 0; fi; \
	echo '正在安装 Chromium、中文字体、hledger 与 Pango / installing Chromium, a Chinese font, hledger and Pango'; \
	{ $$may apt-get update -qq && $$may env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
		--no-install-recommends chromium fontconfig fonts-noto-cjk hledger \
		libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null; } || \
	echo '安装未成功 / they could not be installed'

# A second make does no work: the stamp is newer than the lock file. A larger set holds the smaller.
holds-site := check
holds-test := check site
.venv/%.installed: scripts/locks/%.txt pyproject.toml .venv/made
	@echo '正在安装依赖，首次约需一两分钟 / installing dependencies, a minute or two the first time'
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(patsubst %,.venv/%.installed,$* $(holds-$*))

.venv/made:
	@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then "$$python" -m venv .venv && touch $@ && exit 0; fi; \
	done; \
	echo '需要 Python 3.11 或更新的版本（含 venv；Debian：apt-get install python3-venv）。' >&2; \
	echo 'Python 3.11 or newer is needed, with venv (Debian: apt-get install python3-venv).' >&2; \
	exit 1

# The largest set is solved first and holds the smaller ones to the same versions.
compile = $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock' pyproject.toml --group build

lock: .venv/made
	@$(PIP) install 'uv>=0.9'
	$(compile) --upgrade --extra site --extra test -o scripts/locks/test.txt
	$(compile) --upgrade -c scripts/locks/test.txt --extra site -o scripts/locks/site.txt
	$(compile) --upgrade -c scripts/locks/test.txt -o scripts/locks/check.txt
	$(subst pyproject.toml --group build,tests/bench/peers.in,$(compile)) --upgrade -o tests/bench/peers.txt

clean:
	rm -rf .venv build
