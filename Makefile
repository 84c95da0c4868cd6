PYTHON ?= .venv/bin/python

.PHONY: check test format bench docs shots

check:  ## everything that has to pass before a commit
	$(PYTHON) scripts/check.py

test:  ## the tests alone; make test ARGS="-k catalogue"
	$(PYTHON) -m pytest $(ARGS)

format:  ## rewrite the sources the way `check` wants them
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench:  ## the quick measurements; make bench ARGS=--markdown
	$(PYTHON) -m bench $(ARGS)

docs:  ## build the documentation into build/site; pip install -e ".[docs]" first
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict

shots:  ## take the pictures of the documentation again
	$(PYTHON) scripts/make_shots.py $(ARGS)
