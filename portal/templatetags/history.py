"""Acts on an asset with what they changed, one below the other."""

from typing import Any

from django import template

from approvals.rules import allow

register = template.Library()


@register.inclusion_tag("assets/parts/changes.html", takes_context=True)
def changes(context: template.Context, made: Any) -> dict[str, Any]:
    """The acts (`assets.history.Change`), newest first. Readers of the trail also get its entries."""
    return {"changes": made, "links_trail": allow(context.get("user"), "read_trail")}
