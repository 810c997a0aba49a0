"""What the API has, and which token opens it. The apps' views know nothing of tokens; whoever is not let in here is out."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularJSONAPIView

from approvals.api.views import CaseDetailView, CaseListView
from assets.api.views import AssetDetailView, AssetListView
from portal.api.oauth import ClientCredentialsTokenView, ClientTokenRevocationView
from portal.api.permissions import ReadsAssets, ReadsCases
from portal.api.views import UnknownAddressView

app_name = "api"

urlpatterns = [
    path("oauth/token/", ClientCredentialsTokenView.as_view(), name="token"),
    path("oauth/revoke/", ClientTokenRevocationView.as_view(), name="revoke"),
    path("v1/schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("v1/assets/", AssetListView.as_view(permission_classes=[ReadsAssets]), name="assets"),
    path("v1/assets/<int:number>/", AssetDetailView.as_view(permission_classes=[ReadsAssets]), name="asset"),
    path("v1/cases/", CaseListView.as_view(permission_classes=[ReadsCases]), name="cases"),
    path("v1/cases/<str:reference>/", CaseDetailView.as_view(permission_classes=[ReadsCases]), name="case"),
    re_path("", UnknownAddressView.as_view(), name="unknown"),
]
