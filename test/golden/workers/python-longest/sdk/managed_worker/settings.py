"""The environment of a process of this worker; the same names in every language."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import ClientConnectConfig
from temporalio.service import TLSConfig

from .client import ManagedClient, connect
from .config import choose_worker, read_workers
from .errors import StartError
from .payload_limit import usual_payload_limit
from .payloads import data_converter
from .token_file import read_token, renew_token


@dataclass(frozen=True, kw_only=True)
class Settings:
    address: str
    namespace: str | None
    worker_name: str | None
    config_directory: Path
    health_port: int
    metrics_port: int
    deployment_name: str | None
    build_id: str | None
    api_key: str | None
    token_file: Path | None
    tls: bool | TLSConfig | None
    payload_limit: int
    log_level: str


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises StartError naming the variable that cannot be used."""
    deployment, build = environment.get("TEMPORAL_DEPLOYMENT_NAME"), environment.get("TEMPORAL_WORKER_BUILD_ID")
    if bool(deployment) != bool(build):
        raise StartError(
            "only one of TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID is set",
            "Set both to run versioned, or neither.",
        )
    tls, token_file = _tls(environment), _file(environment, "TEMPORAL_TOKEN_FILE")
    api_key = _credential(environment, token_file, tls)
    return Settings(
        address=environment.get("TEMPORAL_ADDRESS") or "localhost:7233",
        namespace=environment.get("TEMPORAL_NAMESPACE") or None,
        worker_name=environment.get("WORKER_NAME") or None,
        config_directory=Path(environment.get("CONFIG_DIRECTORY") or "config"),
        health_port=_port(environment, "HEALTH_PORT", 8080),
        metrics_port=_port(environment, "METRICS_PORT", 9464),
        deployment_name=deployment or None,
        build_id=build or None,
        api_key=api_key,
        token_file=token_file,
        tls=True if tls is None and api_key is not None else tls,
        payload_limit=_payload_limit(environment),
        log_level=_log_level(environment),
    )


def connection(settings: Settings, namespace: str) -> ClientConnectConfig:
    """The options every connection of this worker has. With a key or a token TLS is on, unless it is turned off."""
    config = ClientConnectConfig(
        target_host=settings.address, namespace=namespace, data_converter=data_converter, api_key=settings.api_key
    )
    if settings.tls is not None:
        config["tls"] = settings.tls
    return config


async def connect_as_configured() -> ManagedClient:
    """A client for scripts: address from the environment, namespace from there or from `config/`."""
    settings = read_settings()
    namespace = settings.namespace
    if namespace is None:
        workers = read_workers(settings.config_directory)
        namespace = choose_worker(workers, settings.worker_name, workers[0].metadata.name).spec.namespace
    client = await connect(settings.address, namespace=namespace, options=connection(settings, namespace))
    if settings.token_file is not None:
        client.keep(asyncio.create_task(renew_token(client.temporal, settings.token_file)))
    return client


def _credential(environment: Mapping[str, str], token_file: Path | None, tls: bool | TLSConfig | None) -> str | None:
    api_key = environment.get("TEMPORAL_API_KEY") or None
    if token_file is not None:
        if api_key is None:
            return read_token(token_file, "TEMPORAL_TOKEN_FILE")
        raise StartError("TEMPORAL_API_KEY and TEMPORAL_TOKEN_FILE are both set", "Unset one of them.")
    if api_key is not None and tls is False:
        raise StartError(
            "TEMPORAL_API_KEY is set and TEMPORAL_TLS is false: a key goes out encrypted or not at all",
            "Unset TEMPORAL_TLS, or set it to true.",
        )
    return api_key


def _tls(environment: Mapping[str, str]) -> bool | TLSConfig | None:
    name = "TEMPORAL_TLS_CA_FILE"
    is_on, path = _flag(environment, "TEMPORAL_TLS"), _file(environment, name)
    if path is None:
        return is_on
    if is_on is False:
        raise StartError(f"{name} is set and TEMPORAL_TLS is false", "Unset one of them.")
    try:
        authorities = path.read_bytes()
    except OSError as error:
        raise StartError(
            f"{name} is {str(path)!r}, and the file cannot be read: {error.strerror}",
            f"Mend the file, or unset {name}.",
        ) from error
    if b"-----BEGIN CERTIFICATE-----" not in authorities:
        raise StartError(
            f"{name} is {str(path)!r}, and the file holds no PEM certificate", f"Mend the file, or unset {name}."
        )
    return TLSConfig(server_root_ca_cert=authorities)


def _file(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name)
    return Path(text) if text else None


def _payload_limit(environment: Mapping[str, str]) -> int:
    name = "TEMPORAL_PAYLOAD_LIMIT"
    text = environment.get(name) or str(usual_payload_limit)
    if not text.isdecimal() or int(text) == 0:
        raise StartError(f"{name} is {text!r}", f"Set {name} to a number of bytes.")
    return int(text)


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or int(text) > 65535:
        raise StartError(f"{name} is {text!r}, which is no port", f"Set {name} to 0 (any free port) or up to 65535.")
    return int(text)


def _flag(environment: Mapping[str, str], name: str) -> bool | None:
    text = environment.get(name, "")
    if text not in ("", "true", "false"):
        raise StartError(f"{name} is {text!r}", f"Set {name} to true or false.")
    return None if text == "" else text == "true"


def _log_level(environment: Mapping[str, str]) -> str:
    level = (environment.get("LOG_LEVEL") or "info").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "WARN", "ERROR"):
        raise StartError(f"LOG_LEVEL is {level.lower()!r}", "Set LOG_LEVEL to debug, info, warn or error.")
    return "WARNING" if level == "WARN" else level
