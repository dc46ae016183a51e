# The commands of the project; each one sets up what it needs.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# Which Python it was, where somebody named one: nobody else's takes its place then.
NAMED := $(filter-out file,$(origin PYTHON))
NEED_PYTHON = test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and no python3 was found." >&2; exit 1; }
BIN := .venv/bin
# What imports the payment SDK: an environment pruned for older source lacks what newer source imports.
SDK_CALLS := $(wildcard tbo/alipay/*calls.py) tbo/alipay/client.py

.PHONY: run test browser lint bench slow soak crash coverage mutation clean lock translations

run: .venv/run-ready
	@$(BIN)/python -m tools.run

# Debian's packages and Python's come side by side: one processor would wait for the other.
test:
	@$(MAKE) --no-print-directory -j 2 .venv/test-ready browser
	@$(BIN)/python -m tools.test $(ARGS)

browser:
	@$(NEED_PYTHON)
	@$(PYTHON) -m tools.browser

lint: .venv/test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

bench: .venv/test-ready
	@$(BIN)/python -m tools.bench $(ARGS)

slow: .venv/test-ready
	@$(BIN)/python -m tools.slow_readers $(ARGS)

soak: .venv/test-ready
	@$(BIN)/python -m tools.soak $(ARGS)

crash: .venv/test-ready
	@$(BIN)/python -m tools.crash $(ARGS)

coverage: .venv/test-ready
	@mkdir -p build
	@$(BIN)/python -m coverage run -m pytest -q -m "not journey" $(ARGS)
	@$(BIN)/python -m coverage report
	@for package in orders subscriptions entitlements alipay rules; do \
		printf '%-14s' $$package; $(BIN)/python -m coverage report --include="tbo/$$package/*" --format=total || exit; \
	done

mutation: .venv/test-ready
	@mkdir -p build
	@$(BIN)/python -m tools.mutation $(ARGS)

clean:
	cd "$${TBO_INSTANCE:-instance}" && rm -rf tbo.db* queue.db* keys sandbox sandbox.new pictures media cache
	rm -rf build

lock: .venv/test-ready
	$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-annotate --no-header --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-annotate --no-header --generate-hashes requirements-pip.in -o requirements-pip.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-annotate --no-header --generate-hashes requirements-s3.in -o requirements-s3.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-annotate --no-header --generate-hashes requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile -q --python-version 3.11 --no-emit-index-url --no-annotate --no-header --generate-hashes tools/artwork/requirements.in -o tools/artwork/requirements.txt

translations: .venv/test-ready
	@mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg --no-wrap --sort-by-file --add-location=file -o build/messages.pot .
	$(BIN)/pybabel -q update --no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -i build/messages.pot -d tbo/translations
	$(BIN)/pybabel -q compile -d tbo/translations --statistics

.venv/run-ready: requirements.txt $(SDK_CALLS)
	@$(NEED_PYTHON)
	@$(PYTHON) -m tools.environment requirements.txt $@ "$(NAMED)"

.venv/test-ready: requirements-dev.txt $(SDK_CALLS)
	@$(NEED_PYTHON)
	@$(PYTHON) -m tools.environment requirements-dev.txt $@ "$(NAMED)"
	@touch .venv/run-ready
