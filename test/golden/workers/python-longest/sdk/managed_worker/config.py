"""The generated documents in `config/`, as far as a worker process reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from .errors import StartError, mend_config
from .payloads import problems_of

_units = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """`60s`, `500ms`, `2m`: one number and one unit."""
    match = re.fullmatch(r"(\d{1,9})(ms|s|m|h|d)", text)
    if match is None:
        raise ValueError(f"{text!r} is no duration: write one number and one unit, such as 30s")
    return timedelta(**{_units[match[2]]: int(match[1])})


def _checked_duration(text: str) -> str:
    duration(text)
    return text


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Pollers(_Model):
    minimum: int
    initial: int
    maximum: int


class Scaling(_Model):
    workflow_slots: int
    activity_slots: int
    pollers: Pollers
    shutdown_grace: Annotated[str, AfterValidator(_checked_duration)]


class TaskQueue(_Model):
    name: str
    workflows: list[str] = Field(default_factory=list[str])
    activities: list[str] = Field(default_factory=list[str])


class Metadata(_Model):
    name: str
    owner: str
    tier: int


class WorkerSpec(_Model):
    namespace: str
    task_queues: list[TaskQueue]
    scaling: Scaling
    versioning: Literal["none", "pinned", "auto-upgrade"] = "none"


class WorkerDocument(_Model):
    """One process: the queues it polls and what it serves on each."""

    metadata: Metadata
    spec: WorkerSpec

    @property
    def activities(self) -> list[str]:
        return [name for queue in self.spec.task_queues for name in queue.activities]

    @property
    def workflows(self) -> list[str]:
        return [name for queue in self.spec.task_queues for name in queue.workflows]


def read_workers(directory: Path) -> list[WorkerDocument]:
    """Every `Worker` document of the service; raises StartError when the file is missing or does not hold them."""
    path = directory / "workers.yaml"
    try:
        documents = [document for document in _documents(path) if document.get("kind") == "Worker"]
        workers = [WorkerDocument.model_validate(document) for document in documents]
    except OSError as error:
        raise StartError(f"{path} cannot be read: {error.strerror}", mend_config) from error
    except yaml.YAMLError as error:
        raise StartError(f"{path} is not YAML: {error}", mend_config) from error
    except ValidationError as error:
        raise StartError(
            f"{path} does not hold Worker documents: {'; '.join(problems_of(error))}", mend_config
        ) from error
    if not workers:
        raise StartError(f"{path} holds no Worker document", mend_config)
    return workers


def choose_worker(workers: list[WorkerDocument], wanted: str | None, service: str) -> WorkerDocument:
    """The document named by WORKER_NAME; without one the service's own, or the only one there is."""
    by_name = {worker.metadata.name: worker for worker in workers}
    chosen = by_name.get(wanted if wanted is not None else service)
    if chosen is None and wanted is None and len(workers) == 1:
        chosen = workers[0]
    if chosen is None:
        known = ", ".join(sorted(by_name))
        raise StartError(
            f"there is no worker {wanted or service} in config; it has {known}", f"Set WORKER_NAME to one of {known}."
        )
    return chosen


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for document in yaml.safe_load_all(file):
            if isinstance(document, dict):
                yield document
