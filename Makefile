# Everything is one word: "make demo" to see the portal, "make test" to check it. Each does its own set-up.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
CACHE := .cache

.PHONY: help demo codes serve dev test drill lint bench lighthouse format messages clean
help:
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

# Set-up, done once and again only when its causes change
$(BIN)/python:
	@scripts/make-venv $(PYTHON) $(VENV)

$(CACHE)/run: requirements.txt | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p $(CACHE) && touch $@

$(CACHE)/dev: requirements-dev.txt requirements.txt | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@mkdir -p $(CACHE) && touch $@ $(CACHE)/run

CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po locale/libraries/*/LC_MESSAGES/*.po)
$(CACHE)/catalogues: $(CATALOGUES) $(CACHE)/run
	@scripts/with-settings $(BIN)/python manage.py compile_catalogues
	@touch $@

demo: $(CACHE)/run $(CACHE)/catalogues ## the portal with its demonstration data, on http://127.0.0.1:8000 (PORT=…)
	@KAIROUAN_DEMONSTRATION=1 PORT=$(PORT) scripts/with-settings scripts/demo $(BIN)

codes: $(CACHE)/run ## the second factor of the demonstration's officers, at this moment
	@KAIROUAN_DEMONSTRATION=1 scripts/with-settings $(BIN)/python manage.py demo_accounts --codes

serve: $(CACHE)/run $(CACHE)/catalogues ## the portal as in production; settings from the environment (see kairouan/settings.py)
	@PORT=$(PORT) scripts/serve $(BIN)

dev: $(CACHE)/dev $(CACHE)/catalogues ## the engineer's server: reloads as files change
	@KAIROUAN_DEBUG=1 KAIROUAN_DEMONSTRATION=1 scripts/dev $(BIN) $(PORT)

test: $(CACHE)/dev $(CACHE)/catalogues ## the whole suite on SQLite, then on PostgreSQL, then in a browser
	@scripts/test $(BIN)

drill: $(CACHE)/dev $(CACHE)/catalogues ## faults, tried on real processes: kills, full disks, restarts (as root; five minutes)
	@$(BIN)/python -m pytest -m drill -v --durations 0 kairouan/tests/test_faults.py

lint: $(CACHE)/dev ## style, formatting, types, pending migrations, catalogues, deployment checks
	@scripts/lint $(BIN)

bench: $(CACHE)/dev $(CACHE)/catalogues ## what pages cost against a bare Django view, at several sizes (ten minutes)
	@scripts/bench $(BIN)

lighthouse: $(CACHE)/run $(CACHE)/catalogues ## Lighthouse on a phone, five runs of six pages in both languages (needs npm and Chromium; ten minutes)
	@scripts/lighthouse $(BIN)

format: $(CACHE)/dev ## rewrite Python, templates, style sheets and scripts in the project's format
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .
	@$(BIN)/djangofmt --quiet templates
	@$(BIN)/biome format --write --log-level=error

messages: $(CACHE)/dev ## bring the catalogues up to date with the sources (needs GNU gettext)
	@scripts/with-settings $(BIN)/python manage.py update_catalogues

clean: ## forget the environment, the demonstration's database and files
	@rm -rf $(VENV) $(CACHE) var
