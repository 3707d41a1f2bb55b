"""Makes `.venv` in this worker: locked dependencies, checked against their hashes, and its own code on the path.

    python3 sdk/install.py [--production]

Uses uv when it is there and pip when it is not. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

root = Path(__file__).resolve().parent.parent
oldest = (3, 11)


def main(arguments: list[str]) -> int:
    if sys.version_info < oldest:
        print(f"Python {oldest[0]}.{oldest[1]} or newer is needed; this is {sys.version.split()[0]}", file=sys.stderr)
        return 2
    lock = "requirements.lock" if "--production" in arguments else "requirements-dev.lock"
    environment = root / ".venv"
    if not interpreter(environment).exists():
        venv.create(environment, with_pip=shutil.which("uv") is None, symlinks=os.name != "nt")
    try:
        subprocess.run(installer(environment, root / lock), check=True, cwd=root)  # noqa: S603 -- our own words
    except subprocess.CalledProcessError as error:
        print(f"{lock} could not be installed; run this again when the package index can be reached", file=sys.stderr)
        return error.returncode
    put_on_path(environment)
    return 0


def installer(environment: Path, lock: Path) -> list[str]:
    python = str(interpreter(environment))
    options = ["--quiet", "--require-hashes", "--requirement", str(lock)]
    uv = shutil.which("uv")
    if uv is not None:
        return [uv, "pip", "install", "--python", python, *options]
    if not (site_packages(environment) / "pip").exists():
        ensure = [python, "-m", "ensurepip", "--default-pip"]
        subprocess.run(ensure, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own words
    return [python, "-m", "pip", "install", "--disable-pip-version-check", *options]


def put_on_path(environment: Path) -> None:
    """A worker is not a package to install: its three source folders are where imports look."""
    packages = site_packages(environment)
    folders = (os.path.relpath(root / name, packages) for name in ("contracts", "sdk", "src"))
    (packages / "worker.pth").write_text("".join(f"{folder}\n" for folder in folders), encoding="utf-8")


def interpreter(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def site_packages(environment: Path) -> Path:
    if os.name == "nt":
        return environment / "Lib" / "site-packages"
    return next((environment / "lib").glob("python*")) / "site-packages"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
