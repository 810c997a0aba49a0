"""Benchmarks as files name them."""

from assets.models import Benchmark


def benchmarks_by_name() -> dict[str, str]:
    """The code of every benchmark by its code and by its name."""
    pairs = list(Benchmark.objects.values_list("code", "name"))
    return {name: code for code, name in pairs} | {code: code for code, _name in pairs}
