"""The browser that the tests drive: found where the machine has one, installed where it has none."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ON_PATH = ("chromium", "chromium-browser", "google-chrome")
# Without these fonts, Chinese and Arabic pages would be measured as rows of boxes.
DEBIAN_PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-cjk")


def find() -> Path | None:
    """Give the browser: $KPSITE_CHROMIUM, else one on PATH, else the one Playwright installed, else None.

    Raises FileNotFoundError when $KPSITE_CHROMIUM names no file: a wish is not passed over in silence.
    """
    wished = os.environ.get("KPSITE_CHROMIUM")
    if wished:
        if not Path(wished).is_file():
            message = f"KPSITE_CHROMIUM names {wished}, and there is no such file"
            raise FileNotFoundError(message)
        return Path(wished)
    found = next(filter(None, map(shutil.which, ON_PATH)), None)
    if found:
        return Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.is_file() else None


def install() -> None:
    """Install Chromium: from the distribution where apt is there and may be used, else through Playwright.

    Raises subprocess.CalledProcessError when the installer fails.
    """
    sudo = _sudo()
    if sudo is not None and _on_debian():
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*sudo, "apt-get", "update", "-q"], check=True, env=quiet)
        packages = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *DEBIAN_PACKAGES]
        subprocess.run([*sudo, *packages], check=True, env=quiet)
        return
    with_libraries = ["--with-deps"] if sudo is not None else []
    subprocess.run([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"], check=True)


def _on_debian() -> bool:
    """Tell whether apt's Chromium runs in containers too; Ubuntu's, being a snap, does not."""
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def _sudo() -> list[str] | None:
    """Give what to put before a command that needs root: nothing, sudo, or None when root is out of reach."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:
        return [sudo, "-n"]
    return None


def main() -> int:
    """Find a browser or install one, and say which; exit code 1 when there is none in the end."""
    try:
        if find() is None:
            print("No Chromium found: installing one for the browser tests")
            install()
        browser = find()
    except (FileNotFoundError, subprocess.CalledProcessError) as problem:
        print(problem, file=sys.stderr)
        browser = None
    if browser is None:
        print("No browser: install Chromium, or set KPSITE_CHROMIUM to the path of one", file=sys.stderr)
        return 1
    print(f"Browser tests run in {browser}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
