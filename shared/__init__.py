"""What two services use, or what carries something that two services use."""

__version__ = "0.1.0"
"""As in pyproject.toml; `bakti --version` and /healthz say it."""
