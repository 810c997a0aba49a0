"""The administrator's pages: people are looked after, and nobody gets into another's account or business."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from approvals.choices import Role
from approvals.models import AuditEvent
from portal.accounts.models import User
from portal.accounts.services import create_person
from portal.accounts.trail import record_signed_in
from portal.api.models import ApiClient
from tests.officials import Official
from tests.stories import WHEAT


@pytest.fixture
def administrator(cast: Any) -> Official:
    """The administrator's browser."""
    return Official(cast.administrator)


def shown(response: Any) -> dict[str, str]:
    """The secrets on the page that shows them once."""
    return {str(label): secret for label, secret in response.context["secrets"]}


def test_a_new_person_gets_a_password_that_is_shown_once_and_kept_nowhere(administrator: Official) -> None:
    page = administrator.acts(
        "/people/add/",
        {"full_name": "Second Case Officer", "username": "case-officer-2", "role": "case_officer", "body_code": ""},
    )
    assert page.status_code == 200
    password = shown(page)["First password"]
    person = User.objects.get(username="case-officer-2")
    assert person.check_password(password)
    assert person.must_change_password
    assert password.encode() not in b"".join(bytes(event.content) for event in AuditEvent.objects.all())
    assert password not in administrator.get("/people/case-officer-2/").content.decode()
    signed_in = Client().post("/accounts/login/", {"login": "case-officer-2", "password": password})
    assert signed_in.status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"username": "Case Officer!"}, "small letters"),
        ({"username": "approver"}, "is in use"),
        ({"role": "body_officer"}, "A body is given"),
        ({"body_code": "LAW"}, "A body is given"),
        ({"full_name": " "}, "Full name"),
    ],
)
def test_an_impossible_person_comes_back_with_a_sentence(
    administrator: Official, reference_data: None, changes: dict[str, str], sentence: str
) -> None:
    people = User.objects.count()
    entered = {"full_name": "Somebody", "username": "somebody", "role": "case_officer", "body_code": ""} | changes
    refused = administrator.acts("/people/add/", entered)
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert User.objects.count() == people


def test_a_lost_password_is_replaced_and_every_session_ends(administrator: Official, cast: Any) -> None:
    theirs = Official(cast.approver)
    page = administrator.acts(f"/people/{cast.approver.username}/password/")
    cast.approver.refresh_from_db()
    assert cast.approver.check_password(shown(page)["First password"])
    assert theirs.get("/")["Location"].startswith("/accounts/login/")


def test_a_lost_device_is_reset_and_stands_in_the_trail(administrator: Official, cast: Any) -> None:
    Authenticator.objects.create(user=cast.approver, type="totp", data={"secret": "sealed"})
    page = administrator.get(f"/people/{cast.approver.username}/").content.decode()
    assert "Reset the second factor" in page
    done = administrator.acts(f"/people/{cast.approver.username}/second-factor/")
    assert done.status_code == 302
    assert not Authenticator.objects.filter(user=cast.approver).exists()
    event = AuditEvent.objects.get(verb="second_factor_reset")
    assert (event.actor, event.subject) == (cast.administrator, f"person:{cast.approver.pk}")


@pytest.mark.parametrize(("first", "then"), [("password", "second-factor"), ("second-factor", "password")])
def test_no_administrator_renews_both_halves_of_a_sign_in_alone(
    administrator: Official, cast: Any, first: str, then: str
) -> None:
    factor = Authenticator.objects.create(user=cast.approver, type="totp", data={"secret": "sealed"})
    administrator.acts(f"/people/{cast.approver.username}/{first}/")
    refused = administrator.acts(f"/people/{cast.approver.username}/{then}/")
    assert refused.status_code == 422
    assert "ask another administrator" in refused.content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists() == (first == "password")
    colleague = create_person(
        actor=cast.administrator,
        username="administrator-2",
        full_name="Second",
        role=Role.ADMINISTRATOR,
        password="another long pass phrase",
    )
    assert Official(colleague).acts(f"/people/{cast.approver.username}/{then}/").status_code != 422


def test_after_the_persons_own_sign_in_the_same_administrator_may_help_again(
    administrator: Official, cast: Any
) -> None:
    Authenticator.objects.create(user=cast.approver, type="totp", data={"secret": "sealed"})
    administrator.acts(f"/people/{cast.approver.username}/password/")
    record_signed_in(person=cast.approver)
    assert administrator.acts(f"/people/{cast.approver.username}/second-factor/").status_code == 302


def test_a_person_is_deactivated_and_let_in_again(administrator: Official, cast: Any) -> None:
    theirs = Official(cast.approver)
    administrator.acts(f"/people/{cast.approver.username}/deactivate/")
    assert theirs.get("/")["Location"].startswith("/accounts/login/")
    administrator.acts(f"/people/{cast.approver.username}/reactivate/")
    cast.approver.refresh_from_db()
    assert Official(cast.approver).get("/").status_code == 200


def test_a_role_changes_before_the_first_act_and_never_after(administrator: Official, cast: Any, story: Any) -> None:
    duty = {"role": "approver", "body_code": ""}
    administrator.acts(f"/people/{cast.gate_chair.username}/role/", duty)
    cast.gate_chair.refresh_from_db()
    assert cast.gate_chair.role == Role.APPROVER
    story.registered(WHEAT)
    refused = administrator.acts(f"/people/{cast.case_officer.username}/role/", duty)
    assert refused.status_code == 422
    assert "has acted as Case officer already" in refused.content.decode()


@pytest.mark.parametrize("act", ["password", "second-factor", "role", "deactivate"])
def test_nobody_does_any_of_it_to_themselves(administrator: Official, cast: Any, act: str) -> None:
    entered = {"role": "gate_chair", "body_code": ""} if act == "role" else None
    refused = administrator.acts(f"/people/{cast.administrator.username}/{act}/", entered)
    assert refused.status_code == 422
    cast.administrator.refresh_from_db()
    assert (cast.administrator.role, cast.administrator.is_active) == (Role.ADMINISTRATOR, True)


def test_an_adviser_gets_a_client_whose_secret_is_shown_once(administrator: Official) -> None:
    page = administrator.acts("/people/api-clients/register/", {"name": "Example Advisers"})
    secrets = shown(page)
    client = ApiClient.objects.get(client_id=secrets["Client id"])
    assert secrets["Client secret"] not in client.client_secret
    administrator.acts(f"/people/{client.user.username}/clients/{client.client_id}/retire/")
    client.refresh_from_db()
    assert client.retired_at is not None


@pytest.mark.parametrize(
    "address", ["/assets/", "/cases/", "/orders/", "/trail/", "/overview/", "/assets/register/", "/orders/place/X/"]
)
def test_the_administrator_has_no_part_in_the_study(administrator: Official, plan: Any, address: str) -> None:
    assert administrator.get(address).status_code == 403


def test_the_list_finds_who_has_no_second_factor(administrator: Official, cast: Any) -> None:
    Authenticator.objects.create(user=cast.approver, type="totp", data={"secret": "sealed"})
    people = administrator.get("/people/", {"factor": "False"}).context["page"].object_list
    assert cast.approver not in people
    assert cast.case_officer in people
    (found,) = administrator.get("/people/", {"search": "approver"}).context["page"].object_list
    assert found == cast.approver


def test_every_role_is_listed_with_what_the_rules_let_it_do(administrator: Official, cast: Any) -> None:
    page = administrator.get("/people/roles/")
    roles = {role["value"]: role for role in page.context["roles"]}
    assert set(roles) == set(Role.values)
    assert "Registers an asset" in [str(duty) for duty in roles["case_officer"]["duties"]]
    officers_duties = [str(duty) for duty in roles["body_officer"]["duties"]]
    assert any("the decision of its own body" in duty for duty in officers_duties)
    assert all("asset" not in str(duty) for duty in roles["administrator"]["duties"])
    assert roles["treasury_operator"]["people"] == 2


def test_a_body_that_must_decide_and_has_one_officer_is_marked(administrator: Official, cast: Any) -> None:
    def body(code: str) -> Any:
        return next(
            found for found in administrator.get("/people/bodies/").context["page"].object_list if found.code == code
        )

    assert (body("LAW").officers, body("LAW").has_enough) == (2, True)
    User.objects.filter(pk=cast.confirmer("LAW").pk).update(is_active=False)
    assert (body("LAW").officers, body("LAW").has_enough) == (1, False)
    assert "Two are needed" in administrator.get("/people/bodies/", {"search": "LAW"}).content.decode()
    needed = administrator.get("/people/bodies/", {"decides": "True"}).context["page"].object_list
    others = administrator.get("/people/bodies/", {"decides": "False"}).context["page"].object_list
    assert {found.code for found in needed}.isdisjoint(found.code for found in others)
    file = b"".join(administrator.get("/people/bodies/", {"download": "csv"}).streaming_content).decode("utf-8-sig")
    assert '"LAW","Law and Justice Division"' in file


@pytest.mark.parametrize("username", ["add", "roles", "bodies", "api-clients"])
def test_nobody_is_named_like_a_page(administrator: Official, username: str) -> None:
    entered = {"full_name": "Somebody", "username": username, "role": "case_officer", "body_code": ""}
    answer = administrator.post("/people/add/", entered)
    answer = administrator.post("/people/add/", {"act": "1"}) if answer.status_code == 302 else answer
    assert answer.status_code == 422
    assert "is the address of a page" in answer.content.decode()


class TestTheDemosButtons:
    """Signing in without ceremony, in the demo and nowhere else."""

    def test_in_the_demo_one_button_signs_in_and_the_page_says_that_only_the_demo_does_so(
        self, cast: Any, settings: Any
    ) -> None:
        settings.DEMO_SIGN_IN = True
        client = Client()
        page = client.get("/accounts/login/").content.decode()
        assert "Only this demo lets you in by a button" in page
        assert 'value="law-recording"' in page
        assert "Law and Justice Division" in page
        client.post("/accounts/login/demo/", {"username": "case-officer"})
        assert client.get("/").context["user"] == cast.case_officer
        assert AuditEvent.objects.filter(verb="signed_in", actor=cast.case_officer).exists()

    def test_the_button_is_recent_enough_for_an_act_that_counts(self, cast: Any, settings: Any) -> None:
        settings.DEMO_SIGN_IN = True
        cast.administrator.set_password("a password that no visitor knows")
        cast.administrator.save()
        visitor = Official()
        visitor.post("/accounts/login/demo/", {"username": "administrator"})
        assert visitor.acts(f"/people/{cast.approver.username}/deactivate/")["Location"].startswith("/done/")

    def test_without_the_setting_there_is_no_such_way(self, cast: Any) -> None:
        client = Client()
        assert "Only this demo" not in client.get("/accounts/login/").content.decode()
        assert client.post("/accounts/login/demo/", {"username": "case-officer"}).status_code == 404

    def test_outside_a_rehearsal_there_is_no_such_way(self, db: None, settings: Any) -> None:
        settings.DEMO_SIGN_IN = True
        User.objects.create_user("case-officer", full_name="Case Officer", role=Role.CASE_OFFICER)
        assert Client().post("/accounts/login/demo/", {"username": "case-officer"}).status_code == 404

    @pytest.mark.parametrize("username", ["somebody-else", "", "CASE-OFFICER"])
    def test_only_the_demos_people_come_in_by_it(self, cast: Any, settings: Any, username: str) -> None:
        settings.DEMO_SIGN_IN = True
        User.objects.create_user("somebody-else", full_name="Somebody", role=Role.CASE_OFFICER)
        assert Client().post("/accounts/login/demo/", {"username": username}).status_code == 404

    def test_somebody_with_a_second_factor_uses_it_in_the_demo_too(self, cast: Any, settings: Any) -> None:
        settings.DEMO_SIGN_IN = True
        Authenticator.objects.create(user=cast.case_officer, type="totp", data={"secret": "sealed"})
        assert Client().post("/accounts/login/demo/", {"username": "case-officer"}).status_code == 404


def test_the_language_is_chosen_on_any_page_also_before_the_sign_in(db: None) -> None:
    client = Client()
    assert 'dir="ltr"' in client.get("/accounts/login/").content.decode()
    chosen = client.post("/accounts/language/", {"language": "ur", "next": "/accounts/login/"})
    assert chosen["Location"] == "/accounts/login/"
    page = client.get("/accounts/login/").content.decode()
    assert 'lang="ur" dir="rtl"' in page
    assert "portal.rtl.css" in page
