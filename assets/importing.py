"""The illustrative data of the register; files of people go through `imports`."""

from assets.imports.samples import SAMPLE_ASSETS, read_sample_assets

__all__ = ["SAMPLE_ASSETS", "read_sample_assets"]
