"""Problems with their places, and the one document that is printed."""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol


class Node(Protocol):
    """A part of a syntax tree, as far as its place goes."""

    lineno: int
    col_offset: int


@dataclass(frozen=True)
class Place:
    file: str
    line: int
    column: int | None = None

    @staticmethod
    def of(file: str, node: Node) -> Place:
        return Place(file, node.lineno, node.col_offset + 1)

    def to_json(self) -> dict[str, Any]:
        place: dict[str, Any] = {"file": self.file, "line": self.line}
        return place if self.column is None else {**place, "column": self.column}


@dataclass
class Report:
    """Collects problems; prints once, whoever comes first: the reader, or the watchdog that stops it."""

    root: Path
    problems: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    _printed: threading.Lock = field(default_factory=threading.Lock)
    _stdout: int = -1

    def take_stdout(self) -> None:
        """Keeps stdout for the report: what modules print on import goes to stderr."""
        self._stdout = os.dup(1)
        os.dup2(2, 1)
        sys.stdout = sys.stderr

    def add(self, place: Place, message: str, field_name: str | None = None) -> None:
        problem = {**place.to_json(), "message": message}
        if not any(problem.items() <= known.items() for known in self.problems):
            self.problems.append(problem if field_name is None else {**problem, "field": field_name})

    def finish(self, declarations: dict[str, Any] | None, *, is_endless: bool = False) -> None:
        """Prints and ends the process, whatever threads a module has started."""
        if not self._printed.acquire(blocking=False):
            threading.Event().wait()
        problems = sorted(self.problems, key=lambda problem: (problem["file"], problem["line"], problem["message"]))
        if problems:
            document = {"kind": "endless" if is_endless else "refused", "problems": problems}
        else:
            document = {"kind": "read", "declarations": declarations}
        with os.fdopen(self._stdout, "w", encoding="utf-8") as stdout:
            json.dump(document, stdout)
        os._exit(0)

    def place_in_worker(self, frames: list[tuple[str, int]]) -> Place | None:
        """The innermost of these `(file, line)` that is the worker's own code."""
        for file, line in reversed(frames):
            path = Path(file)
            if path.is_relative_to(self.root) and ".venv" not in path.parts:
                return Place(path.relative_to(self.root).as_posix(), line)
        return None
