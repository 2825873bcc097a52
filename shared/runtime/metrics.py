"""The figures of one process for Prometheus; labels are names of parts and codes, never of persons."""

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

REGISTRY = CollectorRegistry(auto_describe=True)
"""Every counter, gauge and histogram of the house is registered here."""
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


def exposition() -> tuple[bytes, str]:
    """The body and the content type of /metrics."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
