"""Addresses of the rule book's pages, below `cases/`."""

from django.urls import path

from approvals.views.cases import CaseList, CasePage, DossierPage, ResumeCase, WithdrawCase
from approvals.views.gates import AttestCriterion, RuleOnGate
from approvals.views.signoffs import CloseCondition, ConfirmSignOff, RecordSignOff, SignOffPage, WithdrawSignOff

app_name = "approvals"
urlpatterns = [
    path("", CaseList.as_view(), name="cases"),
    path("<slug:reference>/", CasePage.as_view(), name="case"),
    path("<slug:reference>/dossiers/<slug:digest>/", DossierPage.as_view(), name="dossier"),
    path("<slug:reference>/gates/<slug:gate>/rule/", RuleOnGate.as_view(), name="rule-on-gate"),
    path("<slug:reference>/criteria/<slug:criterion>/attest/", AttestCriterion.as_view(), name="attest-criterion"),
    path("<slug:reference>/decisions/record/<slug:body>/", RecordSignOff.as_view(), name="record-signoff"),
    path("<slug:reference>/decisions/<int:signoff>/", SignOffPage.as_view(), name="signoff"),
    path("<slug:reference>/decisions/<int:signoff>/confirm/", ConfirmSignOff.as_view(), name="confirm-signoff"),
    path("<slug:reference>/decisions/<int:signoff>/withdraw/", WithdrawSignOff.as_view(), name="withdraw-signoff"),
    path(
        "<slug:reference>/decisions/<int:signoff>/conditions/<int:condition>/close/",
        CloseCondition.as_view(),
        name="close-condition",
    ),
    path("<slug:reference>/withdraw/", WithdrawCase.as_view(), name="withdraw-case"),
    path("<slug:reference>/resume/", ResumeCase.as_view(), name="resume-case"),
]
