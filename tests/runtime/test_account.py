"""The system account that servers of root run as: made once, however many first starts there are at once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AT_ONCE = 6
PRIVATE_ETC = """
cp -a /etc "$1/etc" && mount --bind "$1/etc" /etc || exit 77
for file in passwd shadow group gshadow; do sed -i /^bakti:/d /etc/$file; done
exec "$2" -c "$3" "$4"
"""
"""In a mount namespace of its own: the machine's account, and whoever runs as it, are left alone."""
FIRST_STARTS = """
import os, pwd, sys
from shared.runtime.processes import system_user
waiting, go = os.pipe()
said, tell = os.pipe()
for _ in range(int(sys.argv[1])):
    if os.fork() == 0:
        os.close(go)
        os.read(waiting, 1)
        os.write(tell, b"%d\\n" % pwd.getpwnam(system_user()).pw_uid)
        os._exit(0)
os.close(go)
for _ in range(int(sys.argv[1])):
    os.wait()
os.close(tell)
print(os.read(said, 4096).decode(), pwd.getpwnam("bakti").pw_uid)
"""


def test_of_first_starts_at_once_all_find_one_account_with_one_number(tmp_path: Path) -> None:
    """Two at once made it twice: the first one's folders belonged to a number that nobody had any more."""
    if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("useradd"):
        pytest.skip("needs root, unshare and useradd")
    command = ["unshare", "--mount", "sh", "-c", PRIVATE_ETC, "sh", str(tmp_path), sys.executable, FIRST_STARTS]
    done = subprocess.run(
        [*command, str(AT_ONCE)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    if "Operation not permitted" in done.stderr or done.returncode == 77:
        pytest.skip("no mount namespace here")
    assert done.returncode == 0, done.stderr
    numbers = done.stdout.split()
    assert len(numbers) == AT_ONCE + 1
    assert len(set(numbers)) == 1
