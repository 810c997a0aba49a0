"""Addresses of the administrator's pages, below `people/`."""

from django.urls import path

from portal.accounts.duties import BodyList, RolesPage
from portal.accounts.people import (
    AddPerson,
    ChangeRole,
    DeactivatePerson,
    PeopleList,
    PersonPage,
    ReactivatePerson,
    RegisterClient,
    ReissuePassword,
    ResetFactor,
    RetireClient,
)

urlpatterns = [
    path("", PeopleList.as_view(), name="people"),
    path("add/", AddPerson.as_view(), name="create-person"),
    path("roles/", RolesPage.as_view(), name="roles"),
    path("bodies/", BodyList.as_view(), name="bodies"),
    path("api-clients/register/", RegisterClient.as_view(), name="register-client"),
    path("<str:username>/", PersonPage.as_view(), name="person"),
    path("<str:username>/password/", ReissuePassword.as_view(), name="reissue-password"),
    path("<str:username>/second-factor/", ResetFactor.as_view(), name="reset-factor"),
    path("<str:username>/role/", ChangeRole.as_view(), name="change-role"),
    path("<str:username>/deactivate/", DeactivatePerson.as_view(), name="deactivate-person"),
    path("<str:username>/reactivate/", ReactivatePerson.as_view(), name="reactivate-person"),
    path("<str:username>/clients/<slug:client_id>/retire/", RetireClient.as_view(), name="retire-client"),
]
