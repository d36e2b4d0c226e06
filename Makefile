# make demo   hubtui on an embedded hub with seeded content; touches nothing of yours
# make test   everything that must pass: ruff, mypy, import contracts, pytest
# make faults copies under every fault, with 100 random kills of each direction
# make laws   what holds for every input, on inputs that nobody has tried yet

PYTHON ?= python3
export PIP_DISABLE_PIP_VERSION_CHECK := 1
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test faults laws lint bench screenshots snapshots docs clean

demo: $(READY)
	@$(BIN)/hubtui --demo

# What fails is told once more by itself, aloud: a busy machine may spoil a story, a defect spoils it twice.
test: $(READY) lint
	$(BIN)/pytest || $(BIN)/pytest -n 0 --last-failed --last-failed-no-failures=none --maxfail=1 -v

faults: $(READY)
	HUBTUI_KILLS=100 $(BIN)/pytest tests/faults

laws: $(READY)
	HUBTUI_LAWS=hunt $(BIN)/pytest -m hypothesis

lint: $(READY)
	$(BIN)/ruff check hubtui tests
	$(BIN)/ruff format --check hubtui tests
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/pip install --quiet --editable '.[bench]'
	$(BIN)/python -m tests.benchmarks

screenshots: $(READY)
	$(BIN)/python -m tests.screenshots

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[dev]'
	@touch $@

snapshots: $(READY)
	HUBTUI_WRITE_SNAPSHOTS=1 $(BIN)/pytest tests/stories/test_snapshots.py

docs: $(READY)
	$(BIN)/python -m tests.readme

clean:
	rm -rf $(VENV)
