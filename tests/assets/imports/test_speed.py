"""Speed and memory of large imports."""

from portal.benchmarks.register_import import measured


def test_the_measure_of_the_import_beside_a_bare_copy_works_on_few_rows(db: None, rehearsal: object) -> None:
    said: list[str] = []
    (ratio,) = measured(said.append, rows=300)
    assert ratio.count == 300
    assert ratio.seconds > 0
    assert ratio.bare_seconds > 0
