# All commands for working on this project; `make` without arguments lists them.
# It needs only make and Python 3.11 or newer; everything else is installed into .tools and .venv.

PYTHON ?= python3
# Parallel test processes: one more than two cores, because many tests wait for the database.
WORKERS ?= 3
BIN := .venv/bin
READY := .venv/.ready
COMPILED := .venv/.compiled
SOURCES := carryover.py api commands demo migrations push
# The environment is good for one folder, whose path is in its scripts, and for one Python.
STANDS = $(CURDIR), $(shell $(BIN)/python -ISc 'import sys; print(*sys.version_info[:2])' 2>/dev/null)
# What `make test` leaves to `make check`.
LEFT_OUT ?= every_zone or faults
FAULTS := $(if $(wildcard tests/faults/test_*.py),faults-short)

export UV_PYTHON_DOWNLOADS := never
# Keep compiled bytecode: health checks and tests start many processes, which would each compile
# all their imports.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

heading = @printf '\n== %s ==\n' "$(1)"

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) $(COMPILED) ## Build the environment; quick when nothing changed

ifneq ($(STANDS),$(shell cat $(READY) 2>/dev/null))
.PHONY: $(READY)
endif
$(READY): pyproject.toml uv.lock scripts/uv.txt scripts/bootstrap.py
	$(call heading,setup)
	@$(PYTHON) scripts/bootstrap.py
	@if [ "$(STANDS)" != "$$(cat $@ 2>/dev/null)" ]; then rm -rf .venv; fi
	@.tools/bin/uv sync --locked --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@$(BIN)/python scripts/find_browser.py
	@echo "$(CURDIR), $$($(BIN)/python -ISc 'import sys; print(*sys.version_info[:2])')" > $@

$(COMPILED): $(READY) $(shell find $(SOURCES) -name '*.py')
	@$(BIN)/python -m compileall -q $(SOURCES)
	@touch $@

.PHONY: demo
demo: setup ## Run everything on SQLite with an example practice; stop with Ctrl-C
	@exec $(BIN)/carryover demo $(ARGS)

.PHONY: test
test: setup ## Run the tests, on SQLite and on PostgreSQL
	$(call heading,tests)
	@$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not ($(LEFT_OUT))" $(ARGS)

.PHONY: soak
soak: setup ## Live many random lives through API and worker, each run others (SOAK_LIVES=500)
	@SOAK_LIVES=$${SOAK_LIVES:-500} $(BIN)/pytest tests/push/test_any_life.py -s

.PHONY: every-zone
every-zone: setup ## Walk every time zone around its transitions (minutes)
	$(call heading,every time zone)
	@$(BIN)/pytest -n $(WORKERS) -m every_zone tests/rules

.PHONY: faults-short
faults-short: setup ## Kill, stop and starve the real processes (two minutes)
	$(call heading,faults)
	@$(BIN)/pytest -n $(WORKERS) -m "faults and not long_faults" tests/faults

.PHONY: faults
faults: faults-short ## The same with crowds, clocks and stalls (half an hour); prints figures
	$(call heading,faults at length)
	@$(BIN)/pytest -m long_faults tests/faults $(ARGS)

.PHONY: check
check: LEFT_OUT = faults
check: format-check lint types floors test $(FAULTS) ## Do all that has to pass before a merge
	$(call heading,all of it passed)

.PHONY: format
format: setup ## Rewrite the code in the house format
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: format-check
format-check: setup
	$(call heading,format)
	@$(BIN)/ruff format --check .

.PHONY: lint
lint: setup ## Look for mistakes
	$(call heading,lint)
	@$(BIN)/ruff check .

.PHONY: types
types: setup ## Check the types
	$(call heading,types)
	@$(BIN)/mypy

.PHONY: floors
floors: setup ## Check who may import whom
	$(call heading,floors)
	@$(BIN)/lint-imports --config .importlinter --no-logo

.PHONY: migrations-check
migrations-check: setup ## Migrate up, down and compare with the tables, on both databases
	$(call heading,migrations)
	@$(BIN)/pytest tests/test_migrations.py

.PHONY: migration
migration: setup ## Draft a migration from the tables (NAME=what_it_does)
	@$(BIN)/python -m scripts.new_migration "$(NAME)"

.PHONY: screenshots
screenshots: setup ## Draw every page of the therapists, for a phone and a desk, into var/screenshots
	@$(BIN)/python -m tests.pages.browser.pictures

.PHONY: app-screenshots
app-screenshots: setup ## Draw every screen of the client's app, at 360 and 390 px, into var/app-screenshots
	@$(BIN)/python -m tests.app.browser.pictures

.PHONY: contact-sheet
contact-sheet: setup ## Draw the pictures of all items into var/contact-sheet (ARGS="chin-tuck --no-names")
	@$(BIN)/python -m tests.library.contact_sheet $(ARGS)

.PHONY: bench
bench: setup ## Measure the paths that have a figure to reach (ARGS="--against REV": beside that commit)
	@$(BIN)/python -m tests.bench $(ARGS)

.PHONY: calibrate
calibrate: setup ## Measure how often alerts and figures are wrong (minutes); writes docs/reference/figures.md
	@$(BIN)/python -m tests.calibration $(ARGS)

.PHONY: simulate
simulate: setup ## Plan and push for a million clients over one virtual day (minutes); prints figures
	@$(BIN)/python -m tests.simulation $(ARGS)

.PHONY: openapi
openapi: docs/reference/openapi.json ## Write the API's description anew

.PHONY: answers
answers: openapi ## Ask every operation once, and keep its answers as the examples of the description
	@WRITE_ANSWERS=1 $(BIN)/pytest -q tests/test_answers.py
	@$(MAKE) openapi

.PHONY: sdk
sdk: setup ## Write anew what the SDKs have from the API's description
	@$(BIN)/python -m scripts.sdk_tools
	@$(BIN)/python -m scripts.python_sdk
	@$(BIN)/python -m scripts.typescript_sdk
	@$(BIN)/python -m scripts.app_client
	@$(BIN)/python -m scripts.app_shell

.PHONY: app
app: setup ## Write anew what the client's app is made of, after a change of its files
	@$(BIN)/python -m scripts.app_shell

.PHONY: settings-docs
settings-docs: docs/reference/settings.md ## Write the table of settings anew

.PHONY: problem-docs
problem-docs: docs/reference/problems.md ## Write the table of problem codes anew

.PHONY: docs/reference/openapi.json docs/reference/settings.md docs/reference/problems.md
docs/reference/openapi.json: COMMAND := openapi
docs/reference/settings.md: COMMAND := settings-docs
docs/reference/problems.md: COMMAND := problem-docs
docs/reference/openapi.json docs/reference/settings.md docs/reference/problems.md: setup
	@mkdir -p $(@D)
	@$(BIN)/carryover $(COMMAND) > $@.new || { rm -f $@.new; exit 1; }
	@mv $@.new $@

.PHONY: audit-packages
audit-packages: setup ## Ask osv.dev for known vulnerabilities of the locked packages (needs the network)
	@.tools/bin/uv audit --locked --preview-features audit $(ARGS)

.PHONY: sbom
sbom: setup ## Write what a release consists of into dist/sbom.cdx.json, as CycloneDX
	@$(BIN)/python -m scripts.sbom

.PHONY: clean
clean: ## Remove what was built; the data in var/ stays
	rm -rf .venv .tools dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
