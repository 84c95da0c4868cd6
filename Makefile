PYTHON ?= .venv/bin/python

.PHONY: check test format bench

check:  ## everything that has to pass before a commit
	$(PYTHON) scripts/check.py

test:  ## the tests alone; make test ARGS="-k catalogue"
	$(PYTHON) -m pytest $(ARGS)

format:  ## rewrite the sources the way `check` wants them
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench:  ## time the core on the fixtures
	$(PYTHON) -m bench $(ARGS)
