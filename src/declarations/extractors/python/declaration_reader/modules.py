"""The worker's own modules and their syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .report import Place, Report


@dataclass
class Module:
    """A file of `contracts/` or `src/`, by the name it is imported under."""

    name: str
    file: str
    tree: ast.Module
    is_package: bool
    #: local name -> (module, name there, or None for the module itself)
    imports: dict[str, tuple[str, str | None]] = field(default_factory=dict[str, tuple[str, str | None]])
    stars: list[str] = field(default_factory=list[str])

    def resolve(self, expression: ast.expr) -> tuple[str, str | None] | None:
        """The module and the name an expression such as `render` or `contracts.render` stands for."""
        if isinstance(expression, ast.Name):
            return self.imports.get(expression.id, (self.name, expression.id))
        if isinstance(expression, ast.Attribute):
            base = self.resolve(expression.value)
            if base is not None and base[0] != self.name:
                module, name = base
                return (module if name is None else f"{module}.{name}", expression.attr)
        return None


def read_modules(root: Path, report: Report) -> dict[str, Module]:
    """Every module that parses; a syntax error is a problem and the reading goes on."""
    modules: dict[str, Module] = {}
    for path in _python_files(root):
        file = path.relative_to(root).as_posix()
        try:
            tree = ast.parse(path.read_bytes(), filename=str(path))
        except SyntaxError as error:
            report.add(Place(file, error.lineno or 1, error.offset or 1), f"syntax error: {error.msg}")
            continue
        except ValueError as error:
            report.add(Place(file, 1), f"is not Python source: {error}")
            continue
        parts = path.relative_to(root).with_suffix("").parts[1:]
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        if name:
            modules[name] = _with_imports(Module(name, file, tree, is_package))
    return modules


def _python_files(root: Path) -> Iterator[Path]:
    for folder in ("contracts", "src"):
        for path in sorted((root / folder).rglob("*.py")):
            inside = path.relative_to(root).parts
            if not any(part.startswith(".") or part in ("__pycache__", "node_modules") for part in inside):
                yield path


def _with_imports(module: Module) -> Module:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".")[0]
                module.imports[alias.asname or first] = (alias.name if alias.asname else first, None)
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(module, node)
            for alias in node.names:
                if alias.name == "*":
                    module.stars.append(source)
                else:
                    module.imports[alias.asname or alias.name] = (source, alias.name)
    return module


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if node.level == 0:
        return node.module or ""
    parts = module.name.split(".")
    base = parts[: len(parts) - node.level + (1 if module.is_package else 0)]
    return ".".join([*base, node.module] if node.module else base)
