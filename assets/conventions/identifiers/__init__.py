"""Identifiers of securities, parties, tokens and currencies: their form and, where one is known, their check digits."""
