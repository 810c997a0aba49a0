"""The records of the register, one noun each."""

from assets.models.benchmark import Benchmark, BenchmarkFixing
from assets.models.ceiling import CeilingBreach, CeilingReading, CeilingResolution
from assets.models.holiday import Holiday, HolidayCancellation
from assets.models.instrument import Instrument
from assets.models.legal_fact import LegalFact
from assets.models.paper import AssetPaper
from assets.models.proposal import Proposal
from assets.models.rate import ExchangeRate
from assets.models.valuation import Valuation, ValuationAcceptance

__all__ = [
    "AssetPaper",
    "Benchmark",
    "BenchmarkFixing",
    "CeilingBreach",
    "CeilingReading",
    "CeilingResolution",
    "ExchangeRate",
    "Holiday",
    "HolidayCancellation",
    "Instrument",
    "LegalFact",
    "Proposal",
    "Valuation",
    "ValuationAcceptance",
]
