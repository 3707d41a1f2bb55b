"""Whether a value in a syntax tree leads to an environment variable."""

from __future__ import annotations

import ast

from .modules import Module

_sources = {("os", "environ"), ("os", "getenv"), ("os", "environb"), ("os", "getenvb")}


def comes_from_environment(value: ast.expr, module: Module, seen: frozenset[str] = frozenset()) -> bool:
    """Follows names through the module's own assignments; other modules are found out when they run."""
    for node in ast.walk(value):
        if isinstance(node, ast.Name | ast.Attribute) and module.resolve(node) in _sources:
            return True
        if isinstance(node, ast.Name) and node.id not in seen:
            assigned = _assigned(node.id, module)
            if any(comes_from_environment(one, module, seen | {node.id}) for one in assigned):
                return True
    return False


def _assigned(name: str, module: Module) -> list[ast.expr]:
    found: list[ast.expr] = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            targets = [node.target]
        else:
            continue
        if node.value is not None and any(isinstance(target, ast.Name) and target.id == name for target in targets):
            found.append(node.value)
    return found
