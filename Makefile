# Two commands for a fresh machine: `make demo` and `make test`. Both make .venv and install.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_OUT ?= demo-out
SITE ?= site
DOCS ?= docs-out

.PHONY: demo test nightly check docs bench install format clean

demo: install
	rm -rf $(DEMO_OUT)
	$(BIN)/xstilts-submit predict --suite mini --model mini --out $(DEMO_OUT) --name xstilts-mini \
	    --supervision labelled_languages=en --supervision model_selection=all-languages-dev \
	    --supervision parallel_data_in_pretraining=yes --supervision translated_training_data=no \
	    --licence Apache-2.0 --author "The xstilts developers" --github xstilts:1
	$(BIN)/xstilts-submit validate $(DEMO_OUT)
	$(BIN)/xstilts-submit score $(DEMO_OUT)
	$(BIN)/xstilts-leaderboard build --with $(DEMO_OUT) --out $(SITE)
	@echo "Open $(SITE)/try/index.html: the miniature, on invented data."

# COVERAGE=yes also measures the lines that the tests run, which takes half as long again. NIGHTLY=yes, or
# `make nightly`, also runs the tests marked `nightly`.
nightly: NIGHTLY = yes
nightly: test

test: install
	$(BIN)/pytest --numprocesses logical --maxprocesses 4 $(if $(NIGHTLY),,-m "not nightly") \
	    $(if $(COVERAGE),--cov --cov-report term:skip-covered --cov-fail-under 95)

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --quiet .github
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions .github/actions/*/action.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/python tests/check_wheel.py
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet kit/docs $(DOCS)

docs: install
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet kit/docs $(DOCS)
	@echo "Open $(DOCS)/index.html: the documentation."

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.ratios

install: $(STAMP)

# PIP_EXTRA_INDEX_URL and PIP_FIND_LINKS are honoured by pip itself, e.g. for the CPU build of torch.
# seqeval, a test oracle, declares Keras, which it does not need: so it comes alone.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("xstilts needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps seqeval
	touch $@

clean:
	rm -rf $(VENV) $(DEMO_OUT) $(DOCS) $(SITE) scored build dist
