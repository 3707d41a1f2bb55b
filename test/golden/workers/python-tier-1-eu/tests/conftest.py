pytest_plugins = ["managed_worker.pytest_plugin"]
