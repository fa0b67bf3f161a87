# Everything runs in .venv, which the first call makes; it is renewed only when pyproject.toml has changed.
# An active other environment changes nothing: the tools are called by their path.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
WORKERS ?= auto
LOADER ?= genius
SECONDS ?= 600

unexport PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX

.PHONY: help demo test lint types layers doctests tests bench bench-exact bench-talks bench-uncertainty format reference fuzz clean

help:
	@echo "make demo       analyse the flagship: its briefing, and its pictures in out/"
	@echo "make test       every check: lint, types, layers, doctests, tests with coverage"
	@echo "make bench      the benchmarks, each with its limits"
	@echo "make bench-exact  the exact methods against others, some minutes: NEGMAS=<its python>"
	@echo "make bench-talks  talks a second against NegMAS, some minutes: NEGMAS=<its python>"
	@echo "make bench-uncertainty  many draws against a product of matrices and against HiGHS, some minutes"
	@echo "make format     put the code in order"
	@echo "make reference  write docs/reference/python.md and the JSON Schema from the docstrings"
	@echo "make fuzz       look for input that a reader stumbles over: LOADER=genius SECONDS=600"
	@echo "make clean      remove .venv, out/ and what tools leave behind"

demo: $(INSTALLED)
	$(BIN)/python scenarios/european_security_2022.py

test: lint types layers doctests tests

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy

layers: $(INSTALLED)
	$(BIN)/lint-imports --no-cache

doctests: $(INSTALLED)
	$(BIN)/python -m pytest -q --doctest-modules negsim

tests: $(INSTALLED)
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --cov --cov-report=term --cov-report=json:.coverage.json
	$(BIN)/python tools/check_coverage.py .coverage.json

bench: $(INSTALLED)
	$(BIN)/python benchmarks/import_time.py
	$(BIN)/python benchmarks/flagship.py

bench-exact: $(INSTALLED)
	$(BIN)/python benchmarks/exact.py $(if $(NEGMAS),--negmas $(NEGMAS))
	$(BIN)/python benchmarks/scaling.py $(if $(NEGMAS),--negmas $(NEGMAS))

bench-talks: $(INSTALLED)
	$(BIN)/python benchmarks/talks.py --negmas $(NEGMAS)

bench-uncertainty: $(INSTALLED)
	$(BIN)/python benchmarks/uncertainty.py

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

reference: $(INSTALLED)
	$(BIN)/python tools/write_reference.py
	$(BIN)/python tools/write_schema.py

fuzz: $(INSTALLED)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[fuzz]'
	$(BIN)/python fuzz/loaders.py $(LOADER) --seconds $(SECONDS)

clean:
	rm -rf $(VENV) out dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "negsim needs Python 3.11 or later, and $(PYTHON) is %d.%d; try: make PYTHON=python3.11" % sys.version_info[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --editable '.[dev]'
	touch $@
