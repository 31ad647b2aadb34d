"""A PostgreSQL of the tests' own: in a folder of its own, on a port of its own, gone when they are done."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

USER = "assistant"
PASSWORD = "p@ss:w/rd"
_IN_URL = "p%40ss%3Aw%2Frd"


class PostgreSQL:
    """A cluster that can be stopped, killed and started again."""

    def __init__(self, programs: Path, folder: Path, user: str) -> None:
        self._programs = programs
        self._folder = folder
        self._user = user
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])

    def make(self) -> None:
        password = self._folder / "password"
        password.write_text(PASSWORD)
        if os.getuid() == 0:
            for path in (self._folder, password):
                shutil.chown(path, self._user)
        data = str(self._folder / "data")
        self._run(
            "initdb", "-D", data, "-U", USER, "--pwfile", str(password), "-A", "scram-sha-256", "-N", "-E", "UTF8"
        )

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -k {self._folder}"
        self._control("start", "-o", options, "-l", str(self._folder / "log"), "-t", "120")

    def stop(self, how: str = "fast") -> None:
        """Stop it; "immediate" is as if it were killed."""
        self._control("stop", "-m", how, "-t", "120")

    def restart(self, how: str = "fast") -> None:
        self.stop(how)
        self.start()

    def new_database(self) -> str:
        """Return the URL of what looks like an empty database: a schema of its own, which costs less."""
        name = f"s{uuid.uuid4().hex}"
        at = f"{USER}:{_IN_URL}@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(f"postgresql://{at}", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"postgresql+psycopg://{at}?options=-csearch_path%3D{name}"

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-s", *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.getuid() == 0:  # it refuses to run as root
            command = ["setpriv", f"--reuid={self._user}", "--clear-groups", *command]
        log = self._folder / "commands"
        with log.open("ab") as said:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=self._folder, check=False
            )
        assert done.returncode == 0, log.read_text()


def why_not() -> str:
    """Return why PostgreSQL cannot be run here; "" where it can."""
    if _programs() is None:
        return "initdb, pg_ctl and postgres are neither on PATH nor in /usr/lib/postgresql/*/bin"
    if os.getuid() == 0 and (shutil.which("setpriv") is None or _user() is None):
        return "PostgreSQL does not run as root, and there is no setpriv or no other user"
    return ""


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Run a PostgreSQL until the context ends."""
    programs, user = _programs(), _user()
    assert programs is not None
    assert user is not None
    folder = Path(tempfile.mkdtemp(prefix="assistant-postgresql-"))  # not in pytest's, which is closed to other users
    try:
        server = PostgreSQL(programs, folder, user)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    needed = ("initdb", "pg_ctl", "postgres")
    return next((folder for folder in folders if all((folder / name).exists() for name in needed)), None)


def _user() -> str | None:
    if os.getuid():
        return pwd.getpwuid(os.getuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)
