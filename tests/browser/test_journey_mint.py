"""A mint order: one treasury operator places it, another releases it, and its page follows the worker to the end."""

from typing import Any

import pytest
from playwright.sync_api import expect

from approvals.wording import name_text, number_text, units_text
from tests.browser.journey import Person
from tokenisation.choices import OrderStatus
from tokenisation.models import MintOrder
from tokenisation.views.orders import ReleaseOrder

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("language", ["en", "ur"])]

UNITS = {"Test investor 0": 6000, "Test investor 1": 1500}


def test_an_order_is_placed_by_one_operator_released_by_another_and_seen_reconciled(
    case_with_token: Any, prepared: Any, investors: Any, cast: Any, at_a_browser: Any
) -> None:
    case, token = case_with_token
    holders = investors(3)
    first: Person = at_a_browser(cast.first_treasury_operator)
    first.begins()
    places(first, case)
    order = MintOrder.objects.get()
    assert (order.status, order.units, order.placed_by) == (OrderStatus.PLACED, 7500, first.user)
    assert prepared.reader.supply(token.address) == 0

    second: Person = at_a_browser(cast.second_treasury_operator)
    second.begins()
    releases(second, order)
    order.refresh_from_db()
    assert (order.status, order.released_by) == (OrderStatus.RELEASED, second.user)

    second.presses("Go to the record")
    second.arrives("Mint order %(reference)s", reference=order.reference)
    second.reads("Look again")
    prepared.work()
    # Nobody touches the page: it asks by itself how far the worker is.
    expect(second.page.get_by_role("main")).to_contain_text(second.word("Register and chain agree"), timeout=15_000)
    second.page.reload()
    second.sees_fact("Order", second.word(OrderStatus.RECONCILED.label))
    second.sees_fact("Confirmed for this order", second.own(number_text, 7500))
    second.sees(token.address)
    order.refresh_from_db()
    assert order.status == OrderStatus.RECONCILED
    assert prepared.reader.supply(token.address) == 7500
    assert [prepared.reader.balance(token.address, holder.address) for holder in holders] == [6000, 1500, 0]


def places(operator: Person, case: Any) -> None:
    """Units for two of three test investors, from the home page to the order's own page."""
    operator.takes_up(case.reference)
    operator.arrives("Place a mint order")
    lines = operator.field("Units for each test investor")
    expect(lines).to_have_value("Test investor 0; \nTest investor 1; \nTest investor 2; \n")
    lines.fill("".join(f"{investor}; {UNITS.get(investor, '')}\n" for investor in (*UNITS, "Test investor 2")))
    operator.checks({})
    for investor, units in UNITS.items():
        expect(operator.facts("Units for each test investor")).to_contain_text(
            f"{investor}: {operator.own(units_text, units)}"
        )
    assert not MintOrder.objects.exists()
    operator.presses("Place the order")
    operator.finds_it_done(
        "%(order)s is placed. Another treasury operator must release it.", "order_placed", order="MO-0001"
    )
    operator.presses("Go to the record")
    operator.arrives("Mint order %(reference)s", reference="MO-0001")
    operator.reads("You placed this order, so another treasury operator must release it.")
    expect(operator.page.get_by_text(operator.word("Release the order for minting"))).to_have_count(0)


def releases(operator: Person, order: MintOrder) -> None:
    """The colleague finds the order at home, reads what it does, and releases it."""
    operator.finds_waiting(1)
    operator.takes_up(order.reference)
    operator.arrives("Release a mint order")
    operator.sees_fact("Placed", operator.own(name_text, order.placed_by.full_name))
    operator.reads(ReleaseOrder.consequence)
    operator.presses("Release the order for minting")
    operator.finds_it_done(ReleaseOrder.done, "order_released")
    operator.reads(ReleaseOrder.next_steps)
