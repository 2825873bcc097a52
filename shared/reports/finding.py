"""The reports of a package: each module that has a ``REPORT`` is one, so that a new report is one new file."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from shared.reports.report import Report


def reports_in(package: ModuleType) -> tuple[Report, ...]:
    """Every report of the package's modules, by the modules' names."""
    modules = (import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__))
    found = {report.name: report for module in modules if (report := getattr(module, "REPORT", None))}
    return tuple(found.values())
