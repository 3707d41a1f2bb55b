"""The official SDK's workers of one `Worker` document: one per task queue, in one process."""

from __future__ import annotations

import concurrent.futures
from collections.abc import Callable

from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import PollerBehaviorAutoscaling, Worker, WorkerConfig, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from .config import TaskQueue, WorkerDocument, duration
from .payload_limit import limit_results
from .registry import Served
from .settings import Settings

Customise = Callable[[WorkerConfig], WorkerConfig]

_versioning = {
    "none": VersioningBehavior.UNSPECIFIED,
    "pinned": VersioningBehavior.PINNED,
    "auto-upgrade": VersioningBehavior.AUTO_UPGRADE,
}


def make_workers(
    client: Client,
    document: WorkerDocument,
    served: Served,
    *,
    settings: Settings,
    passthrough_modules: tuple[str, ...],
    customise: Customise,
) -> list[Worker]:
    """Workers for every queue of the document, none of them started."""
    scaling = document.spec.scaling
    common = WorkerConfig(
        client=client,
        workflow_runner=sandbox(passthrough_modules),
        activity_executor=concurrent.futures.ThreadPoolExecutor(scaling.activity_slots, "activity"),
        max_concurrent_workflow_tasks=max(2, scaling.workflow_slots),
        max_concurrent_activities=scaling.activity_slots,
        max_concurrent_local_activities=scaling.activity_slots,
        workflow_task_poller_behavior=_pollers(document),
        activity_task_poller_behavior=_pollers(document),
        graceful_shutdown_timeout=duration(scaling.shutdown_grace),
        # The SDK measures what it hands on; what counts is what the proxy sends in the end, and the proxy refuses it.
        disable_payload_error_limit=True,
    )
    deployment = deployment_config(document, settings)
    if deployment is not None:
        common["deployment_config"] = deployment
    configs = [customise(_of_queue(common, queue, served)) for queue in document.spec.task_queues]
    return [Worker(**limit_results(config, client, settings.payload_limit)) for config in configs]


def sandbox(passthrough_modules: tuple[str, ...]) -> SandboxedWorkflowRunner:
    """The official sandbox, which need not import the contracts again for every run."""
    return SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(*passthrough_modules)
    )


def deployment_config(document: WorkerDocument, settings: Settings) -> WorkerDeploymentConfig | None:
    """None without a deployment: the server refuses every task that has a versioning behaviour and no deployment."""
    if settings.deployment_name is None or settings.build_id is None:
        return None
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(settings.deployment_name, settings.build_id),
        use_worker_versioning=document.spec.versioning != "none",
        default_versioning_behavior=_versioning[document.spec.versioning],
    )


def _of_queue(common: WorkerConfig, queue: TaskQueue, served: Served) -> WorkerConfig:
    # A workflow may call any activity of this process locally, wherever it is served from.
    activities = list(served.activities) if queue.workflows else queue.activities
    own = WorkerConfig(
        task_queue=queue.name,
        workflows=[served.workflows[name] for name in queue.workflows],
        activities=[served.activities[name] for name in activities],
        no_remote_activities=bool(queue.workflows) and not queue.activities,
    )
    return {**common, **own}


def _pollers(document: WorkerDocument) -> PollerBehaviorAutoscaling:
    pollers = document.spec.scaling.pollers
    return PollerBehaviorAutoscaling(minimum=pollers.minimum, initial=pollers.initial, maximum=pollers.maximum)
