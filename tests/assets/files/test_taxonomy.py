"""The names of ICMA's taxonomy beside our columns."""

from assets.files.taxonomy import NAMES, Source, columns, named


def test_every_name_is_used_once_and_leads_back_to_its_column() -> None:
    header = [*NAMES, "quantity"]
    assert len(set(named(header))) == len(header)
    assert columns(named(header)) == columns(header) == header


def test_a_name_of_ours_cannot_be_taken_for_one_of_the_taxonomy() -> None:
    for name in NAMES.values():
        assert name.path.startswith("x-") == (name.source is Source.OURS)


def test_published_paths_are_as_published() -> None:
    assert NAMES["currency"].path == "ICMABondDataTaxonomy.Issuance.SettlementCurrency"
    assert NAMES["denomination"].path == "ICMABondDataTaxonomy.Issuance.SpecifiedDenomination"
