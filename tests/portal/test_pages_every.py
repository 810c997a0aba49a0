"""Every page, for every role: sound HTML, usable without sight, script or inline style, and always marked as a test."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from approvals.models import SignOff
from tests.stories import WHEAT

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BAND = "Test only \u2013 no legal title \u2013 feasibility study under the memorandum of 12 December 2025"


class Page(HTMLParser):
    """What the checks need to know of a page; complains about elements that are closed in the wrong order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.controls: list[dict[str, str | None]] = []
        self.headings: list[str] = []
        self.references: list[str] = []
        self.forms: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        runs = tag == "script" and attributes.get("type") != "application/json"
        is_inline = tag == "style" or (runs and not (attributes.get("src") and attributes.get("nonce")))
        if is_inline or "style" in attributes or any(name.startswith("on") for name in attributes):
            self.faults.append(f"inline script or style: <{tag} {attributes}>")
        if attributes.get("id"):
            self.ids[str(attributes["id"])] += 1
        if tag == "label":
            self.labelled.add(str(attributes.get("for")))
        if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
            self.controls.append(attributes)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag == "form":
            self.forms.append(attributes)
        if tag == "img" and not attributes.get("alt"):
            self.faults.append("an image without words")
        if tag == "a":
            self.links.append(str(attributes.get("href")))
        self.references += str(attributes.get("aria-describedby") or "").split()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes something else")

    def all_faults(self) -> list[str]:
        """Everything that is wrong."""
        faults = list(self.faults)
        faults += [f"id {name} is used {count} times" for name, count in self.ids.items() if count > 1]
        faults += [f"no label: {c}" for c in self.controls if c.get("id") not in self.labelled]
        faults += [f"described by nothing: {name}" for name in self.references if name not in self.ids]
        if self.headings.count("h1") != 1:
            faults.append(f"{self.headings.count('h1')} first headings")
        return faults


def signed_in(person: Any) -> Client:
    """A browser in which the person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def sound(response: Any) -> Page:
    """The page, after all that must hold for each of them."""
    html = response.content.decode()
    page = Page(html)
    assert page.all_faults() == []
    assert BAND in html
    assert 'lang="en" dir="ltr">' in html
    assert 'href="#content"' in html
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    return page


@pytest.fixture
def lived_in(story: Any, cast: Any) -> dict[str, Any]:
    """A study in which everything that a page can show has happened, the chain apart."""
    case = story.in_stage_6()
    story.decided(case, "LAW", "approve_with_conditions", conditions=["Publish the notice first"])
    story.registered(WHEAT)
    return {"case": case, "signoff": SignOff.objects.get(), "condition": SignOff.objects.get().conditions.get()}


def addresses(lived_in: dict[str, Any]) -> list[str]:
    """Every address that can be read."""
    case, signoff = lived_in["case"], lived_in["signoff"]
    return [
        "/",
        "/assets/",
        "/assets/3/",
        "/assets/8/",
        "/cases/",
        f"/cases/{case.reference}/",
        f"/cases/{case.reference}/dossiers/{case.dossier_digest}/",
        f"/cases/{case.reference}/decisions/{signoff.pk}/",
        f"/papers/{signoff.document_id}/",
        "/orders/",
        "/orders/investors/",
    ]


READERS = (
    "case_officer",
    "approver",
    "first_treasury_operator",
    "programme_lead",
    "gate_chair",
    "auditor",
    "law_recording",
)


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_sound_for_every_role_that_reads_it(lived_in: dict[str, Any], cast: Any, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for address in addresses(lived_in):
        response = client.get(address)
        assert response.status_code == 200, address
        sound(response)


@pytest.mark.parametrize(
    ("address", "term"),
    [
        ("/overview/", "ceiling"),
        ("/memorandum/", "ceiling"),
        ("/assets/3/", "denomination"),
        ("/cases/CASE-0001/", "dossier"),
        ("/cases/CASE-0001/dossiers/{digest}/", "digest"),
        ("/cases/CASE-0001/decisions/{signoff}/", "dossier"),
    ],
)
def test_a_term_is_explained_once_on_the_page_that_uses_it(
    lived_in: dict[str, Any], cast: Any, address: str, term: str
) -> None:
    address = address.format(digest=lived_in["case"].dossier_digest, signoff=lived_in["signoff"].pk)
    page = sound(signed_in(cast.auditor).get(address))
    explained = [link for link in page.links if link.startswith("/words/#")]
    assert f"/words/#{term}" in explained
    assert len(explained) == len(set(explained))


@pytest.mark.parametrize("who", ["adviser", "administrator"])
def test_advisers_and_administrators_have_a_home_page_and_no_other(
    lived_in: dict[str, Any], cast: Any, who: str
) -> None:
    client = signed_in(getattr(cast, who))
    home, *others = addresses(lived_in)
    sound(client.get(home))
    for address in [*others, "/trail/"]:
        response = client.get(address)
        assert response.status_code == 403, address
        sound(response)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("case_officer", "/assets/3/legal-facts/record/"),
        ("case_officer", "/assets/3/valuations/record/"),
        ("case_officer", "/assets/3/papers/attach/"),
        ("case_officer", "/assets/8/propose/"),
        ("approver", "/assets/8/not-eligible/"),
        ("case_officer", "/cases/CASE-0001/withdraw/"),
        ("gate_chair", "/cases/CASE-0001/gates/G5/rule/"),
        ("gate_chair", "/cases/CASE-0001/gates/G6/rule/"),
        ("case_officer", "/cases/CASE-0001/criteria/G1-2/attest/"),
        ("programme_lead", "/cases/CASE-0001/criteria/G0-1/attest/"),
        ("sbp_dmmd_recording", "/cases/CASE-0001/decisions/record/SBP-DMMD/"),
        ("first_treasury_operator", "/orders/token/CASE-0001/"),
        ("first_treasury_operator", "/orders/place/CASE-0001/"),
        ("first_treasury_operator", "/orders/investors/register/"),
    ],
)
def test_every_form_is_sound_and_refused_to_the_auditor(
    lived_in: dict[str, Any], cast: Any, who: str, address: str
) -> None:
    page = sound(signed_in(getattr(cast, who)).get(address))
    assert [form for form in page.forms if form.get("class") == "portal-form"]
    auditor = signed_in(cast.auditor)
    assert auditor.get(address).status_code == 403
    assert auditor.post(address, {}).status_code == 403


def test_the_auditor_is_offered_nothing_to_change(lived_in: dict[str, Any], cast: Any) -> None:
    client = signed_in(cast.auditor)
    for address in [*addresses(lived_in), "/trail/"]:
        page = sound(client.get(address))
        posting = [form for form in page.forms if form.get("method") == "post"]
        assert [form["action"] for form in posting] == ["/accounts/language/", "/accounts/logout/"], address
        words = (
            "record",
            "attest",
            "rule/",
            "withdraw",
            "confirm",
            "accept",
            "attach/",
            "replace/",
            "propose",
            "place",
            "release",
            "token/",
        )
        assert not [link for link in page.links if any(word in link for word in words)], address


def test_nobody_reads_a_page_without_signing_in(lived_in: dict[str, Any]) -> None:
    for address in [*addresses(lived_in), "/trail/", "/trail/?download=csv"]:
        response = Client().get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_the_sign_in_page_is_sound_and_says_what_is_wrong(db: None) -> None:
    sound(Client().get("/accounts/login/"))
    page = Client().post("/accounts/login/", {"login": "nobody", "password": ""})
    sound(page)
    assert b"Nothing was changed" in page.content


def test_the_business_date_and_the_rehearsal_stand_on_every_page(lived_in: dict[str, Any], cast: Any) -> None:
    html = signed_in(cast.auditor).get("/").content.decode()
    assert '<time class="portal-day" datetime="2026-05-18">18 May 2026</time>' in html
    assert "Rehearsal" in html
    assert "Auditor, Auditor-General&#x27;s Office" in html


def test_a_missing_page_is_answered_with_a_sentence(cast: Any) -> None:
    for address in ("/nothing/", "/cases/CASE-9999/", "/assets/999/", "/orders/MO-9999/", "/papers/99999/"):
        response = signed_in(cast.auditor).get(address)
        assert response.status_code == 404
        sound(response)


def test_a_form_without_its_token_is_answered_with_a_sentence(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.case_officer)
    response = client.post("/accounts/logout/")
    assert response.status_code == 403
    sound(response)
    assert b"out of date" in response.content


def test_the_page_of_a_fault_needs_neither_person_nor_database() -> None:
    from django.template.loader import render_to_string

    page = Page(render_to_string("500.html"))
    assert page.all_faults() == []


def test_every_step_of_sign_in_and_second_factor_is_a_sound_page(cast: Any) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    person = cast.case_officer
    person.set_password("a long pass phrase of the case officer")
    person.save()
    credentials = {"login": person.username, "password": "a long pass phrase of the case officer"}
    client = Client()
    assert client.post("/accounts/login/", credentials)["Location"] == "/"
    sound(client.get("/accounts/2fa/"))
    sound(client.get("/accounts/password/change/"))
    refused = client.post("/accounts/password/change/", {"oldpassword": "wrong", "password1": "x", "password2": "y"})
    sound(refused)

    activate = "/accounts/2fa/totp/activate/"
    sound(client.get(client.get(activate)["Location"]))
    client.post("/accounts/reauthenticate/", {"password": credentials["password"]})
    sound(client.get(activate))
    wrong = client.post(activate, {"code": "000000"})
    sound(wrong)
    assert b"<title>Error:" in wrong.content
    secret = wrong.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(activate, {"code": code})
    for address in ("", "recovery-codes/", "recovery-codes/generate/", "totp/deactivate/"):
        sound(client.get(f"/accounts/2fa/{address}"))
    sound(client.get("/accounts/reauthenticate/"))
    sound(client.get("/accounts/2fa/reauthenticate/"))
    sound(client.get("/accounts/logout/"))
    client.post("/accounts/logout/")

    again = client.post("/accounts/login/", credentials)
    assert again["Location"] == "/accounts/2fa/authenticate/"
    sound(client.get("/accounts/2fa/authenticate/"))
    assert client.get("/").status_code == 302
