"""Text of the reference data in the reader's language.

Names of bodies, stages and gates come from data files in English; their Urdu stands in the catalogue beside that of the
pages (`portal.languages` collects both).
"""

from typing import Any

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def in_language(text: Any) -> str:
    """The text in the reader's language, or as it is where the catalogue does not have it."""
    return gettext(str(text)) if text else ""
