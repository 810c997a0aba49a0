"""Lighthouse's own judgement of the main pages: nothing to mend in accessibility and best practices."""

from collections.abc import Iterator
from typing import Any

import pytest

from portal.browser.lighthouse import Lighthouse, LighthouseFailed, lighthouse
from portal.browser.pictures import LANGUAGES
from tests.browser.serving import main_pages, page_of, served, static_root  # noqa: F401  (fixtures)
from tests.portal.test_access_matrix import arguments  # noqa: F401  (the study behind the pages)

pytestmark = pytest.mark.slow

CATEGORIES = ("accessibility", "best-practices")
#: Lighthouse waits long after loading for what may still move the speed's measures, which nobody asks for here.
WITHOUT_THE_SPEED = {
    "pauseAfterFcpMs": 0,
    "pauseAfterLoadMs": 0,
    "networkQuietThresholdMs": 250,
    "cpuQuietThresholdMs": 0,
    "skipAboutBlank": True,
    "disableFullPageScreenshot": True,
}


@pytest.fixture(scope="module")
def judge() -> Iterator[Lighthouse]:
    """Lighthouse with one browser for all pages."""
    with lighthouse() as started:
        yield started


@pytest.mark.parametrize("language", LANGUAGES)
def test_accessibility_and_best_practices_of_every_main_page_are_100(
    language: str,
    judge: Lighthouse,
    served: Any,  # noqa: F811
    main_pages: Any,  # noqa: F811
) -> None:
    faults = []
    for page in main_pages:
        judgement = judge.judge(
            served.url + page.address,
            cookies=served.cookies_of(page.username, language),
            categories=CATEGORIES,
            **WITHOUT_THE_SPEED,
        )
        if judgement.failing or judgement.scores != dict.fromkeys(CATEGORIES, 100):
            faults.append("\n  ".join([f"{page.name}: {judgement.scores}", *map(str, judgement.failing)]))
    assert not faults, "\n".join(faults)


def test_what_is_wrong_with_a_page_is_told_with_its_place_and_no_other_machine_is_asked(
    judge: Lighthouse,
    page_of: Any,  # noqa: F811
) -> None:
    address = page_of(
        '<!DOCTYPE html><html><head><meta charset="utf-8"><title>Faulty</title></head>'
        '<body><main><h1>Faulty</h1><img src="http://elsewhere.example/seal.png"></main></body></html>'
    )
    judgement = judge.judge(address, cookies={}, categories=CATEGORIES, **WITHOUT_THE_SPEED)
    told = {audit.name: str(audit) for audit in judgement.failing}
    assert judgement.scores["accessibility"] < 100
    assert "<html>" in told["html-has-lang"]
    assert '<img src="http://elsewhere.example/seal.png">' in told["image-alt"]
    assert judgement.scores["best-practices"] < 100
    assert "net::ERR_NAME_NOT_RESOLVED" in told["errors-in-console"]


def test_a_page_that_leads_to_the_sign_in_is_not_judged_in_its_place(judge: Lighthouse, served: Any) -> None:  # noqa: F811
    with pytest.raises(LighthouseFailed, match=r"led on to .*/accounts/login/"):
        judge.judge(f"{served.url}/assets/", cookies={}, categories=CATEGORIES, **WITHOUT_THE_SPEED)


def test_an_address_without_a_page_is_refused_and_the_next_page_is_judged(judge: Lighthouse, page_of: Any) -> None:  # noqa: F811
    address = page_of('<!DOCTYPE html><html lang="en"><title>Here</title><main><h1>Here</h1></main></html>')
    with pytest.raises(LighthouseFailed, match="404"):
        judge.judge(address.replace("page", "nothing"), cookies={}, categories=CATEGORIES, **WITHOUT_THE_SPEED)
    assert (
        judge.judge(address, cookies={}, categories=["accessibility"], **WITHOUT_THE_SPEED).scores["accessibility"] > 0
    )
