"""Yours: everything the official SDK takes for a client or a worker, beyond what config says.

Each function is given the options the platform has made and gives back those to use: add an interceptor, a plugin, a
tuner, a workflow or an activity of the official SDK.
"""

from temporalio.client import ClientConnectConfig
from temporalio.worker import WorkerConfig


def client(config: ClientConnectConfig) -> ClientConnectConfig:
    return config


def worker(config: WorkerConfig) -> WorkerConfig:
    return config
