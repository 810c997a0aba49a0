import os
def test_big(committed_db, rehearsal):
    from portal.benchmarks.register_import import measured
    print(measured(print, rows=int(os.environ.get("N", "50000")))[0].ratio)
