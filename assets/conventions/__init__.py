"""Market conventions as pure functions: no database, no Django, decimal arithmetic, half up.

`terms` says what a security promises, `pricing` values it, `cash_flows` lists what it pays; `floating` fills in the rates
of floaters, `commodities` values a lot, `identifiers` knows codes and their check digits. A price is stored, a yield derived.
"""
