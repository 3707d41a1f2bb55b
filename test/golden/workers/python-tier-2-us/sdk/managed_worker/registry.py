"""From the names config lists to the code that carries them out; whatever does not match stops the start."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from .config import WorkerDocument
from .contracts import workflow_of
from .errors import StartError, mend_config
from .implementation import implementation_mark, official_activity


@dataclass(frozen=True, kw_only=True)
class Generated:
    """`generated.py`: where each body stands, as `module:name`."""

    workflows: Mapping[str, str]
    activities: Mapping[str, str]
    passthrough_modules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Served:
    """What one process serves, by name."""

    workflows: Mapping[str, type]
    activities: Mapping[str, Callable[..., Any]]


def read_generated(package: str) -> Generated:
    try:
        module = importlib.import_module(f"{package}.generated")
        return Generated(
            workflows=module.WORKFLOWS, activities=module.ACTIVITIES, passthrough_modules=module.PASSTHROUGH_MODULES
        )
    except (ModuleNotFoundError, AttributeError) as error:
        raise StartError(f"{package}/generated.py is missing or old: {error}", mend_config) from error


def load(worker: WorkerDocument, generated: Generated) -> Served:
    """Imports exactly what the document lists."""
    return Served(
        workflows={name: _workflow(name, generated) for name in worker.workflows},
        activities={name: _activity(name, generated) for name in worker.activities},
    )


def check_complete(package: str, workers: list[WorkerDocument]) -> None:
    """Raises StartError when a declared contract is in no document, or on another queue than it says.

    Looks at the contracts package and at what has been loaded of the worker itself.
    """
    listed = {
        (kind, name): (queue.name, worker.metadata.name)
        for worker in workers
        for queue in worker.spec.task_queues
        for kind, names in (("workflow", queue.workflows), ("activity", queue.activities))
        for name in names
    }
    for kind, declared in _declared(package):
        found = listed.get((kind, declared.name))
        if found is None:
            raise StartError(f"{kind} {declared.name} is declared but missing from config/workers.yaml", mend_config)
        if found[0] != declared.task_queue:
            raise StartError(
                f"{kind} {declared.name} is declared for the task queue {declared.task_queue}, config says {found[0]}",
                mend_config,
            )


def _workflow(name: str, generated: Generated) -> type:
    body = _import("workflow", name, generated.workflows)
    contract = getattr(body, implementation_mark, body)
    if not isinstance(body, type) or workflow_of(contract).name != name:
        raise StartError(f"workflow {name} is not what {generated.workflows[name]} carries out", mend_config)
    return body


def _activity(name: str, generated: Generated) -> Callable[..., Any]:
    body = _import("activity", name, generated.activities)
    declared, function = official_activity(body)
    if declared != name:
        raise StartError(f"activity {name} is not what {generated.activities[name]} carries out", mend_config)
    return function


def _import(kind: str, name: str, places: Mapping[str, str]) -> Any:
    if name not in places:
        raise StartError(f"config lists the {kind} {name}, which no code declares", mend_config)
    module, _, symbol = places[name].partition(":")
    try:
        found: Any = importlib.import_module(module)
        for part in symbol.split("."):
            found = getattr(found, part)
    except (ModuleNotFoundError, AttributeError) as error:
        raise StartError(f"{kind} {name} is not at {places[name]}: {error}", mend_config) from error
    return found


def _declared(package: str) -> Iterator[tuple[str, Any]]:
    """The contracts the worker declares itself; one that it imports from another team is that team's."""
    loaded = [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{package}.")]
    for module in [*_modules(f"{package}_contracts"), *loaded]:
        for value in vars(module).values():
            declared = getattr(value, "__dict__", {}).get("__managed_workflow__")
            if declared is not None:
                if value.__module__ == module.__name__:
                    yield "workflow", declared
            elif _is_activity(value) and value.body.__module__ == module.__name__:
                yield "activity", value


def _is_activity(value: Any) -> bool:
    return all(hasattr(value, part) for part in ("task_queue", "options", "body"))


def _modules(package: str) -> Iterator[ModuleType]:
    root = importlib.import_module(package)
    yield root
    for found in pkgutil.walk_packages(root.__path__, f"{package}."):
        yield importlib.import_module(found.name)
