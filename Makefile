# Each target does its own set-up; `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
SET_UP := $(PYTHON) -m tools.set_up
MAKEFLAGS += --no-print-directory
# Compiled modules are kept: each of the portal's processes would otherwise compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

PARTS := unit browser types
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: help run test $(PARTS) rules check format bench screenshots pictures assets lock

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: export PORTAL_ENV ?= development
run: ## set up what is missing and start the portal (PORT=8000)
	@$(SET_UP) run
	@PORT=$(or $(PORT),8000) exec $(BIN)/portal run

# The parts run side by side, since journeys often wait; what the journeys say comes whole, once they have ended. Where
# only one part has any of TESTS the other finds nothing (5), which is no failure.
test: rules ## set up what is missing, check, and run every test
	@$(MAKE) --jobs=3 --keep-going $(PARTS)

unit:
	@$(PYTEST) -m "not browser" $(TESTS) || [ $$? -eq 5 ]

browser:
	@said=$$(mktemp) && { $(PYTEST) -m browser $(TESTS) >$$said 2>&1; ended=$$?; cat $$said; rm $$said; } \
		&& [ $$ended -eq 0 -o $$ended -eq 5 ]

check: rules types ## lint, formatting, import contracts and types

rules:
	@$(SET_UP) test
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-logo

types:
	@$(BIN)/mypy

format: ## put every file into the one form
	@$(SET_UP) test
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: ## measure against the peers
	@$(SET_UP) bench
	@$(BIN)/python -m benchmarks

screenshots: ## take every screen at phone, tablet and desktop width
	@$(SET_UP) test
	@$(BIN)/python -m tools.screenshots

pictures: ## take the picture of each type of field for docs/authoring
	@$(SET_UP) test
	@$(BIN)/python -m tools.field_pictures $(TYPES)
	@$(BIN)/python -m procedures fields --write

assets: ## build the style sheets and scripts
	@$(SET_UP) run
	@$(SET_UP) assets

lock: ## resolve the dependencies anew
	@$(SET_UP) lock
