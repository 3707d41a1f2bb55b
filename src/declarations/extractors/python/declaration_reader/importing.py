"""Imports the modules that hold contracts, and tells which of the worker's modules the sandbox passes through."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from types import ModuleType

from .declared import Declared, Implemented
from .modules import Module
from .report import Place, Report


def import_modules(modules: list[Module], root: Path, report: Report) -> dict[str, ModuleType]:
    """Those that can be imported; the others are problems at the line that failed."""
    sys.path[:0] = [str(root / folder) for folder in ("contracts", "sdk", "src")]
    sys.dont_write_bytecode = True
    imported: dict[str, ModuleType] = {}
    for module in modules:
        try:
            imported[module.name] = importlib.import_module(module.name)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            _report_failure(module, error, report)
    return imported


def passthrough_modules(
    modules: dict[str, Module], declared: list[Declared], implemented: list[Implemented], root: Path
) -> list[str]:
    """Contracts, the SDK, modules of models or activities; never one of a workflow: each run imports that anew."""
    contracts = {module.name.split(".")[0] for module in modules.values() if module.file.startswith("contracts/")}
    kinds = {(one.module.name, one.symbol): one.kind for one in declared}
    workflow_files = {one.place.file for one in declared if one.kind == "workflow" and one.has_body}
    workflow_files |= {one.place.file for one in implemented if kinds.get(one.contract) == "workflow"}
    own = {
        module.name
        for module in modules.values()
        if module.file.startswith("src/")
        and module.file not in workflow_files
        and _holds_models_or_activities(module, kinds)
    }
    sdk = {"managed_worker"} if (root / "sdk" / "managed_worker").is_dir() else set[str]()
    return sorted(contracts | own | sdk)


def _holds_models_or_activities(module: Module, kinds: dict[tuple[str, str], str]) -> bool:
    loaded = sys.modules.get(module.name)
    if loaded is None:
        return False
    from pydantic import BaseModel

    values = [(name, value) for name, value in vars(loaded).items() if getattr(value, "__module__", "") == module.name]
    return any(isinstance(value, type) and issubclass(value, BaseModel) for _, value in values) or any(
        name == module.name for name, _ in kinds
    )


def _report_failure(module: Module, error: BaseException, report: Report) -> None:
    frames = [(entry.filename, entry.lineno or 1) for entry in traceback.extract_tb(error.__traceback__)]
    place = report.place_in_worker(frames) or Place(module.file, 1)
    text = str(error) or "no message"
    report.add(place, f"cannot be imported: {type(error).__name__}: {text}")
