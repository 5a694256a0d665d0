# Needs: GNU make, Python 3.11 or newer with pip, and a package index.
# uv goes to .tools, everything else to .venv; both can be deleted at any time.

PY ?= python3
# Two more than there are cores: a story often waits for a network or a database.
PYTEST_WORKERS ?= $(shell $(PY) -c 'import os; print((os.cpu_count() or 1) + 2)')
VENV := .venv
BIN := $(VENV)/bin
UV := .tools/bin/uv

# The installation must not depend on how a machine has set up uv, only on requirements/.
export UV_NO_CONFIG := 1
export UV_PYTHON_DOWNLOADS := never
# Compiling costs two seconds here and saves more at every start.
export UV_COMPILE_BYTECODE := 1
# Tests start programs and workers over and over: each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
# Whoever has told pip about an index of their own need not tell uv again.
ifdef PIP_INDEX_URL
ifndef UV_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif
endif
ifdef PIP_EXTRA_INDEX_URL
ifndef UV_EXTRA_INDEX_URL
export UV_INDEX ?= $(PIP_EXTRA_INDEX_URL)
endif
endif

TOOLS_READY := .tools/ready
VENV_READY := $(VENV)/ready
RUN_READY := $(VENV)/run-ready
DEV_READY := $(VENV)/dev-ready

.DEFAULT_GOAL := help
.PHONY: help demo run test long check lint types imports deps format coverage bench lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(RUN_READY) ## try the bot in a browser: no token, no network, nothing to set up
	@$(BIN)/python -m bot demo

run: $(RUN_READY) ## run the bot with the settings in .env
	@$(BIN)/python -m bot run

test: $(DEV_READY) ## run the tests (all but the long ones)
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS) -m "not long"

long: $(DEV_READY) ## run every test, the long ones too
	$(BIN)/python -m pytest -n $(PYTEST_WORKERS)

check: lint types imports deps ## lint, types, layers, dependencies and the project's own rules
	$(BIN)/python -m pytest -q tests/test_project.py

lint: $(DEV_READY) ## style and common mistakes
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEV_READY) ## mypy, strict
	$(BIN)/mypy

imports: $(DEV_READY) ## who may import whom
	$(BIN)/lint-imports --no-cache

deps: $(DEV_READY) ## dependencies declared and used
	$(BIN)/deptry .

format: $(DEV_READY) ## put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

coverage: $(DEV_READY) ## which lines the tests never reach
	$(BIN)/coverage run -m pytest -q -m "not long"
	$(BIN)/coverage report

bench: $(DEV_READY) ## measure turns per second
	$(BIN)/python -m tests.bench

COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url $(LOCK_OPTIONS)

lock: $(TOOLS_READY) ## renew requirements/ from pyproject.toml (LOCK_OPTIONS=--upgrade: newest versions)
	$(COMPILE) --group pyproject.toml:bootstrap -o requirements/bootstrap.txt
	$(COMPILE) pyproject.toml --group build -o requirements/run.txt
	$(COMPILE) pyproject.toml --group build --group dev -c requirements/run.txt -o requirements/dev.txt

clean: ## remove everything the Makefile made
	rm -rf .tools $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(TOOLS_READY): requirements/bootstrap.txt
	@command -v "$(PY)" >/dev/null || { echo "$(PY) is not installed: install Python 3.11 or newer, or say PY=python3.12" >&2; exit 1; }
	@"$(PY)" -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, $(PY) is " + sys.version.split()[0] + "; say make PY=python3.12")'
	@"$(PY)" -m pip --version >/dev/null 2>&1 || { echo "$(PY) has no pip: install it (Debian: apt-get install python3-pip)" >&2; exit 1; }
	@rm -rf .tools
	"$(PY)" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target .tools --require-hashes -r requirements/bootstrap.txt
	@touch $@

$(VENV_READY): $(TOOLS_READY)
	$(UV) venv --quiet --clear --python "$$("$(PY)" -c 'import sys; print(sys.executable)')" $(VENV)
	@touch $@

$(RUN_READY): $(VENV_READY) requirements/run.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/run.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): $(RUN_READY) requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@
