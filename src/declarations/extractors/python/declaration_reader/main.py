"""Parse, refuse what cannot be read, import what holds contracts, describe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from .declared import DeclarationFinder, Declared, Implemented
from .guard import deny_outside_world, mark_environment, stop_after
from .modules import Module, read_modules
from .report import Report


def main(folder: str, seconds: float) -> None:
    root = Path(folder).resolve()
    report = Report(root)
    report.take_stdout()
    # What is imported from here on is the worker's; nothing of it may find this reader's folder first.
    sys.path.pop(0)
    modules = read_modules(root, report)
    finders = [DeclarationFinder(module, report) for module in modules.values()]
    for finder in finders:
        finder.find()
    declared = [one for finder in finders for one in finder.declared]
    implemented = [one for finder in finders for one in finder.implemented]
    if report.problems:
        report.finish(None)
    report.finish(_read(root, modules, declared, implemented, report=report, seconds=seconds))


def _read(
    root: Path,
    modules: dict[str, Module],
    declared: list[Declared],
    implemented: list[Implemented],
    *,
    report: Report,
    seconds: float,
) -> dict[str, Any]:
    # Pydantic comes first: it starts nothing and reads the environment for itself.
    from . import describe
    from .importing import import_modules, passthrough_modules

    mark_environment()
    deny_outside_world()
    stop_after(seconds, report)
    holding = {one.module.name for one in declared}
    wanted = [module for module in modules.values() if module.file.startswith("contracts/") or module.name in holding]
    imported = import_modules(wanted, root, report)
    bodies = _bodies(modules, declared, implemented, report)
    described: dict[str, list[dict[str, Any]]] = {"activity": [], "workflow": []}
    for one in declared:
        if one.module.name not in imported:
            continue
        value = getattr(imported[one.module.name], one.symbol, None)
        contract = getattr(value, "__dict__", {}).get("__managed_workflow__") if one.kind == "workflow" else value
        if contract is None or not hasattr(contract, "task_queue"):
            report.add(
                one.place, f"{one.symbol} is something else by the time the module has run; give it a name of its own"
            )
            continue
        described[one.kind].append(describe.describe(one, contract, bodies[one.module.name, one.symbol], report))
    return {
        "language": "python",
        "activities": described["activity"],
        "workflows": described["workflow"],
        "passthroughModules": passthrough_modules(modules, declared, implemented, root),
    }


def _bodies(
    modules: dict[str, Module], declared: list[Declared], implemented: list[Implemented], report: Report
) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The bodies of every contract, by where the contract stands; its own comes first."""
    bodies: dict[tuple[str, str], list[dict[str, Any]]] = {
        (one.module.name, one.symbol): [{"source": one.place.to_json(), "symbol": one.symbol}] if one.has_body else []
        for one in declared
    }
    for body in implemented:
        contract = _follow(body.contract, modules, set())
        if contract in bodies:
            bodies[contract].append({"source": body.place.to_json(), "symbol": body.symbol})
        else:
            report.add(body.place, f"implements names {body.contract[1]}, which is no contract of this worker")
    return bodies


def _follow(target: tuple[str, str], modules: dict[str, Module], seen: set[tuple[str, str]]) -> tuple[str, str]:
    """Where a name that may be re-exported is defined."""
    module = modules.get(target[0])
    if module is None or target in seen:
        return target
    seen.add(target)
    source = module.imports.get(target[1])
    if source is not None and source[1] is not None:
        return _follow((source[0], source[1]), modules, seen)
    for star in module.stars:
        followed = _follow((star, target[1]), modules, seen)
        star_module = modules.get(followed[0])
        if star_module is not None and any(getattr(node, "name", None) == target[1] for node in star_module.tree.body):
            return followed
    return target
