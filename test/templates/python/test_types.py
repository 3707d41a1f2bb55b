"""pyright, strict, over what must and what must not be said."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

here = Path(__file__).parent
worker = Path(os.environ["WORKER_ROOT"])


@cache
def errors_by_file() -> dict[str, dict[int, str]]:
    config = worker / "pyright-types.json"
    paths = [str(here), *(str(worker / name) for name in ("contracts", "sdk", "src"))]
    settings = {
        "include": [os.path.relpath(here / "types", worker)],
        "extraPaths": paths,
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
    }
    config.write_text(json.dumps(settings), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pyright",
        "--project",
        str(config),
        "--pythonpath",
        sys.executable,
        "--outputjson",
    ]
    result = json.loads(subprocess.run(command, capture_output=True, check=False, text=True).stdout)
    assert result["summary"]["filesAnalyzed"] == 2
    found: dict[str, dict[int, str]] = {"accepted.py": {}, "rejected.py": {}}
    for diagnostic in result["generalDiagnostics"]:
        line = diagnostic["range"]["start"]["line"] + 1
        found.setdefault(Path(diagnostic["file"]).name, {}).setdefault(line, diagnostic["message"])
    return found


def test_what_may_be_said_is_fully_inferred() -> None:
    assert errors_by_file()["accepted.py"] == {}


def test_every_wrong_line_is_rejected_and_no_other() -> None:
    lines = (here / "types" / "rejected.py").read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, start=1) if line.endswith("# wrong")}
    found = errors_by_file()["rejected.py"]
    assert {number: lines[number - 1] for number in wrong - set(found)} == {}
    assert {number: found[number] for number in set(found) - wrong} == {}
