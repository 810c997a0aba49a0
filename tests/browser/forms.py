"""The forms of an act: typing into them, sending them, and pressing the last button."""

from playwright.sync_api import Page, Response

#: The buttons of an act's pages: what sends the form, and what acts.
SEND, ACT = "main form.portal-form button[type=submit]:not([name])", "main button[name=act]"


def fill(page: Page, **answers: str) -> None:
    """Types into the form's fields."""
    for name, text in answers.items():
        page.locator(f"main [name={name}]").fill(text)


def sent(page: Page, button: str) -> Response:
    """Presses a button that sends a form; the answer that the page then shows."""
    with page.expect_navigation() as waiting:
        page.locator(button).first.click()
    answer = waiting.value
    assert answer is not None
    return answer


def record_rate(page: Page) -> Response:
    """A short act from its form to its confirmation, by a case officer."""
    page.goto("/assets/rates/record/")
    fill(page, rate="281.5", source="Illustrative fixing")
    sent(page, SEND)
    return sent(page, ACT)
