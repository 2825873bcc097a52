"""Has any locked package a known hole? Part of `make check`; where the index cannot be asked, that is said and no more.

The exit code is 1 where a hole is known, and 0 else: a machine without the index is no fault of the code's.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COMMAND = ("-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "10")
LOCKED = ("--disable-pip", "--require-hashes", "-r", "requirements-dev.lock")
"""Every package of the house and of its tests, without resolving anything anew."""


def judged(packages: list[dict[str, Any]]) -> tuple[int, str]:
    """The exit code and what to say of pip-audit's answer; of no package where it gave none."""
    asked = [one for one in packages if "skip_reason" not in one]
    holes = [f"{one['name']} {one['version']}: {hole['id']}" for one in asked for hole in one["vulns"]]
    if holes:
        return 1, "pip-audit: known holes\n" + "\n".join(holes)
    if not asked:
        return 0, "pip-audit was skipped: its index cannot be asked from here"
    left = len(packages) - len(asked)
    return 0, f"pip-audit: {len(asked)} packages have no known hole" + (f", {left} are not known there" if left else "")


def main() -> int:
    """Ask, say, and give the exit code."""
    asked = subprocess.run([sys.executable, *COMMAND, *LOCKED], cwd=ROOT, capture_output=True, text=True, check=False)
    answer = json.loads(asked.stdout) if asked.stdout.startswith("{") else {"dependencies": []}
    code, said = judged(answer["dependencies"])
    sys.stdout.write(f"{said}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
