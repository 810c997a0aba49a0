"""The records of the register, one noun each."""

from assets.models.benchmark import Benchmark, BenchmarkFixing
from assets.models.ceiling import CeilingBreach, CeilingReading, CeilingResolution
from assets.models.encumbrance import Encumbrance
from assets.models.holding import CommodityLot, Holding
from assets.models.holiday import Holiday, HolidayCancellation
from assets.models.instrument import Instrument
from assets.models.legal_fact import LegalFact
from assets.models.paper import AssetPaper
from assets.models.proposal import Proposal
from assets.models.rate import ExchangeRate
from assets.models.register_import import ImportedAsset, ImportPiece, ImportProblem, RegisterImport
from assets.models.security import Security, SukukPool
from assets.models.tranche import IssueTranche
from assets.models.valuation import Revaluation, RevaluationAcceptance, Valuation, ValuationAcceptance

__all__ = [
    "AssetPaper",
    "Benchmark",
    "BenchmarkFixing",
    "CeilingBreach",
    "CeilingReading",
    "CeilingResolution",
    "CommodityLot",
    "Encumbrance",
    "ExchangeRate",
    "Holding",
    "Holiday",
    "HolidayCancellation",
    "ImportPiece",
    "ImportProblem",
    "ImportedAsset",
    "Instrument",
    "IssueTranche",
    "LegalFact",
    "Proposal",
    "RegisterImport",
    "Revaluation",
    "RevaluationAcceptance",
    "Security",
    "SukukPool",
    "Valuation",
    "ValuationAcceptance",
]
