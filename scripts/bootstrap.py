# ruff: noqa: S310, S603, T201, TID251
"""Put the pinned uv into .tools/bin. Needs Python and nothing else.

Normally a virtual environment and pip do it. Where Python came without ensurepip (Debian without
python3-venv) the wheel is taken from the package index directly. The version and the accepted
digests stand in scripts/uv.txt, whichever way is gone.
"""

# This file must compile on old Pythons, so that they can be told that they are too old.
from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
PIN = ROOT / "scripts" / "uv.txt"
TOOLS = ROOT / ".tools"
UV = TOOLS / "bin" / "uv"
JSON_INDEX = "application/vnd.pypi.simple.v1+json"


def main() -> None:
    """Install uv unless the pinned one is there already."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"Python 3.11 or newer is needed; {sys.executable} is {platform.python_version()}.\n"
            "Name another one with: make PYTHON=/path/to/python3 setup"
        )
    version, digests = read_pin()
    if installed_version() == version:
        return
    shutil.rmtree(TOOLS, ignore_errors=True)
    print(f"Installing uv {version} into .tools ...", flush=True)
    if not install_with_pip():
        install_from_index(version, digests)
    if installed_version() != version:
        sys.exit(f"{UV} does not run on this machine.")


def read_pin() -> tuple[str, set[str]]:
    """Return the pinned version and the digests of its files."""
    text = PIN.read_text(encoding="utf-8")
    version = re.search(r"^uv==(\S+)", text, re.MULTILINE)
    if version is None:
        sys.exit(f"{PIN} names no version of uv.")
    return version.group(1), set(re.findall(r"sha256:([0-9a-f]{64})", text))


def installed_version() -> str | None:
    """Return the version of the uv in .tools, None when there is none that runs."""
    try:
        answer = subprocess.run([UV, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    words = answer.stdout.split()
    return words[1] if len(words) > 1 else None


def install_with_pip() -> bool:
    """Install by pip in a virtual environment; False where Python cannot make one."""
    made = subprocess.run([sys.executable, "-m", "venv", TOOLS], capture_output=True, check=False)
    if made.returncode != 0:
        print("This Python cannot make a virtual environment with pip in it (on Debian that is")
        print("the package python3-venv), so the wheel comes straight from the package index.")
        shutil.rmtree(TOOLS, ignore_errors=True)
        return False
    pip = [str(TOOLS / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install"]
    what = ["--only-binary=:all:", "--no-deps", "--require-hashes", "-r", str(PIN)]
    if subprocess.run([*pip, *what], check=False).returncode != 0:
        sys.exit("pip could not install uv; its message is above.")
    return True


def install_from_index(version: str, digests: set[str]) -> None:
    """Fetch the wheel for this machine, check its digest and unpack the one program in it."""
    index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
    page = f"{index}/uv/"
    files = json.loads(fetch(page, JSON_INDEX))["files"]
    wheels = [file for file in files if fits(file["filename"], version)]
    if not wheels:
        sys.exit(f"{page} has no uv {version} for {platform.platform()}.")
    url = urllib.parse.urljoin(page, wheels[0]["url"])
    print(f"Downloading {wheels[0]['filename']} ...", flush=True)
    data = fetch(url)
    if hashlib.sha256(data).hexdigest() not in digests:
        sys.exit(f"{url} is not the file that scripts/uv.txt names. Nothing was installed.")
    with zipfile.ZipFile(io.BytesIO(data)) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(".data/scripts/uv"))
        UV.parent.mkdir(parents=True)
        UV.write_bytes(wheel.read(name))
    UV.chmod(0o755)


def fits(filename: str, version: str) -> bool:
    """Tell whether a file of the index is uv's wheel for this system, C library and processor."""
    if not filename.startswith(f"uv-{version}-py3-none-") or not filename.endswith(".whl"):
        return False
    system = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    if platform.system() == "Darwin":
        system = "macosx"
    tags = filename[: -len(".whl")].rsplit("-", 1)[1].split(".")
    return any(tag.startswith(system) and tag.endswith(platform.machine()) for tag in tags)


def fetch(url: str, accept: str = "*/*") -> bytes:
    """Return what an address answers, or end with a message."""
    request = urllib.request.Request(url, headers={"Accept": accept, "User-Agent": "carryover"})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            body: bytes = answer.read()
            return body
    except (urllib.error.URLError, TimeoutError) as error:
        sys.exit(f"{url} could not be fetched: {error}")


if __name__ == "__main__":
    main()
