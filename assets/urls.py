"""Addresses of the register's pages, below `assets/`."""

from django.urls import path

from assets.views.acts import (
    AcceptValuation,
    FindNotEligible,
    ProposeAsset,
    RecordEncumbrance,
    RecordLegalFact,
    RecordValuation,
)
from assets.views.amending import AmendAsset
from assets.views.ceiling import CeilingPage, ResolveBreach
from assets.views.history import AssetHistory
from assets.views.holidays import CancelHoliday, Holidays, RecordHoliday
from assets.views.importing import (
    CarryOutImport,
    CheckAgain,
    DiscardImport,
    ImportPage,
    Imports,
    StartImport,
    TemplateFile,
)
from assets.views.papers import AttachPaper, StoreNewerVersion
from assets.views.rates import BenchmarkFixings, ExchangeRates
from assets.views.recording import RecordFixing, RecordRate, RegisterAsset
from assets.views.register import AssetPage, Register
from assets.views.revaluations import AcceptRevaluation, RecordRevaluation, RevaluationPage, Revaluations
from assets.views.tranches import RecordTranche
from assets.views.valuations import ValuationPage

app_name = "assets"
urlpatterns = [
    path("", Register.as_view(), name="register"),
    path("ceiling/", CeilingPage.as_view(), name="ceiling"),
    path("ceiling/breaches/<int:breach>/resolve/", ResolveBreach.as_view(), name="resolve-breach"),
    path("register/", RegisterAsset.as_view(), name="register-asset"),
    path("fixings/", BenchmarkFixings.as_view(), name="fixings"),
    path("fixings/record/", RecordFixing.as_view(), name="record-fixing"),
    path("holidays/", Holidays.as_view(), name="holidays"),
    path("holidays/record/", RecordHoliday.as_view(), name="record-holiday"),
    path("holidays/<int:holiday>/cancel/", CancelHoliday.as_view(), name="cancel-holiday"),
    path("imports/", Imports.as_view(), name="imports"),
    path("imports/start/", StartImport.as_view(), name="start-import"),
    path("imports/template/", TemplateFile.as_view(), name="import-template"),
    path("imports/<int:run>/", ImportPage.as_view(), name="import"),
    path("imports/<int:run>/carry-out/", CarryOutImport.as_view(), name="carry-out-import"),
    path("imports/<int:run>/check-again/", CheckAgain.as_view(), name="check-import-again"),
    path("imports/<int:run>/discard/", DiscardImport.as_view(), name="discard-import"),
    path("rates/", ExchangeRates.as_view(), name="rates"),
    path("rates/record/", RecordRate.as_view(), name="record-rate"),
    path("revaluations/", Revaluations.as_view(), name="revaluations"),
    path("revaluations/record/", RecordRevaluation.as_view(), name="record-revaluation"),
    path("revaluations/<int:revaluation>/", RevaluationPage.as_view(), name="revaluation"),
    path("revaluations/<int:revaluation>/accept/", AcceptRevaluation.as_view(), name="accept-revaluation"),
    path("<int:number>/", AssetPage.as_view(), name="asset"),
    path("<int:number>/amend/", AmendAsset.as_view(), name="amend"),
    path("<int:number>/history/", AssetHistory.as_view(), name="history"),
    path("<int:number>/encumbrances/record/", RecordEncumbrance.as_view(), name="record-encumbrance"),
    path("<int:number>/legal-facts/record/", RecordLegalFact.as_view(), name="record-legal-fact"),
    path("<int:number>/valuations/record/", RecordValuation.as_view(), name="record-valuation"),
    path("<int:number>/valuations/<int:valuation>/", ValuationPage.as_view(), name="valuation"),
    path("<int:number>/valuations/<int:valuation>/accept/", AcceptValuation.as_view(), name="accept-valuation"),
    path("<int:number>/papers/attach/", AttachPaper.as_view(), name="attach-paper"),
    path("<int:number>/papers/<int:paper>/replace/", StoreNewerVersion.as_view(), name="replace-paper"),
    path("<int:number>/tranches/record/", RecordTranche.as_view(), name="record-tranche"),
    path("<int:number>/propose/", ProposeAsset.as_view(), name="propose"),
    path("<int:number>/not-eligible/", FindNotEligible.as_view(), name="find-not-eligible"),
]
