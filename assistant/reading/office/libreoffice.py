"""LibreOffice, where it is installed: it converts old formats and calculates formulas. It is found, never required.

It reads untrusted files, so it runs without network, macros and links to other files, within the limits of the reading
process, and ends with it. Where the system cannot take the network from it (`unshare` of util-linux), it is not used.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

_SECONDS = 90
_START_AGAIN, _STARTS = 81, 3
"""With this exit code it wants to be started again, as after it has made its profile."""
_SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Calc/Content/Update", "Link", "2"),
    ("Writer/Content/Update", "Link", "2"),
    ("Calc/Formula/Load", "OOXMLRecalcMode", "0"),
)
"""No macros, no objects and links that load something, formulas calculated anew."""
_ALONE = ("unshare", "--net"), ("setpriv", "--pdeathsig", "KILL")


_READ_AS = {".xls": ("--infilter=MS Excel 97",)}
"""A damaged workbook would be read as a text otherwise, with all its bytes."""


def convert(data: bytes, suffix: str, target: str) -> bytes | None:
    """Return a file in another format, or None if LibreOffice is not there or cannot.

    Args:
        data: the bytes of the file.
        suffix: its suffix, with its dot: ".doc".
        target: the suffix of the result, with its dot: ".docx".
    """
    command = _command()
    if not command:
        return None
    with tempfile.TemporaryDirectory(prefix="assistant-office-", ignore_cleanup_errors=True) as folder:
        here = Path(folder)
        (here / "profile" / "user").mkdir(parents=True)
        (here / "profile" / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
        source = here / f"file{suffix}"
        source.write_bytes(data)
        options = (
            f"-env:UserInstallation={(here / 'profile').as_uri()} --headless --norestore --nolockcheck --nologo"
            f" --convert-to {target.removeprefix('.')} --outdir {here / 'out'} {source}"
        )
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8", "TMPDIR": folder}
        quiet = subprocess.DEVNULL
        try:
            for _ in range(_STARTS):
                ended = subprocess.run(
                    [*command, *options.split(), *_READ_AS.get(suffix, ())],
                    stdin=quiet,
                    stdout=quiet,
                    stderr=quiet,
                    env=environment,
                    timeout=_SECONDS,
                )
                if ended.returncode != _START_AGAIN:
                    break
            return (here / "out" / f"file{target}").read_bytes()
        except (OSError, subprocess.SubprocessError):
            return None


@cache
def _command() -> tuple[str, ...]:
    """Return the command that starts it without network and ends it with this process, or () if there is none."""
    started_by = shutil.which("soffice") or shutil.which("libreoffice")
    program = Path(started_by).resolve().parent / "soffice.bin" if started_by else None
    if program is None or not program.is_file():
        return ()
    take_network, end_with_us = _ALONE
    for first in ((*take_network, "--map-root-user"), take_network):
        try:
            tried = subprocess.run([*first, *end_with_us, "true"], capture_output=True, timeout=10)
        except (OSError, subprocess.SubprocessError):
            return ()
        if tried.returncode == 0:
            return (*first, *end_with_us, str(program))
    return ()


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
        f' xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>'
    )
