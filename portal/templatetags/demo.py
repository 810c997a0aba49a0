"""The demo's people on the sign-in page."""

from django import template

from portal.accounts.demo_sign_in import DemoGroup, demo_groups

register = template.Library()


@register.simple_tag(name="demo_groups")
def groups() -> list[DemoGroup]:
    """Whom a visitor of the demo may sign in as; nobody outside the demo."""
    return demo_groups()
