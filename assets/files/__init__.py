"""Tables of the asset register as files: reading CSV and XLSX, writing CSV, XLSX and JSON.

Nothing here knows a model. What a file says is text until `cells` has judged it.
"""
