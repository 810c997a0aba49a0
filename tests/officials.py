"""A browser without pictures: goes through an act's pages as a person does, form, check and last button."""

from typing import Any

from django.test import Client


class Official(Client):
    """A person's browser. `acts` enters, checks and acts; the answer is that of the last step that was reached."""

    def __init__(self, person: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if person is not None:
            self.force_login(person)

    def acts(self, address: str, data: dict[str, Any] | None = None) -> Any:
        """Sends the form at `address` and, where its answers are fit to be checked, presses the last button."""
        if data is None:
            return self.post(address, {"act": "1"})
        entered = self.post(address, {**data, "everything": "1"})
        if entered.status_code != 302 or entered["Location"] != f"{address}?check=1":
            return entered
        checked = self.get(entered["Location"])
        if checked.status_code != 200:
            return checked
        return self.post(address, {"act": "1"})
