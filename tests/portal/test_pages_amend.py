"""Registering an asset one thing at a time, and amending it: what changes, what falls with it, and who is not overrun."""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from django.forms import CheckboxInput

from approvals.choices import SignOffState
from approvals.models import AuditEvent
from approvals.selectors import standing_of_signoffs
from assets.asset_form import AmendmentForm, AssetForm
from assets.family import every_field
from assets.importing import read_sample_assets
from assets.kinds import facts_of_other_kinds
from assets.models import CommodityLot, Instrument
from assets.services.instruments import amend_instrument
from assets.views.steps import ASSET_STEPS, steps_without
from tests.officials import Official
from tests.portal.test_pages_every import sound
from tests.stories import BILL_12M, GOLD, WHEAT

REGISTER = "/assets/register/"
WHOLE_BILL = {
    "instrument_type": "MTB",
    "name": "Bill of the north",
    "asset_class": "debt",
    "asset_owner": "The federation",
    "title_status": "not_applicable",
    "eligibility": "open",
    "currency": "PKR",
    "nominal_amount": "50000000",
    "denomination": "5000",
    "issue_date": "2026-01-22",
    "maturity_date": "2027-01-21",
}
#: Wheat as it is entered, step by step.
PARTS: tuple[dict[str, str], ...] = (
    {"instrument_type": "COMMODITY_LOT"},
    {"name": "Wheat of the north", "asset_class": "commodity"},
    {"asset_owner": "The federation", "title_status": "to_be_proven", "eligibility": "open"},
    {
        "currency": "PKR",
        "quantity": "1000",
        "quantity_unit": "tonne",
        "unit_price": "105000.00",
        "unit_price_currency": "PKR",
    },
    {"location": "Two places"},
    {"note": "Stored in two places"},
)


def sent_back(form: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a browser would send of these fields if nobody touched them."""
    answers = {}
    for name in names:
        widget, value = form[name].field.widget, form[name].value()
        if isinstance(widget, CheckboxInput):
            answers |= {name: "on"} if value else {}
        else:
            text = widget.format_value(value)
            answers[name] = (text[0] if isinstance(text, list) else text) or ""
    return answers


def entered(page: Any) -> dict[str, Any]:
    """What a browser would send back unchanged of a page of the form."""
    form = page.context["form"]
    return sent_back(form, [bound.name for bound in (*page.context["shown"], *form.hidden_fields())])


def amended(client: Official, number: int, **changes: str) -> Any:
    """Goes through all pages of the amendment with some answers changed; the answer of the last button."""
    address = f"/assets/{number}/amend/"
    page = client.get(address)
    while True:
        shown = {bound.name for bound in page.context["shown"]}
        sent = client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"],
            entered(page) | {name: value for name, value in changes.items() if name in shown},
        )
        assert sent.status_code == 302, sent.content.decode()
        page = client.get(sent["Location"])
        if sent["Location"].endswith("?check=1"):
            return client.post(address, {"act": "1"})


class TestRegistering:
    """One thing at a time."""

    def test_every_field_stands_in_exactly_one_step(self) -> None:
        names = [name for step in ASSET_STEPS for name in step.fields]
        assert len(names) == len(set(names))
        assert set(names) == set(AssetForm().fields)
        assert set(names) == set(every_field()) - {"number"}

    def test_every_field_but_a_plain_one_says_what_belongs_into_it(self) -> None:
        form = AssetForm()
        unexplained = {name for name, field in form.fields.items() if len(str(field.help_text).split()) < 5}
        assert unexplained == set()

    def test_an_asset_is_registered_part_by_part(self, plan: Any, cast: Any) -> None:
        client = Official(cast.case_officer)
        first = client.get(REGISTER)
        sound(first)
        assert [bound.name for bound in first.context["shown"]] == ["instrument_type"]
        assert "Part 1<" in first.content.decode()
        assert "part 2 comes next" in first.content.decode()
        address = REGISTER
        for number, part in enumerate(PARTS, 1):
            sent = client.post(address, part)
            address = sent["Location"]
            assert address == (f"{REGISTER}?step={number + 1}" if number < len(PARTS) else f"{REGISTER}?check=1")
            page = client.get(address)
            sound(page)
            assert number == len(PARTS) or f"Part {number + 1} of 6" in page.content.decode()
        client.post(REGISTER, {"act": "1"})
        asset = Instrument.objects.get()
        assert (asset.name, asset.units, asset.lot.location, asset.note) == (
            "Wheat of the north",
            1000,
            "Two places",
            "Stored in two places",
        )

    def test_a_part_with_something_wrong_is_not_left(self, plan: Any, cast: Any) -> None:
        client = Official(cast.case_officer)
        unasked = client.post(REGISTER, {"instrument_type": ""})
        assert unasked.status_code == 422
        client.post(REGISTER, PARTS[0])
        wrong = client.post(f"{REGISTER}?step=2", {"name": "", "asset_class": "commodity"})
        assert wrong.status_code == 422
        assert "Part 2 of 6" in wrong.content.decode()

    def test_nothing_else_is_asked_before_the_kind_is_known(self, plan: Any, cast: Any) -> None:
        page = Official(cast.case_officer).get(f"{REGISTER}?step=4")
        assert [bound.name for bound in page.context["shown"]] == ["instrument_type"]

    @pytest.mark.parametrize(
        ("kind", "asked", "not_asked"),
        [
            ("MTB", {"nominal_amount", "issue_yield_pct"}, {"quantity", "unit_price", "rate_pct", "margin_bps"}),
            ("PIB_FIXED", {"nominal_amount", "rate_pct"}, {"quantity", "reference_rate"}),
            ("GIS_VRR", {"denomination", "reference_rate", "margin_bps"}, {"quantity_unit", "rate_pct"}),
            ("EUROBOND", {"maturity_date", "rate_pct", "reference_rate"}, {"quantity"}),
            (
                "COMMODITY_LOT",
                {"quantity", "unit_price", "cfi", "warehouse", "haircut_pct"},
                {"isin", "issuer", "maturity_date", "return_type"},
            ),
            ("OTHER_ASSET", {"quantity", "obligor", "isin"}, {"return_type", "denomination", "warehouse"}),
        ],
    )
    def test_only_the_terms_of_the_kind_are_asked(
        self, plan: Any, cast: Any, kind: str, asked: set[str], not_asked: set[str]
    ) -> None:
        client = Official(cast.case_officer)
        client.post(REGISTER, {"instrument_type": kind})
        shown = set(whole_form(client, REGISTER))
        assert asked <= shown
        assert not not_asked & shown

    def test_what_was_typed_for_one_kind_is_there_again_after_a_look_at_another(self, plan: Any, cast: Any) -> None:
        client = Official(cast.case_officer)
        client.post(REGISTER, WHOLE_BILL | {"everything": "1"})
        client.post(f"{REGISTER}?step=1", {"instrument_type": "COMMODITY_LOT"})
        assert "nominal_amount" not in whole_form(client, REGISTER)
        client.post(f"{REGISTER}?step=4", PARTS[3])
        client.post(f"{REGISTER}?step=1", {"instrument_type": "MTB"})
        assert whole_form(client, REGISTER).items() >= WHOLE_BILL.items()
        client.get(f"{REGISTER}?check=1")
        client.post(REGISTER, {"act": "1"})
        assert Instrument.objects.get().units == 10_000
        assert not CommodityLot.objects.exists()

    def test_another_kind_chosen_among_all_fields_loses_nothing_that_was_sent_with_it(
        self, plan: Any, cast: Any
    ) -> None:
        client = Official(cast.case_officer)
        client.post(REGISTER, WHOLE_BILL | {"everything": "1"})
        other = WHOLE_BILL | {"everything": "1", "instrument_type": "COMMODITY_LOT", "nominal_amount": "60000000"}
        client.post(REGISTER, other)
        assert "nominal_amount" not in whole_form(client, REGISTER)
        client.post(f"{REGISTER}?step=1", {"instrument_type": "MTB"})
        assert whole_form(client, REGISTER)["nominal_amount"] == "60000000"

    def test_amounts_are_read_back_with_their_currency(self, plan: Any, cast: Any) -> None:
        client = Official(cast.case_officer)
        wheat = PARTS[0] | PARTS[1] | PARTS[2] | PARTS[3]
        client.post(REGISTER, wheat | {"everything": "1", "currency": "PKR", "unit_price_currency": "USD"})
        texts = {str(answer.label): answer.text for answer in client.get(f"{REGISTER}?check=1").context["answers"]}
        assert texts["Unit price"] == "USD\u00a0105\u202f000.00"
        assert texts["Quantity"] == "1\u202f000"

    def test_what_is_not_federal_property_is_registered_as_referred(self, plan: Any, cast: Any) -> None:
        gold = PARTS[0] | PARTS[1] | PARTS[2] | PARTS[3] | {"title_status": "not_federal_property"}
        client = Official(cast.case_officer)
        refused = client.acts(REGISTER, gold)
        assert "is referred or not eligible, never open" in refused.content.decode()
        client.acts(REGISTER, gold | {"eligibility": "referred", "eligibility_reason": "To its owner"})
        assert Instrument.objects.get().eligibility == "referred"


class TestAmending:
    """A case officer changes terms of the version they read."""

    def test_the_form_is_filled_with_what_stands_and_changing_nothing_changes_nothing(
        self, story: Any, cast: Any
    ) -> None:
        story.registered(WHEAT)
        client = Official(cast.case_officer)
        assert f"/assets/{WHEAT}/amend/" in client.get(f"/assets/{WHEAT}/").content.decode()
        sound(client.get(f"/assets/{WHEAT}/amend/"))
        page = client.get(f"/assets/{WHEAT}/amend/?step=2")
        sound(page)
        assert 'value="Wheat reserve"' in page.content.decode()
        done = amended(client, WHEAT)
        assert done["Location"] == f"/assets/{WHEAT}/"
        assert "Nothing was changed" in client.get(done["Location"]).content.decode()
        assert Instrument.objects.get().version == 1
        assert not AuditEvent.objects.filter(verb="instrument_amended").exists()

    def test_before_the_last_button_both_values_stand_beside_each_other(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        client = Official(cast.case_officer)
        address = f"/assets/{WHEAT}/amend/"
        whole = whole_form(client, address)
        client.post(address, whole | {"everything": "1", "name": "Wheat of the south", "quantity": "249999"})
        page = client.get(f"{address}?check=1")
        sound(page)
        assert [(change.label, change.before, change.after) for change in page.context["changes"]] == [
            ("Name", "Wheat reserve", "Wheat of the south"),
            ("Quantity", "250\u202f000 tonne", "249\u202f999 tonne"),
        ]
        client.post(address, {"act": "1"})
        asset = Instrument.objects.get()
        assert (asset.name, asset.lot.quantity, asset.version) == ("Wheat of the south", 249_999, 2)
        event = AuditEvent.objects.get(verb="instrument_amended")
        assert event.actor == cast.case_officer

    def test_a_nought_is_an_answer_and_is_read_back_as_one(self, story: Any, cast: Any) -> None:
        story.registered(BILL_12M)
        client = Official(cast.case_officer)
        address = f"/assets/{BILL_12M}/amend/"
        client.post(address, whole_form(client, address) | {"everything": "1"})
        answers = {str(answer.label): answer.text for answer in client.get(f"{address}?check=1").context["answers"]}
        assert answers["Payments a year"] == "0"
        assert answers["Obligor"] == "Government of Pakistan"
        assert "Rate" not in answers

    def test_an_asset_of_another_kind_loses_what_that_kind_has_not(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        client = Official(cast.case_officer)
        address = f"/assets/{WHEAT}/amend/"
        client.post(address, {"instrument_type": "INTL_SUKUK", "version": "1"})
        whole = whole_form(client, address)
        assert "quantity" not in whole
        sukuk = {"nominal_amount": "1000", "denomination": "10", "issue_date": "2026-01-22", "cfi": ""}
        client.post(address, whole | sukuk | {"maturity_date": "2027-01-21", "everything": "1"})
        page = client.get(f"{address}?check=1")
        changes = {change.label: (change.before, change.after) for change in page.context["changes"]}
        assert changes["Quantity"] == ("250\u202f000 tonne", "Nothing entered")
        assert changes["Nominal amount"] == ("Nothing entered", "PKR\u00a01\u202f000.00")
        client.post(address, {"act": "1"})
        asset = Instrument.objects.get()
        assert asset.units == 100
        assert not CommodityLot.objects.exists()

    def test_a_term_of_another_kind_that_stands_in_the_register_can_be_corrected(self, story: Any, cast: Any) -> None:
        asset = story.registered(WHEAT)
        Instrument.objects.update(obligor="Nobody in fact")  # as an earlier portal let it in
        amended(Official(cast.case_officer), WHEAT, obligor="")
        asset.refresh_from_db()
        assert (asset.obligor, asset.lot.quantity) == ("", 250_000)

    def test_only_a_case_officer_amends(self, story: Any, cast: Any) -> None:
        story.registered(WHEAT)
        for person in (cast.approver, cast.auditor, cast.programme_lead, cast.first_treasury_operator):
            assert f"/assets/{WHEAT}/amend/" not in Official(person).get(f"/assets/{WHEAT}/").content.decode()
            assert Official(person).get(f"/assets/{WHEAT}/amend/").status_code == 403
            assert Official(person).post(f"/assets/{WHEAT}/amend/", {"act": "1"}).status_code == 403

    def test_terms_that_cannot_be_right_come_back_with_a_sentence(self, story: Any, cast: Any) -> None:
        story.registered(BILL_12M)
        answer = amended(Official(cast.case_officer), BILL_12M, maturity_date="2026-01-01")
        assert answer.status_code == 422
        assert "The maturity must lie after the issue." in answer.content.decode()
        assert Instrument.objects.get().version == 1

    def test_an_asset_that_was_found_not_eligible_keeps_that(self, story: Any, cast: Any) -> None:
        from assets.services.eligibility import find_not_eligible

        asset = story.registered(WHEAT)
        find_not_eligible(actor=cast.approver, instrument=asset, reason="The stock is sold")
        amended(Official(cast.case_officer), WHEAT, note="Sold in March")
        asset.refresh_from_db()
        assert (asset.note, asset.eligibility) == ("Sold in March", "not_eligible")


class TestAmendingWhatACaseIsAbout:
    """A live case, with decisions of bodies on its dossier."""

    def test_the_page_says_what_falls_and_what_stands_still(self, story: Any, cast: Any) -> None:
        case = story.in_stage_6()
        story.decided(case, "LAW")
        page = Official(cast.case_officer).get(f"/assets/{BILL_12M}/amend/")
        sound(page)
        html = page.content.decode()
        assert f"{case.reference} is about this asset and still lives" in html
        assert [row.required.body_id for row in page.context["falling"]] == ["LAW"]
        assert "Nominal amount" in page.context["still"]
        assert "nominal_amount" not in whole_form(Official(cast.case_officer), f"/assets/{BILL_12M}/amend/")
        assert page.context["step_count"] == 5
        assert "instrument_type" not in whole_form(Official(cast.case_officer), f"/assets/{BILL_12M}/amend/")

    def test_a_change_of_the_dossier_voids_its_decisions_as_the_page_said(self, story: Any, cast: Any) -> None:
        case = story.in_stage_6()
        story.decided(case, "LAW")
        digest = case.dossier_digest
        client = Official(cast.case_officer)
        address = f"/assets/{BILL_12M}/amend/"
        client.post(address, whole_form(client, address) | {"everything": "1", "obligor": "The Republic"})
        words = client.get(f"{address}?check=1").content.decode()
        assert "becomes void and must be taken again" in " ".join(words.split())
        done = client.post(address, {"act": "1"})
        confirmation = client.get(done["Location"]).content.decode()
        assert "which bodies have still to decide" in confirmation
        case.refresh_from_db()
        assert case.dossier_digest != digest
        law = next(row for row in standing_of_signoffs(case) if row.required.body_id == "LAW")
        assert law.state == SignOffState.VOID

    def test_a_note_is_no_part_of_the_dossier_and_voids_nothing(self, story: Any, cast: Any) -> None:
        case = story.in_stage_6()
        story.decided(case, "LAW")
        client = Official(cast.case_officer)
        address = f"/assets/{BILL_12M}/amend/"
        client.post(address, whole_form(client, address) | {"everything": "1", "note": "Seen again"})
        words = " ".join(client.get(f"{address}?check=1").content.decode().split())
        assert f"is no part of the dossier, so the decisions on {case}" in words
        client.post(address, {"act": "1"})
        before = case.dossier_digest
        case.refresh_from_db()
        assert case.dossier_digest == before


class TestTwoPeopleAtOnce:
    """Nobody overwrites what they have not read."""

    def test_a_colleagues_amendment_is_told_and_then_seen_beside_ones_own(self, story: Any, cast: Any) -> None:
        asset = story.registered(WHEAT)
        client = Official(cast.case_officer)
        address = f"/assets/{WHEAT}/amend/"
        client.post(address, whole_form(client, address) | {"everything": "1", "note": "My own note"})
        colleague = type(cast.case_officer).objects.create_user(
            username="second-officer", full_name="Second officer", role="case_officer"
        )
        amend_instrument(actor=colleague, instrument=asset, version=1, name="Wheat of the colleague")
        told = client.post(address, {"act": "1"})
        assert told.status_code == 409
        assert "Second officer" in told.content.decode()
        client.post(address, {"act": "1", "go_on": "1"})
        again = client.get(address)
        assert again.context["form"]["version"].value() == 2
        client.post(f"{address}?step=5", entered(client.get(f"{address}?step=5")))
        changes = client.get(f"{address}?check=1").context["changes"]
        assert ("Wheat of the colleague", "Wheat reserve") in [(change.before, change.after) for change in changes]

    def test_ones_own_amendment_from_another_window_is_not_overwritten_either(self, story: Any, cast: Any) -> None:
        asset = story.registered(WHEAT)
        client = Official(cast.case_officer)
        address = f"/assets/{WHEAT}/amend/"
        client.post(address, whole_form(client, address) | {"everything": "1", "note": "From the first window"})
        amend_instrument(actor=cast.case_officer, instrument=asset, version=1, note="From the second window")
        refused = client.post(address, {"act": "1"})
        assert refused.status_code == 422
        assert "was amended by somebody else since you read it" in refused.content.decode()
        assert Instrument.objects.get().note == "From the second window"


def test_the_amendment_keeps_dates_amounts_and_choices_exactly(story: Any, cast: Any) -> None:
    """Whatever is registered comes back unchanged from the form that it filled."""
    for number in (BILL_12M, WHEAT, GOLD):
        asset = story.registered(number)
        others = facts_of_other_kinds(asset.instrument_type)
        form = AmendmentForm(instance=asset, initial={"version": 1}, without=others)
        bound = AmendmentForm(sent_back(form, form.fields), instance=asset, without=others)
        assert bound.is_valid(), bound.errors
        amend_instrument(actor=cast.case_officer, instrument=asset, version=1, **bound.changes())
        asset.refresh_from_db()
        assert asset.version == 1, number


def test_a_step_whose_fields_all_stand_still_is_left_out() -> None:
    assert [step.title for step in steps_without(ASSET_STEPS[2].fields)] == [
        step.title for step in ASSET_STEPS if step is not ASSET_STEPS[2]
    ]


@pytest.mark.django_db
def test_every_term_of_the_illustrative_assets_is_one_of_its_kind() -> None:
    for asset in read_sample_assets():
        stated = {name for name, value in asset.items() if value not in (None, "")}
        assert not stated & facts_of_other_kinds(asset["instrument_type"]), asset["name"]


def whole_form(client: Official, address: str) -> dict[str, Any]:
    """Every answer of the form as it is filled in, over all its parts."""
    count = client.get(address).context["step_count"]
    whole: dict[str, Any] = {}
    for number in range(1, count + 1):
        whole |= entered(client.get(f"{address}?step={number}"))
    return whole


def test_dates_are_what_a_browsers_own_field_understands(story: Any, cast: Any) -> None:
    story.registered(BILL_12M)
    filled = whole_form(Official(cast.case_officer), f"/assets/{BILL_12M}/amend/")
    assert datetime.date.fromisoformat(filled["maturity_date"]) == Instrument.objects.get().maturity_date


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("12,5", "The decimal sign is a point"),
        ("25,000,000", "has thousands separators"),
        ("1e9", "written with an exponent"),
        ("NaN", "not a number"),
        ("Infinity", "not a number"),
        ("\u0662\u0665", "digits other than 0 to 9"),
        ("-5", "must be more than zero"),
        ("99999999999999999", "larger than anything"),
    ],
)
def test_every_way_of_getting_an_amount_wrong_has_its_own_sentence(
    plan: Any, cast: Any, typed: str, sentence: str
) -> None:
    client = Official(cast.case_officer)
    sent = client.post(REGISTER, WHOLE_BILL | {"everything": "1", "nominal_amount": typed})
    if sent.status_code == 302:  # a number, which only the register's rules can judge
        client.get(sent["Location"])
        sent = client.post(REGISTER, {"act": "1"})
    assert sent.status_code == 422
    assert sentence in sent.content.decode()
    assert not Instrument.objects.exists()
