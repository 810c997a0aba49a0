"""What the portal costs, measured on a real one: `manage.py benchmark SUBJECT`.

Every subject is a module with `measured`, which measures, and `report`, which makes the table. Figures are shown and
never asserted, because machines differ; what must hold is held by tests.
"""
