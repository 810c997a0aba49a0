"""The portal as a ministry serves it: hashed and compressed files, and gunicorn in a process of its own."""

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal.accounts.models import User
from portal.browser.pictures import Picture
from portal.browser.pictures import main_pages as pages_with
from portal.embedded import free_port
from tests.servers import PROJECT

#: Seconds in which the web server has to answer.
PATIENCE = 60


@dataclass(frozen=True)
class ServedPortal:
    """A portal that answers at an address, on the test's own study."""

    url: str

    def cookies_of(self, username: str, language: str) -> dict[str, str]:
        """What the browser of somebody who has signed in holds; without a username nobody has."""
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if username:
            client = Client()
            client.force_login(User.objects.get(username=username))
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return cookies


@pytest.fixture(scope="session")
def static_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages' files collected for serving, with hashes in their names and compressed copies."""
    folder: Path = tmp_path_factory.mktemp("static")
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test", "STATIC_ROOT": str(folder)},
        check=True,
    )
    return folder


@pytest.fixture
def served(committed_db: Any, static_root: Path, tmp_path: Path) -> Iterator[ServedPortal]:
    """The portal on gunicorn, on a database in which everything commits."""
    port = free_port()
    log = tmp_path / "web.log"
    with log.open("wb") as words:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "portal.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--workers",
                "2",
                "--timeout",
                "120",
            ],
            cwd=PROJECT,
            env=committed_db.environment(STATIC_ROOT=str(static_root)),
            stdout=words,
            stderr=subprocess.STDOUT,
        )
    try:
        portal = ServedPortal(f"http://127.0.0.1:{port}")
        wait_for_answer(f"{portal.url}/accounts/login/", process, log)
        yield portal
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def main_pages(arguments: dict[str, dict[str, Any]]) -> tuple[Picture, ...]:
    """The main pages of the study that the test has made."""
    return pages_with(
        asset=arguments["api/v1/assets/"]["number"],
        case=arguments["cases/"]["reference"],
        order=arguments["orders/"]["reference"],
    )


def wait_for_answer(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Waits until the server's process answers with a page; where it never does, the test fails with what it said."""
    deadline = time.monotonic() + PATIENCE
    said = "nothing"
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE):
                return
        except urllib.error.HTTPError as answer:
            said = str(answer.code)
            break
        except OSError:  # nobody listens yet
            time.sleep(0.1)
    pytest.fail(f"The web server answers {said} at {url}:\n{log.read_text(encoding='utf-8')}")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        """Says nothing."""


@pytest.fixture
def page_of(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Serves a page that the test makes up, with the files beside it, and gives its address."""
    folder = tmp_path / "page"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def serve(html: str, **files: bytes) -> str:
        (folder / "page.html").write_text(html, encoding="utf-8")
        for name, content in files.items():
            (folder / name).write_bytes(content)
        return f"http://127.0.0.1:{server.server_port}/page.html"

    yield serve
    server.shutdown()
    thread.join()
    server.server_close()
