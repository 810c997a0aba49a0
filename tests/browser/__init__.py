"""Proofs in a real browser: Debian's Chromium, driven by Playwright, on pages served as a person gets them."""
