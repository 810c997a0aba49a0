"""The form of a FISN."""

import pytest

from assets.conventions.identifiers import fisn


@pytest.mark.parametrize(
    "code",
    [
        "PKGOVT/0.00 TB 20260402",
        "PKGOVT/11.00 BD 20310115",
        "PDSCL/10.75 SUK 20310122",
        "PDSCL/ZERO SUKUK 20270121",
        "A/B",
        "ABCDEFGHIJKLMNO/1234567890123456789",
    ],
)
def test_the_guides_samples_and_the_longest_parts_have_the_form(code: str) -> None:
    assert fisn.has_form(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "PKGOVT",
        "/TB",
        "PKGOVT/",
        "PKGOVT /TB",
        "PKGOVT/ TB",
        "PKGOVT/TB ",
        "pkgovt/tb",
        "A/B/C",
        "ABCDEFGHIJKLMNOP/TB",
        "PKGOVT/12345678901234567890",
        "=PKGOVT/TB",
        "PKGOVT/TB\n",
    ],
)
def test_other_text_does_not(code: str) -> None:
    assert not fisn.has_form(code)
