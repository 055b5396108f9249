# Two commands do it all: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test coverage lint bench drill chaos fuzz mutants stream-demo commands walk viz jupyter mlflow dashboard audit docs clean setup lock

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
UV_VERSION := 0.13.9
export DO_NOT_TRACK := 1
export NO_MKDOCS_2_WARNING := 1
# `make run PARAMS=telemetry=path/to/your.csv` hands settings to kedro's --params
PARAMS ?=
# empty: a fleet is simulated, and a stream of others shown after it
OWN_READINGS = $(findstring telemetry=,$(PARAMS))$(if $(shell grep -sE '^[^#]*telemetry:' conf/local/globals.yml),local)

ifneq ($(filter bench,$(MAKECMDGOALS)),)
BENCHMARKS := $(filter-out bench,$(MAKECMDGOALS))
$(foreach name,$(BENCHMARKS),$(eval $(name): ; @:))
endif

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

run: $(READY) ## from raw readings to alerts; makes a simulated fleet if there is none
	@if [[ -z "$(OWN_READINGS)" && ! -e data/01_raw/simulation/truth/dirt.json ]]; then \
	   $(BIN)/kedro run --pipelines simulation; fi
	@$(BIN)/kedro run $(if $(PARAMS),--params "$(PARAMS)")
	@if [[ -z "$(PARAMS)$(OWN_READINGS)" ]]; then \
	   echo "And as a stream, on batteries of its own (make stream-demo shows each day):"; \
	   $(BIN)/python -m tools.drill.demo --brief --days 5 --seconds 0 \
	   && echo "All alerts: data/08_reporting/alert_dashboard.html (make dashboard opens it)"; fi

TYPED := tests/end_to_end/test_shown_commands.py
# the end-to-end tests wait for processes to start much of the time, so the others run beside them;
# threads of one half would only wait for the other's
test: export OMP_NUM_THREADS := 1
test: $(READY) ## all tests, the whole way included
	@mkdir -p build; echo "Tests of the real commands run beside the others; their report comes last."
	@$(BIN)/pytest tests/end_to_end --ignore $(TYPED) > build/end_to_end_tests.log 2>&1 & beside=$$!; \
	 $(BIN)/pytest --ignore tests/end_to_end; first=$$?; wait $$beside; second=$$?; \
	 cat build/end_to_end_tests.log; exit $$((first | second))

# `make coverage ARGS=tests/automl` counts those tests alone
coverage: $(READY) ## all tests again, counted: which lines and branches none of them takes
	@mkdir -p build/coverage; rm -f build/coverage/*; $(BIN)/coverage run -m pytest $(ARGS); ended=$$?; \
	 $(BIN)/coverage combine --quiet; $(BIN)/coverage report --skip-covered; exit $$ended

lint: $(READY) ## ruff, mypy, and the links of the documentation
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy \
	 && $(BIN)/python -m mkdocs build --strict --quiet --site-dir build/docs

# `make bench scoring ARGS="--sizes 1000"` runs one benchmark alone
bench: $(READY) ## speed and memory beside what one would use instead
	@$(BIN)/python -m benchmarks $(BENCHMARKS) $(ARGS)

# `make drill ARGS="--without done_writes"` takes a guard out: the drill must fail then
drill: $(READY) ## what can go wrong with the stream, done to a copy of it
	@$(BIN)/python -m tools.drill $(ARGS)

# `make chaos ARGS="--kills 10 --pipelines alerting"`
chaos: $(READY) ## kill -9 at random moments and writes, on a copy; compare with calm runs (half an hour)
	@$(BIN)/python -m tools.chaos $(ARGS)

# `make mutants ARGS="--only stream"`
mutants: $(READY) ## take the guard of each promise out of a copy: its test must fail then (ten minutes)
	@$(BIN)/python -m tools.mutants $(ARGS)

# `make fuzz ARGS="--inputs 1000 --seed 7 --targets csv"`
fuzz: $(READY) ## feed 100,000 generated bad files, messages, parameters and models (ten minutes)
	@$(BIN)/python -m tools.fuzz $(ARGS)

# `make stream-demo ARGS="--days 60 --seconds 0.5"`
stream-demo: $(READY) ## days of a few dozen batteries arrive, and their risk changes as you look
	@$(BIN)/python -m tools.drill.demo $(ARGS)

commands: $(READY) ## type every command that README and pages show, on a small fleet (five minutes)
	@$(BIN)/pytest $(TYPED)

# `make walk ARGS=docs/tutorial/data.md` walks through one page
walk: $(READY) ## do what README and tutorial say, on a copy, and compare their figures (half an hour)
	@$(BIN)/python -m tools.walk $(ARGS)

viz: $(READY) ## the pipelines as a graph in the browser
	@$(BIN)/kedro viz run

jupyter: $(READY) ## notebooks with catalog, context and pipelines at hand
	@$(BIN)/kedro jupyter lab

mlflow: $(READY) ## runs, metrics and models in the browser
	@PATH="$(CURDIR)/$(BIN):$$PATH" MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false $(BIN)/kedro mlflow ui

dashboard: $(READY) ## the alerts in the browser, from this machine alone
	@$(BIN)/python -m tools.dashboard $(ARGS)

# `make docs ARGS=--serve` shows the pages in the browser, and builds them anew when one is saved
docs: $(READY) ## the documentation, built into build/docs
	@$(BIN)/python -m mkdocs $(if $(filter --serve,$(ARGS)),serve --open --strict,build --strict --quiet)
	@echo "The documentation is in build/docs/index.html."

audit: $(READY) ## unsafe code, secrets, licences, known faults; lists all parts in build/audit
	@$(BIN)/python -m tools.audit

clean: ## remove what runs have made, after asking; data/01_raw is never touched
	@bash tools/clean.sh

setup: $(READY) ## the environment alone

# torch has no digests, so that a build for CPU alone is taken where one is at hand
lock: $(READY) ## pin the newest versions that pyproject.toml allows, by digest; torch without its CUDA libraries
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --upgrade --generate-hashes --no-annotate \
	  --no-header --no-emit-index-url --no-emit-find-links | awk ' \
	  /^[^ ]/ { left_out = /^(nvidia|cuda|triton)/; bare = /^torch==/; if (bare) sub(/ \\$$/, "") } \
	  !left_out && !(bare && /^ /)' > requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "Python 3.11 is needed, $(PYTHON) is another version; call: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv, which takes a minute or two ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $$(grep '^torch==' requirements.lock)
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --requirement requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@$(BIN)/python -m tools.spark_classes
	@touch $(READY)
	@echo "The environment is ready."
