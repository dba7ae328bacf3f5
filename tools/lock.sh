#!/bin/sh
# Resolve the direct dependencies into hashed lists that name no registry.
set -eu
cd "$(dirname "$0")/.."
resolve() {
  UV_SYSTEM_CERTS=1 .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
    --generate-hashes --no-header --no-annotate "$@"
}
resolve pyproject.toml --output-file requirements.txt
resolve pyproject.toml --group dev --constraints requirements.txt --output-file requirements-dev.txt
npm install --package-lock-only --silent
