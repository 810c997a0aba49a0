"""Nothing that was typed is lost: not by a refusal, not by a sign-in that ended, not by a colleague's act meanwhile."""

import datetime
from typing import Any

import pytest
from django.template.defaultfilters import filesizeformat
from playwright.sync_api import expect

from approvals.business_date import business_date
from approvals.models import Draft
from approvals.wording import date_text, name_text
from assets.models import Instrument, Valuation
from assets.services.valuations import accept_valuation, record_valuation
from assets.views.acts import RecordValuation
from portal.look.verbs import VERBS
from tests.browser.journey import Paper, Person
from tests.stories import WHEAT

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("language", ["en", "ur"])]

NOTE = Paper.about("A second look", "second-look.pdf")
SOURCE = {"en": "Price list of the Ministry of Food", "ur": "وزارتِ خوراک کی فہرستِ قیمت"}
TITLE = {"en": "Note on the price of wheat", "ur": "گندم کی قیمت پر نوٹ"}


@pytest.fixture
def waiting_valuation(story: Any, cast: Any, paper: Any) -> Valuation:
    """A valuation of the wheat that an approver may accept at any moment."""
    return record_valuation(
        actor=cast.case_officer,
        instrument=story.registered(WHEAT),
        as_at=business_date(),
        source="A first look",
        document=paper(cast.case_officer),
    )


def test_what_was_entered_outlives_refusals_an_ended_sign_in_and_a_colleagues_act(
    waiting_valuation: Valuation, cast: Any, at_a_browser: Any, language: str
) -> None:
    wheat = waiting_valuation.instrument
    today, tomorrow = business_date(), business_date() + datetime.timedelta(days=1)
    officer: Person = at_a_browser(cast.case_officer)
    officer.begins()
    officer.follows("Assets")
    officer.opens(wheat.name)
    officer.presses("Record a valuation")
    officer.arrives("Record a valuation")
    officer.enters({"As at": f"{tomorrow}", "Title of the paper": TITLE[language]})
    officer.uploads("The paper", NOTE)

    the_form_refuses(officer)
    finds_everything_again(officer, {"As at": f"{tomorrow}", "Source": "", "Title of the paper": TITLE[language]})

    officer.enters({"Source": SOURCE[language]})
    the_service_refuses(officer, tomorrow)
    finds_everything_again(
        officer, {"As at": f"{tomorrow}", "Source": SOURCE[language], "Title of the paper": TITLE[language]}
    )

    officer.session.delete()
    officer.enters({"As at": f"{today}"})
    the_sign_in_has_ended(officer)
    finds_everything_again(
        officer, {"As at": f"{today}", "Source": SOURCE[language], "Title of the paper": TITLE[language]}
    )

    officer.checks({"Source": SOURCE[language], "The paper": NOTE.name})
    accept_valuation(actor=cast.approver, valuation=waiting_valuation)
    a_colleague_came_first(officer, officer.own(name_text, cast.approver.full_name))
    finds_everything_again(
        officer, {"As at": f"{today}", "Source": SOURCE[language], "Title of the paper": TITLE[language]}
    )

    officer.checks({"Source": SOURCE[language], "The paper": NOTE.name})
    assert Valuation.objects.filter(instrument=wheat).count() == 2
    officer.presses("Record the valuation")
    officer.finds_it_done(RecordValuation.done, "valuation_recorded")
    is_as_entered(Valuation.objects.latest("id"), wheat, SOURCE[language], TITLE[language])
    assert not Draft.objects.exists()


def the_form_refuses(officer: Person) -> None:
    """A question without an answer: the page says which, at its top and beside the field."""
    officer.presses("Check what you entered")
    expect(officer.page.get_by_role("alert")).to_contain_text(officer.word("Source"))
    assert officer.page.title().startswith(officer.word("Error:"))
    expect(officer.field("Source")).to_have_attribute("aria-invalid", "true")


def the_service_refuses(officer: Person, tomorrow: datetime.date) -> None:
    """What the rules do not allow is refused by the last button, with a sentence."""
    officer.checks({"Source": officer.field("Source").input_value()})
    officer.presses("Record the valuation")
    expect(officer.page.get_by_role("alert")).to_contain_text(
        officer.word(
            "A valuation as at %(date)s cannot be made on %(today)s.",
            date=officer.own(date_text, tomorrow),
            today=officer.own(date_text, business_date()),
        )
    )


def the_sign_in_has_ended(officer: Person) -> None:
    """The sign-in's own page says so, and leads back to the form. The phone lies at home, so a recovery code helps."""
    officer.presses("Check what you entered")
    officer.arrives("Sign in")
    officer.reads("Your sign-in had ended. What you entered is kept; sign in to go on with it.")
    officer.signs_in(has_phone=False)
    officer.arrives("Record a valuation")


def a_colleague_came_first(officer: Person, colleague: str) -> None:
    """The page of the conflict says who did what; nothing was done, and the person goes on."""
    officer.presses("Record the valuation")
    officer.arrives("A colleague acted meanwhile")
    officer.sees(colleague)
    officer.reads(VERBS["valuation_accepted"])
    officer.presses("I have seen it; go on")
    officer.arrives("Record a valuation")


def finds_everything_again(officer: Person, answers: dict[str, str]) -> None:
    """Every field holds what was typed into it, and the paper is kept."""
    for label, text in answers.items():
        expect(officer.field(label)).to_have_value(text)
    officer.reads(
        "%(name)s (%(size)s) is kept; choose another file only to replace it.",
        name=NOTE.name,
        size=officer.own(filesizeformat, len(NOTE.content)),
    )


def is_as_entered(valuation: Valuation, wheat: Instrument, source: str, title: str) -> None:
    """The record holds what the person entered, down to the bytes of the paper."""
    assert (valuation.instrument, valuation.as_at, valuation.source) == (wheat, business_date(), source)
    assert (valuation.document.title, valuation.document.file_name) == (title, NOTE.name)
    assert bytes(valuation.document.content) == NOTE.content
