"""The worker process: `python -m` this module. What it serves stands in `config/workers.yaml`."""

from managed_worker.bootstrap import main

if __name__ == "__main__":
    main(__spec__.parent if __spec__ else "")
