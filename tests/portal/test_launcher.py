"""`./uv` on machines with and without uv, with and without what Python needs to install it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LAUNCHER = Path(__file__).resolve().parents[2] / "uv"
#: The Python below the virtual environment, as on a machine where the launcher is run for the first time.
PYTHON = str(Path(sys.base_prefix) / "bin" / "python3")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with nothing but the launcher in it."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy2(LAUNCHER, folder / "uv")
    return folder


def environment(*path: Path, **more: str) -> dict[str, str]:
    """An environment without a uv: PATH holds only these folders and what every system has."""
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "HTTP")) or name == "HOME"
    }
    return {**kept, "PATH": os.pathsep.join([*map(str, path), "/usr/bin", "/bin"]), **more}


def launch(project: Path, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, str(project / "uv"), *arguments], env=env, capture_output=True, text=True, timeout=240
    )


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def test_a_uv_on_the_path_is_run_with_the_same_arguments(project: Path, tmp_path: Path) -> None:
    script(tmp_path / "bin" / "uv", '#!/bin/sh\necho "the machine\'s uv: $@"\n')
    done = launch(project, "run", "manage.py", "demo", env=environment(tmp_path / "bin"))
    assert done.stdout == "the machine's uv: run manage.py demo\n"
    assert not (project / ".uv").exists()


def test_neither_another_launcher_nor_a_stand_in_that_fails_is_taken_for_uv(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other checkout"
    other.mkdir()
    shutil.copy2(LAUNCHER, other / "uv")
    script(tmp_path / "shims" / "uv", "#!/bin/sh\nexit 127\n")
    script(tmp_path / "bin" / "uv", "#!/bin/sh\necho the real one\n")
    done = launch(project, env=environment(project, other, tmp_path / "shims", tmp_path / "bin"))
    assert done.stdout == "the real one\n"


def test_two_launchers_at_once_fetch_uv_once_and_the_next_uses_it(project: Path) -> None:
    both = [
        subprocess.Popen(
            [PYTHON, str(project / "uv"), "--version"],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [child.communicate(timeout=240) for child in both]
    assert [child.returncode for child in both] == [0, 0], outputs
    assert all(output.startswith("uv 0.13.9") for output, _ in outputs)
    assert sum("fetching version" in errors for _, errors in outputs) == 1
    # Nothing half-made is left, and the next run needs neither the network nor pip.
    assert sorted(entry.name for entry in (project / ".uv").iterdir()) == ["0.13.9", "lock"]
    again = launch(project, "--version", env=environment(PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_NO_INDEX="1"))
    assert again.stdout.startswith("uv 0.13.9")
    assert again.stderr == ""


def test_a_python_without_venv_uses_its_own_pip(project: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    script(hidden / "venv.py", "raise SystemExit('no ensurepip here')\n")
    done = launch(project, "--version", env=environment(PYTHONPATH=str(hidden)))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("uv 0.13.9")


def test_a_python_with_neither_venv_nor_pip_is_told_what_to_install(project: Path, tmp_path: Path) -> None:
    hidden = tmp_path / "hidden"
    script(hidden / "venv.py", "raise SystemExit('none')\n")
    script(hidden / "pip.py", "raise SystemExit('none')\n")
    done = launch(project, "--version", env=environment(PYTHONPATH=str(hidden)))
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
    assert "Traceback" not in done.stderr
    assert [entry.name for entry in (project / ".uv").iterdir()] == ["lock"]


def test_without_a_network_a_sentence_says_so_and_nothing_half_made_stays(project: Path) -> None:
    nowhere = environment(
        PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0", PIP_CONFIG_FILE=os.devnull, PIP_FIND_LINKS=""
    )
    done = launch(project, "--version", env=nowhere)
    assert done.returncode == 1
    assert "Check the network" in done.stderr
    assert "Traceback" not in done.stderr
    assert [entry.name for entry in (project / ".uv").iterdir()] == ["lock"]


def test_an_older_python_is_told_so(project: Path) -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 10, 1); sys.argv = ['uv']; "
        f"runpy.run_path({str(project / 'uv')!r}, run_name='__main__')"
    )
    done = subprocess.run([PYTHON, "-c", pretend], env=environment(), capture_output=True, text=True)
    assert done.returncode == 1
    assert "needs Python 3.11 or newer, and this is Python 3.10" in done.stderr
