"""The memorandum's pages: read by everybody of the study, recorded once by the programme lead."""

import datetime
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from approvals.models import AuditEvent, Memorandum
from tests.officials import Official
from tests.portal.test_pages_every import READERS, sound

PASSWORD = "a long passphrase for a rehearsal"
PAGE, RECORD = "/memorandum/", "/memorandum/record/"
SIGNED = {
    "title": "Memorandum of understanding of 12 December 2025",
    "parties": "Ministry of Finance, Pakistan\nBinance Investments Co., Ltd.",
    "signed_on": "2025-12-12",
    "months": "6",
    "ceiling_usd": "2000000000.00",
    "terms": "Non-binding, without exclusivity, under Pakistani law.",
}


def signed_in_long_ago(person: Any) -> Official:
    """A browser in which the person signed in with their password, so long ago that an act that counts asks again."""
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    client = Official()
    client.post("/accounts/login/", {"login": person.username, "password": PASSWORD})
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 24 * 60 * 60} for record in session["account_authentication_methods"]
    ]
    session.save()
    return client


@pytest.mark.parametrize("who", READERS)
def test_everybody_of_the_study_reads_parties_window_ceiling_and_terms(plan: Any, cast: Any, who: str) -> None:
    response = Official(getattr(cast, who)).get(PAGE)
    sound(response)
    html = response.content.decode()
    for words in (
        "Binance Investments Co., Ltd.",
        "12 December 2025 to 12 June 2026",
        "6 calendar months",
        "USD\u00a02\u202f000\u202f000\u202f000.00",
        "Non-binding, no exclusivity",
        "Day 0 of 182",
        "182 days are left.",
        "recorded the memorandum",
    ):
        assert words in html, words
    assert RECORD not in html


@pytest.mark.parametrize("who", ["adviser", "administrator"])
def test_who_does_not_read_the_study_does_not_read_it_either(plan: Any, cast: Any, who: str) -> None:
    assert Official(getattr(cast, who)).get(PAGE).status_code == 403


def test_after_its_last_day_the_page_says_what_that_means(plan: Any, cast: Any, on_date: Any) -> None:
    on_date(datetime.date(2026, 6, 12))
    html = Official(cast.auditor).get(PAGE).content.decode()
    assert "0 days are left." in html
    assert "The memorandum ended on" not in html
    on_date(datetime.date(2026, 6, 13))
    html = Official(cast.auditor).get(PAGE).content.decode()
    assert "The memorandum ended on 12 June 2026: nothing advances and nothing is minted." in html
    assert "Its window is over." in html
    assert "no token is requested" in html


class TestBeforeItIsRecorded:
    """An empty portal."""

    def test_the_programme_lead_is_led_to_it_from_everywhere(self, cast: Any) -> None:
        lead = Official(cast.programme_lead)
        for address in ("/", "/overview/", PAGE):
            page = lead.get(address)
            sound(page)
            assert f'href="{RECORD}"' in page.content.decode(), address
        assert "One thing waits for you" in lead.get("/").content.decode()

    def test_nobody_else_is(self, cast: Any) -> None:
        for person in (cast.auditor, cast.case_officer, cast.gate_chair):
            for address in ("/", "/overview/", PAGE):
                page = Official(person).get(address)
                sound(page)
                assert RECORD not in page.content.decode(), address
            assert "The programme lead records it." in Official(person).get(PAGE).content.decode()

    def test_the_lead_records_it_and_the_overview_leads_to_it(self, cast: Any) -> None:
        lead = Official(cast.programme_lead)
        sound(lead.get(RECORD))
        done = lead.acts(RECORD, SIGNED)
        assert done["Location"].startswith("/done/")
        assert lead.get(done["Location"]).context["record_url"] == PAGE
        recorded = Memorandum.objects.get()
        assert (recorded.ends_on, recorded.months) == (datetime.date(2026, 6, 12), 6)
        assert recorded.parties.splitlines() == ["Ministry of Finance, Pakistan", "Binance Investments Co., Ltd."]
        assert AuditEvent.objects.get(verb="memorandum_recorded").actor == cast.programme_lead
        for address in ("/", "/overview/"):
            html = lead.get(address).content.decode()
            assert f'href="{PAGE}"' in html
            assert RECORD not in html

    def test_the_answers_are_checked_with_what_follows_from_them(self, cast: Any) -> None:
        lead = Official(cast.programme_lead)
        sent = lead.post(RECORD, SIGNED)
        page = lead.get(sent["Location"])
        sound(page)
        assert "It is recorded once and cannot be changed afterwards" in page.content.decode()
        assert not Memorandum.objects.exists()

    def test_recording_it_counts_so_the_lead_shows_again_who_they_are(self, cast: Any) -> None:
        lead = signed_in_long_ago(cast.programme_lead)
        asked = lead.acts(RECORD, SIGNED)
        assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
        assert not Memorandum.objects.exists()
        back = lead.post(asked["Location"], {"password": PASSWORD})
        lead.get(back["Location"])
        lead.post(RECORD, {"act": "1"})
        assert Memorandum.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"signed_on": "2025-12-13"}, "a signing date that has come"),
            ({"ceiling_usd": "0"}, "a positive ceiling"),
            ({"months": "0"}, gettext_lazy("Ensure this value is greater than or equal to %(limit_value)s.")),
            ({"parties": ""}, gettext_lazy("This field is required.")),
        ],
    )
    def test_what_cannot_be_right_comes_back_with_a_sentence(
        self, cast: Any, changes: dict[str, str], sentence: Any
    ) -> None:
        answer = Official(cast.programme_lead).acts(RECORD, SIGNED | changes)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert str(sentence).replace("%(limit_value)s", "1") in html
        assert "without exclusivity" in html
        assert not Memorandum.objects.exists()

    def test_only_the_programme_lead_records_it(self, cast: Any) -> None:
        for person in (cast.case_officer, cast.first_treasury_operator, cast.auditor, cast.administrator):
            assert Official(person).get(RECORD).status_code == 403
            assert Official(person).acts(RECORD, SIGNED).status_code == 403
        assert not Memorandum.objects.exists()


def test_a_second_memorandum_is_refused_and_the_page_says_so_before(plan: Any, cast: Any) -> None:
    lead = Official(cast.programme_lead)
    page = lead.get(RECORD)
    sound(page)
    assert "a portal has one memorandum" in page.content.decode()
    answer = lead.acts(RECORD, SIGNED)
    assert answer.status_code == 422
    assert "is recorded already" in answer.content.decode()
    assert Memorandum.objects.count() == 1
