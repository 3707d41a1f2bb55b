"""Behaviour of a generated worker's SDK; run by `python-sdk.server.test.ts` with the rendered worker on the path."""

pytest_plugins = ["managed_worker.pytest_plugin"]
