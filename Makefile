# Needs Python 3.11 or newer, git and make; everything else is installed into .venv from the locks in requirements/.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site serve test bench lock clean

VENV := .venv
PYTHON := $(VENV)/bin/python
KPSITE := $(VENV)/bin/kpsite
PIP := $(PYTHON) -m pip --disable-pip-version-check --quiet
COMPILE := $(VENV)/bin/uv pip compile --no-config --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate --quiet pyproject.toml

help:  ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' Makefile

site: $(VENV)/runtime.stamp  ## Build the demo store from content/ into dist/
	@$(KPSITE) build --allow-test
	@echo "The store is in dist/. Look at it with: make serve"

serve: $(VENV)/runtime.stamp  ## Preview the demo store, rebuilt at every save
	@$(KPSITE) serve

test: $(VENV)/dev.stamp  ## Run every check: lint, types, tests, the browser included
	$(PYTHON) -m tests.browser.chromium
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(PYTHON) -m pytest --numprocesses auto --dist worksteal

bench: $(VENV)/runtime.stamp  ## Measure speed beside other generators, installed into .bench/ (ARGS="--help": what else)
	$(PYTHON) -m bench $(ARGS)

lock: $(VENV)/dev.stamp  ## Renew requirements/*.lock from pyproject.toml
	$(COMPILE) --upgrade --group build --output-file requirements/runtime.lock
	$(COMPILE) --upgrade --group dev --constraint requirements/runtime.lock --output-file requirements/dev.lock

clean:  ## Remove what was built and installed (keys in .kpsite stay)
	rm -rf $(VENV) dist build .kpsite/cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(PYTHON):
	"$$(./.ci/find-python)" -m venv $(VENV)

$(VENV)/runtime.stamp: requirements/runtime.lock pyproject.toml | $(PYTHON)
	@echo "Installing kpsite into $(VENV)"
	@$(PIP) install --require-hashes -r requirements/runtime.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# The development lock holds the whole runtime lock, so one installation serves both.
$(VENV)/dev.stamp: requirements/dev.lock pyproject.toml | $(PYTHON)
	@echo "Installing kpsite and its development tools into $(VENV)"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/runtime.stamp
