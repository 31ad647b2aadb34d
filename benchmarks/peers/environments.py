"""Creates a virtual environment for each system, once, in a folder that the user names."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).parent


def requirements(environment: str) -> Path:
    """Return the file that pins the packages of an environment."""
    return HERE / f"{environment}.txt"


def python_of(venvs: Path, environment: str) -> Path:
    """Return the interpreter of an environment; the environment is created if it does not exist.

    `llama-cpp-python` must be compiled: that is done once, and the wheel is kept in the folder `wheels`.

    Raises:
        subprocess.CalledProcessError: pip could not install what is pinned.
    """
    folder = venvs / environment
    python, done = folder / "bin" / "python", folder / "installed.txt"
    pinned = requirements(environment).read_text("utf-8")
    if done.is_file() and done.read_text("utf-8") == pinned:
        return python
    wheels = _compiled(venvs)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    install = [str(python), "-m", "pip", "install", "--find-links", str(wheels), "-r", str(requirements(environment))]
    if environment == "ours_compiled":
        _see_this_environment(folder)
        install.append("--no-deps")
    subprocess.run(install, check=True)
    done.write_text(pinned, "utf-8")
    return python


def _compiled(venvs: Path) -> Path:
    """Return the folder with a wheel of llama-cpp-python compiled for this machine."""
    wheels = venvs / "wheels"
    if not list(wheels.glob("llama_cpp_python-*.whl")):
        pin = next(line for line in requirements("ours_compiled").read_text("utf-8").splitlines() if "cpp" in line)
        build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", str(wheels), pin]
        subprocess.run(build, check=True, env={**os.environ, "CMAKE_BUILD_PARALLEL_LEVEL": str(os.cpu_count())})
    return wheels


def _see_this_environment(folder: Path) -> None:
    """Let an environment use the packages of this one after its own."""
    own = next(folder.glob("lib/python*/site-packages"))
    (own / "this_environment.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
