# `make` alone lists the targets. ARGS is passed on: `make test ARGS="tests/unit -k canonical"`.

PYTHON ?= python3
ARGS ?=

TOOLCHAIN := .venv/bin/python -m toolchain
TEST := $(TOOLCHAIN) run python -m pytest -n 2 --dist loadgroup
UV := uv==0.13.8

.DEFAULT_GOAL := help
.PHONY: help venv up preview down env local-aws test test-all lint format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

venv:
	@$(PYTHON) -m toolchain.virtual_environment

up: venv ## bring the reference stack to local AWS and print its outputs
	@$(TOOLCHAIN) up $(ARGS)

preview: venv ## show what `make up` would change
	@$(TOOLCHAIN) preview $(ARGS)

down: venv ## delete the reference stack and stop local AWS
	@$(TOOLCHAIN) down $(ARGS)

env: venv ## eval "$(make -s env)": pulumi, aws and boto3 in this shell work against local AWS
	@$(TOOLCHAIN) env

local-aws: venv ## run local AWS in the foreground
	@$(TOOLCHAIN) local-aws

test: venv ## run the tests, but those that try every combination
	@$(TEST) -m "not matrix" $(ARGS)

test-all: venv ## run all tests
	@$(TEST) $(ARGS)

lint: venv ## ruff and mypy
	@.venv/bin/python -m ruff check
	@.venv/bin/python -m ruff format --check
	@.venv/bin/python -m toolchain.type_checking

format: venv ## let ruff mend what it can
	@.venv/bin/python -m ruff check --fix-only
	@.venv/bin/python -m ruff format

lock: ## pin the newest versions of all Python packages
	$(PYTHON) -m venv .local/uv
	.local/uv/bin/python -m pip install --quiet $(UV)
	.local/uv/bin/uv pip compile --upgrade --universal --generate-hashes --python-version 3.11 --no-config --no-header \
		--quiet --extra local --group dev pyproject.toml -o requirements.lock
	.local/uv/bin/uv pip compile --upgrade --universal --generate-hashes --python-version 3.11 --no-config --no-header \
		--quiet toolchain/requirements-go.in -o toolchain/requirements-go.lock

clean: ## stop local AWS and remove everything that git ignores here
	@test ! -x .venv/bin/python || $(TOOLCHAIN) stop
	rm -rf .venv .local .chime-sdk-pulumi examples/*/.chime-sdk-pulumi build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
