"""Finds declarations and bodies in syntax trees, and refuses those that only running the code would show."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal

from .environment import comes_from_environment
from .modules import Module
from .report import Place, Report

Kind = Literal["activity", "workflow"]
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

_declaring: dict[str, Kind] = {"managed_activity": "activity", "managed_workflow": "workflow"}
_field_names = {
    "task_queue": "taskQueue",
    "start_to_close": "startToCloseTimeout",
    "schedule_to_close": "scheduleToCloseTimeout",
    "schedule_to_start": "scheduleToStartTimeout",
    "heartbeat": "heartbeatTimeout",
    "attempts": "retry",
    "execution_timeout": "executionTimeout",
    "run_timeout": "runTimeout",
    "task_timeout": "taskTimeout",
    "id_reuse": "idReusePolicy",
    "id_conflict": "idConflictPolicy",
    "fairness_key": "priority",
    "search_attributes": "searchAttributes",
}


@dataclass
class Declared:
    """A contract where it stands."""

    kind: Kind
    module: Module
    symbol: str
    place: Place
    fields: dict[str, Place]
    has_body: bool


@dataclass
class Implemented:
    """A body under `@implements` and the contract it names."""

    contract: tuple[str, str]
    symbol: str
    place: Place


class DeclarationFinder(ast.NodeVisitor):
    """Walks one module; knows at every node what it stands inside of."""

    def __init__(self, module: Module, report: Report) -> None:
        self.module = module
        self.report = report
        self.declared: list[Declared] = []
        self.implemented: list[Implemented] = []
        self._inside: list[str] = []
        self._read: set[ast.expr] = set()

    def find(self) -> None:
        self.visit(self.module.tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._definition(node, "a function")

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._definition(node, "a function")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._definition(node, "a class")

    def visit_Call(self, node: ast.Call) -> None:
        name = self._managed(node.func)
        if name is not None and node not in self._read:
            where = f"inside {self._inside[-1]}" if self._inside else "as a plain call"
            self._refuse(node, f"{name} stands {where}; {_cure(name)}")
        self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        inside = _blocks.get(type(node))
        if inside is not None:
            self._inside.append(inside)
        super().generic_visit(node)
        if inside is not None:
            self._inside.pop()

    def _definition(self, node: Definition, what: str) -> None:
        for decorator in node.decorator_list:
            self._decorator(decorator, node)
            self.visit(decorator)
        self._inside.append(what)
        for child in ast.iter_child_nodes(node):
            if child not in node.decorator_list:
                self.visit(child)
        self._inside.pop()

    def _decorator(self, decorator: ast.expr, node: Definition) -> None:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = self._managed(decorator if call is None else call.func)
        if name is None:
            return
        if call is None:
            self._refuse(decorator, f"@{name} is used without its arguments")
            return
        self._read.add(call)
        if self._inside:
            self._refuse(node, f"{name} stands inside {self._inside[-1]}; {_cure(name)}")
        elif name == "implements":
            self._implementation(call, node)
        else:
            self._declaration(_declaring[name], call, node)

    def _declaration(self, kind: Kind, call: ast.Call, node: Definition) -> None:
        if call.args or any(keyword.arg is None for keyword in call.keywords):
            self._refuse(call, "give the arguments by name, one by one: what is spread cannot be seen here")
            return
        fields: dict[str, Place] = {}
        for keyword in call.keywords:
            name = _field_names.get(keyword.arg or "", keyword.arg or "")
            fields[name] = Place.of(self.module.file, keyword)
            if comes_from_environment(keyword.value, self.module):
                message = (
                    "comes from an environment variable; write the value itself, config must not depend on who reads it"
                )
                self.report.add(fields[name], message, name)
        if (kind == "workflow") is not isinstance(node, ast.ClassDef):
            self._refuse(node, f"managed_{kind} stands on {_what(node)}; it takes {_wanted[kind]}")
            return
        place = Place(self.module.file, node.lineno, node.col_offset + 1)
        self.declared.append(Declared(kind, self.module, node.name, place, fields, _has_body(node)))

    def _implementation(self, call: ast.Call, node: Definition) -> None:
        target = self.module.resolve(call.args[0]) if len(call.args) == 1 else None
        if target is None or target[1] is None:
            self._refuse(call, "implements takes the contract itself, by its name")
            return
        place = Place(self.module.file, node.lineno, node.col_offset + 1)
        self.implemented.append(Implemented((target[0], target[1]), node.name, place))

    def _managed(self, function: ast.expr) -> str | None:
        found = self.module.resolve(function)
        if found is None or found[0] == self.module.name:
            return None
        return found[1] if found[1] in _declaring or found == ("managed_worker", "implements") else None

    def _refuse(self, node: ast.expr | Definition, message: str) -> None:
        self.report.add(Place.of(self.module.file, node), message)


_blocks: dict[type[ast.AST], str] = {
    ast.For: "a loop",
    ast.AsyncFor: "a loop",
    ast.While: "a loop",
    ast.ListComp: "a loop",
    ast.SetComp: "a loop",
    ast.DictComp: "a loop",
    ast.GeneratorExp: "a loop",
    ast.If: "an if",
    ast.IfExp: "an if",
    ast.Try: "a try",
    ast.With: "a with",
    ast.Match: "a match",
    ast.Lambda: "a function",
}
_wanted = {"activity": "a function", "workflow": "a class"}


def _cure(name: str) -> str:
    subject = "a body" if name == "implements" else "a contract"
    return f"{subject} is a decorated definition at the top level of a module"


def _what(node: Definition) -> str:
    return "a class" if isinstance(node, ast.ClassDef) else "a function"


def _has_body(node: Definition) -> bool:
    """Whether the definition does something: more than a docstring and `...`."""
    if isinstance(node, ast.ClassDef):
        runs = [part for part in node.body if isinstance(part, ast.AsyncFunctionDef) and part.name == "run"]
        return any(
            isinstance(mark, ast.Attribute) and mark.attr == "run" for run in runs for mark in run.decorator_list
        )
    return not all(
        isinstance(part, ast.Pass) or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        for part in node.body
    )
