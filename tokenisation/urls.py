"""Addresses of the mint's pages, below `orders/`."""

from django.urls import path

from tokenisation.views.chain import ChainPage, OpenEpoch, ProveContracts
from tokenisation.views.investors import InvestorList, RegisterInvestor
from tokenisation.views.operations import ResumeOperation
from tokenisation.views.orders import CancelOrder, OrderList, OrderPage, PlaceOrder, ReleaseOrder, RequestDeployment

app_name = "tokenisation"
urlpatterns = [
    path("", OrderList.as_view(), name="orders"),
    path("chain/", ChainPage.as_view(), name="chain"),
    path("chain/epochs/open/", OpenEpoch.as_view(), name="open-epoch"),
    path("chain/proofs/request/", ProveContracts.as_view(), name="prove-contracts"),
    path("operations/<int:operation>/resume/", ResumeOperation.as_view(), name="resume-operation"),
    path("investors/", InvestorList.as_view(), name="investors"),
    path("investors/register/", RegisterInvestor.as_view(), name="register-investor"),
    path("place/<slug:reference>/", PlaceOrder.as_view(), name="place-order"),
    path("token/<slug:reference>/", RequestDeployment.as_view(), name="request-deployment"),
    path("<slug:reference>/", OrderPage.as_view(), name="order"),
    path("<slug:reference>/release/", ReleaseOrder.as_view(), name="release-order"),
    path("<slug:reference>/cancel/", CancelOrder.as_view(), name="cancel-order"),
]
