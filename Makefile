# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PORT ?= 8000
BIND ?= 127.0.0.1
PY := .venv/bin/python
export PYTHONPATH := inspect
export FLASK_APP := wsgi
WORKERS ?= $(shell nproc)

.PHONY: help setup setup-test run test lint text bench bench-phone bench-reuse bench-fuzz pages forms-lock verify doctor lock screenshots clean ci

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.run-ready words bundles ## create the environment and install what serving needs

.venv/bin/python:
	@deploy/ensure-system run
	@python="$$(deploy/python)" && "$$python" -m venv .venv

.venv/.run-ready: requirements.lock | .venv/bin/python
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.test-ready: requirements-dev.lock .venv/.run-ready
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: words
words: .venv/.run-ready
	@.venv/bin/pybabel --quiet compile --directory inspect/lantian/translations --domain messages --use-fuzzy 2>/dev/null

.PHONY: bundles
bundles: .venv/.run-ready # third-party browser code, once, into static/vendor/; our modules joined into static/js/joined/
	@deploy/browser-bundles run
	@$(PY) deploy/join_modules.py

setup-test: .venv/.test-ready words ## install what the tests need, system packages included
	@deploy/ensure-system test
	@deploy/browser-bundles test
	@$(PY) deploy/join_modules.py

run: .venv/.run-ready words bundles ## serve the demo city on http://127.0.0.1:8000 (PORT=8123 for another port)
	@LANTIAN_DEMO=1 LANTIAN_DATA=$${LANTIAN_DATA:-uploads/demo} deploy/run-demo $(BIND) $(PORT)

test: setup-test ## run all tests
	@$(PY) -m ruff check .
	@$(PY) -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

lint: .venv/.test-ready ## check style
	@$(PY) -m ruff check .

text: .venv/.test-ready ## bring the catalogues up to date with the texts in the code
	@$(PY) deploy/catalogues.py

bench: .venv/.test-ready words ## measure, and write docs/bench.md
	@$(PY) -m bench

reliability: setup-test ## hand in 200 inspections over a bad network with kills, and write docs/reliability.md
	@$(PY) -m bench.reliability $(ARGS)

pages: setup-test ## measure what each page costs a phone, and write docs/page-weights.md
	@$(PY) -m bench.pages $(ARGS)

bench-phone: setup-test ## measure what the phone pages weigh and how quick they are, and write docs/bench-phone.md
	@$(PY) -m bench.phone $(ARGS)

bench-fuzz: setup-test ## send hostile photos in, damage others at random, and write docs/bench-hostile.md (ARGS="--minutes 10")
	@$(PY) -m bench.fuzz $(ARGS)

bench-reuse: setup-test ## measure how re-used photos are found, and write docs/bench-reuse.md (ARGS=--small)
	@$(PY) -m bench.reuse $(ARGS)

screenshots: setup-test ## draw every page and state into shots/ (ARGS="--only phone-fill", ARGS=--docs)
	@$(PY) deploy/screenshots.py $(ARGS)

forms-lock: .venv/.run-ready ## record new and changed checklists of forms/ in forms/published.toml
	@$(PY) -m lantian.checklists.version_lock forms

verify: .venv/.run-ready ## recompute the book of the demo installation
	@LANTIAN_DEMO=1 LANTIAN_DATA=$${LANTIAN_DATA:-uploads/demo} .venv/bin/flask lantian verify

doctor: .venv/.run-ready ## say what this installation can and cannot do
	@LANTIAN_DEMO=1 LANTIAN_DATA=$${LANTIAN_DATA:-uploads/demo} .venv/bin/flask lantian doctor

lock: ## resolve requirements*.txt again into the locked lists (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements.txt -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements.txt requirements-postgres.txt requirements-dev.txt -o requirements-dev.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate requirements-node.txt -o requirements-node.lock

ci: ## what the continuous check runs
	@bash .ci/run

clean: ## remove the environment and the demo data
	rm -rf .venv .venv-node node_modules static/vendor uploads/demo
