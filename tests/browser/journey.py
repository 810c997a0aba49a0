"""A person at a browser of their own: clicks, types, uploads, and signs in as people do."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.functional import Promise
from playwright.sync_api import Download, Locator, Page, expect

from approvals.wording import name_text
from tests.browser.reader import Reader, Words

PASSWORD = "a long passphrase for a rehearsal"
#: Seconds for which a code of the authenticator app holds, and those that typing it may take.
PERIOD, TYPING = 30, 5
#: Milliseconds that a person looks for something on a page.
PATIENCE = 10_000


@dataclass(frozen=True)
class Paper:
    """A file on the person's computer."""

    name: str
    content: bytes

    @classmethod
    def about(cls, title: str, name: str = "letter.pdf") -> "Paper":
        """A small PDF."""
        return cls(name, f"%PDF-1.4\n% {title}. Illustrative, test only.\n%%EOF\n".encode())


class AuthenticatorApp:
    """The app on the person's phone, which knows nothing but the secret, and the recovery codes on a slip of paper."""

    def __init__(self, secret: str, recovery_codes: list[str]) -> None:
        self._secret = secret
        self.recovery_codes = recovery_codes

    @classmethod
    def set_up_for(cls, user: Any) -> "AuthenticatorApp":
        """An app that was set up on another day."""
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        return cls(secret, RecoveryCodes.activate(user).get_unused_codes())

    def code(self, page: Page) -> str:
        """The code that is shown now; one that is about to change is let pass, as people do."""
        while PERIOD - time.time() % PERIOD < TYPING:
            page.wait_for_timeout(100)
        return format_hotp_value(hotp_value(self._secret, int(time.time()) // PERIOD))


class Person(Reader):
    """Somebody at a browser of their own, who works with what stands on the page and nothing else."""

    def __init__(self, user: Any, page: Page, language: str, password: str, app: AuthenticatorApp | None) -> None:
        super().__init__(user, page, language)
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.password = password
        self.app = app

    def presses(self, words: Words, /, **values: object) -> None:
        """Presses a button, or a link that looks like one."""
        name = self.word(words, **values)
        looks_like_one = self.page.get_by_role("link", name=name, exact=True).and_(self.page.locator(".govuk-button"))
        self.page.get_by_role("button", name=name, exact=True).or_(looks_like_one).click()

    def follows(self, words: Words, /, **values: object) -> None:
        """Follows a link."""
        self.page.get_by_role("link", name=self.word(words, **values), exact=True).first.click()

    def opens(self, name: str) -> None:
        """Follows the link to a record, which is the record's name."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def takes_up(self, about: str) -> None:
        """Takes up what waits on the home page, by what its title names."""
        self.page.locator(".govuk-task-list__link", has_text=about).click()

    def field(self, label: Words) -> Locator:
        """A field by its label, whether or not the label says that it is optional."""
        return self.field_named(self.word(label))

    def field_named(self, label: str) -> Locator:
        """The same where the label is nobody's wording."""
        name, optional = re.escape(label), re.escape(self.word("(optional)"))
        return self.page.get_by_role("main").get_by_label(re.compile(rf"^\s*{name}(\s+{optional})?\s*$"))

    def enters(self, answers: Mapping[str, Words]) -> None:
        """Types into fields, each found by its label; from a list of answers, selects the one in these words."""
        for label, answer in answers.items():
            field = self.field(label)
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=self.word(answer) if isinstance(answer, Promise) else answer)
            else:
                field.fill(str(answer))

    def chooses(self, answer: Words) -> None:
        """Chooses one of several answers."""
        self.page.get_by_role("radio", name=self.word(answer), exact=True).check()

    def uploads(self, label: Words, paper: Paper) -> None:
        """Chooses a file of their computer."""
        self.field(label).set_input_files({"name": paper.name, "mimeType": "application/pdf", "buffer": paper.content})

    def checks(self, answers: dict[str, str]) -> None:
        """Goes on to the page that shows the answers again, below the facts, and finds them there."""
        self.presses("Check what you entered")
        self.arrives("Check your answers")
        for label, text in answers.items():
            expect(self.facts(label).last).to_contain_text(text)

    def downloads(self, words: Words) -> Download:
        """Follows a link that gives a file."""
        with self.page.expect_download() as waiting:
            self.follows(words)
        return waiting.value

    # Signing in ------------------------------------------------------------------------------------------------------

    def begins(self) -> None:
        """Opens the portal, is led to the sign-in, and signs in with password and second factor."""
        self.page.goto("/")
        self.signs_in()

    def signs_in(self, *, has_phone: bool = True) -> None:
        """Username and password, then the app's code, or the next recovery code where the phone is not at hand."""
        self.gives_password()
        self.arrives("Enter your code")
        assert self.app is not None
        self.enters({"Code": self.app.code(self.page) if has_phone else self.app.recovery_codes.pop(0)})
        self.presses("Sign in")
        self.is_signed_in()

    def gives_password(self) -> None:
        """The first page of the sign-in."""
        self.arrives("Sign in")
        self.enters({"Username": self.user.username, "Password": self.password})
        self.presses("Sign in")

    def shows_again_who_they_are(self) -> None:
        """The password once more, where the portal asks for it."""
        self.arrives("Confirm that it is you")
        self.enters({"Password": self.password})
        self.presses("Continue")

    def chooses_own_password(self, password: str) -> None:
        """Replaces a password that somebody else has seen."""
        self.arrives("Change your password")
        self.enters({"Current Password": self.password, "New Password": password, "New Password (again)": password})
        self.presses("Change the password")
        self.password = password

    def keeps_passkeys(self) -> None:
        """The person's computer keeps passkeys and knows its owner, as Chromium's virtual authenticator plays it."""
        device = self.page.context.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        device.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                }
            },
        )

    def switches_language(self, language: str) -> None:
        """Presses the button of the other language, which names itself in that language."""
        self.page.get_by_role("banner").get_by_role(
            "button", name=dict(settings.LANGUAGES)[language], exact=True
        ).click()
        self.language = language

    def is_signed_in(self) -> None:
        """The masthead names the person."""
        expect(self.page.get_by_role("banner")).to_contain_text(self.own(name_text, self.user.full_name))
        self.reads_own_language()

    def signs_out(self) -> None:
        """Leaves, and stands before the sign-in again."""
        self.presses("Sign out")
        self.arrives("Sign in")

    def sets_up_the_app(self) -> None:
        """Reads the secret into the app, proves it by a code, and keeps the recovery codes."""
        self.arrives("Set up the authenticator app")
        expect(self.page.get_by_role("img", name=self.word("QR code of the secret below"))).to_be_visible()
        self.app = AuthenticatorApp(self.facts("Secret").inner_text().strip(), [])
        self.enters({"Authenticator code": self.app.code(self.page)})
        self.presses("Set up the app")
        self.arrives("Recovery codes")
        self.app.recovery_codes = self.page.get_by_role("main").locator("code").all_inner_texts()
        kept = self.downloads("Download the codes").path().read_text(encoding="utf-8").split()
        assert kept == self.app.recovery_codes

    # What happens without the person ---------------------------------------------------------------------------------

    @property
    def session(self) -> SessionBase:
        """The session behind the browser's cookie, as the server keeps it."""
        cookies = {str(cookie["name"]): str(cookie["value"]) for cookie in self.page.context.cookies()}
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store(cookies[settings.SESSION_COOKIE_NAME])

    def sign_in_grows_old(self, seconds: int = 60 * 60) -> None:
        """So much time passes since the person showed who they are."""
        session = self.session
        name = "account_authentication_methods"
        session[name] = [{**record, "at": record["at"] - seconds} for record in session[name]]
        session.save()
