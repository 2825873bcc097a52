# Bakti. A bare machine needs Python 3.11 or newer and make; everything else is made in .venv and .bakti.

.PHONY: help run dev test shuffled fast format check types rules faults bench docs changelog secrets lock clean
.DEFAULT_GOAL := help
# Compiled modules are what makes a second start quick.
unexport PYTHONDONTWRITEBYTECODE

# Another Python than the first fitting one: make run PYTHON=/path/to/python3.12
PYTHON ?= python3 python3.13 python3.12 python3.11
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

help:           ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

run: .venv/run  ## PostgreSQL, Valkey, the whole house and sample data; prints the address and the demo accounts
	@exec $(PY) -m services.cli.main up --demo $(if $(PORT),--port $(PORT))

dev: .venv/dev  ## the same, started anew whenever code, a template or a text changes; the servers stay up
	@exec $(PY) -m services.cli.main up --demo --reload $(if $(PORT),--port $(PORT))

test: check     ## everything from nothing, but for the minutes-long kills and races
	$(PY) -m pytest -n 3 -m "not faults"

shuffled: .venv/dev ## the same tests in another order each time; the header says which (SEED=n repeats it)
	$(PY) -m pytest -p randomly $(if $(SEED),--randomly-seed=$(SEED)) -n 2 -m "not faults"

fast: .venv/dev ## the tests of the inner loop, under two minutes
	$(PY) -m pytest -n 2 -m "not faults and not slow"

format: .venv/dev ## put the code into shape
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

check: .venv/dev ## style, types, dependencies and their known holes, import contracts, dead links
	@$(MAKE) --no-print-directory -j 2 types rules

types: .venv/dev
	$(PY) -m mypy

rules: .venv/dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check --quiet .
	.venv/bin/deptry --no-ansi .
	.venv/bin/lint-imports
	$(PY) -m pytest -q tests/test_links.py
	$(PY) -m tests.audit

faults: .venv/dev ## kills, cuts and races; the house on four other days
	$(PY) -m pytest -n 2 -m faults tests/e2e
	$(PY) -m pytest -n 2 --dist loadfile -m faults tests/faults tests/ledger

bench: .venv/bench ## the measured claims, beside the peers, in one run (about 15 minutes); its JSON in .bakti/bench
	$(PY) -m benchmarks run

docs: .venv/dev ## write docs/reference anew from the code
	$(PY) -m docs.generate

changelog: .venv/dev ## what the next version's changelog will say, from the files in changelog.d
	@.venv/bin/towncrier build --draft --version next

secrets:        ## passwords and keys for docker-compose.yml, in .bakti/secrets; what is there stays
	@mkdir -p .bakti/secrets && chmod 700 .bakti .bakti/secrets
	@chmod a+rX Caddyfile valkey valkey/*  # mounted for accounts that own nothing; a narrow umask closed them
	@for name in postgres bakti_intake bakti_matching bakti_attendance bakti_reporting bakti_relay bakti_vault \
	  bakti_access bakti_operator valkey_relay valkey_reader master_key house_key opener_secret; do \
	  file=.bakti/secrets/$$name; [ -s $$file ] || od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > $$file; chmod 644 $$file; \
	done

lock: .venv/dev  ## write the lock files anew from pyproject.toml
	UV_PYTHON_DOWNLOADS=never; export UV_PYTHON_DOWNLOADS; \
	compile() { .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate "$$@"; }; \
	compile pyproject.toml -o requirements.lock && \
	compile pyproject.toml --extra embedded -c requirements.lock -o requirements-embedded.lock && \
	compile pyproject.toml --extra embedded --group dev -c requirements-embedded.lock -o requirements-dev.lock && \
	echo uv | compile - -o requirements-uv.lock && \
	echo openapi-python-client | compile - -o tests/clients/requirements.lock && \
	echo umadb | compile - -o benchmarks/peers/requirements.lock

clean:          ## remove .venv and the caches; .bakti, where the data is, stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Marks of a finished install: the second time there is nothing to do.
.venv/run: requirements-embedded.lock requirements-uv.lock
	@$(call make_venv)
	@$(call install,requirements-embedded.lock)
	@touch $@

.venv/dev: requirements-dev.lock tests/clients/requirements.lock .venv/run
	@$(call install,requirements-dev.lock)
	@$(call install,tests/clients/requirements.lock,--target .venv/clients)
	@touch $@

# The peers of the bench. Where this machine cannot have one, the bench says so and goes on without it.
.venv/bench: benchmarks/peers/requirements.lock benchmarks/peers/package-lock.json .venv/dev
	@($(call install,benchmarks/peers/requirements.lock,--target .venv/peers)) || echo "UmaDB could not be had here"
	@command -v npm >/dev/null || { echo "No Node here: the bench goes without Emmett and message-db"; exit 0; }; \
	mkdir -p .venv/peers-node && cp benchmarks/peers/package.json benchmarks/peers/package-lock.json .venv/peers-node && \
	if npm ci --prefix .venv/peers-node --ignore-scripts --no-audit --no-fund --silent; then touch $@; \
	else echo "npm could not bring Emmett and message-db"; fi

# The checkout is on the path of its own environment, and `bakti` is a command in it.
define make_venv
	set -e; for python in $(PYTHON) none; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	[ $$python != none ] || { echo "Bakti needs Python 3.11 or newer. On Debian 12, Ubuntu 24.04 and later:" >&2; \
	  echo "    sudo apt install python3 python3-venv" >&2; exit 1; }; \
	version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	$$python -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make an environment yet. On Debian and Ubuntu:" >&2; \
	  echo "    sudo apt install python$$version-venv" >&2; exit 1; }; \
	echo "Making .venv with Python $$version (once)"; \
	$$python -m venv --clear .venv; \
	echo "$(CURDIR)" > .venv/lib/python$$version/site-packages/bakti.pth; \
	printf '#!%s\nfrom services.cli.main import run\n\nrun()\n' "$(CURDIR)/$(PY)" > .venv/bin/bakti; \
	chmod +x .venv/bin/bakti
endef

# uv is ten times as fast; where there is none for this machine, pip does the same.
define install
	set -e; echo "Installing $(1)"; \
	if [ -x .venv/bin/uv ] || $(PIP) -r requirements-uv.lock 2>/dev/null; then \
	  UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip install --quiet --compile-bytecode --python $(PY) --require-hashes -r $(1) $(2); \
	else $(PIP) -r $(1) $(2); fi
endef
