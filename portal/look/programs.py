"""Browsers and systems by their common names, read from what a browser says of itself."""

from django.utils.translation import gettext as _

from approvals.wording import isolated

#: What stands in the text, and the name; the first that is found counts, since most browsers also name others.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Macintosh": "macOS",
    "Linux": "Linux",
}


def program_text(user_agent: str) -> str:
    """Such as "Chrome on Linux", as far as the text tells."""
    browser, system = (_first(names, user_agent) for names in (_BROWSERS, _SYSTEMS))
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": isolated(browser), "system": isolated(system)}
    return browser or system or _("An unknown program")


def _first(names: dict[str, str], text: str) -> str:
    return next((name for mark, name in names.items() if mark in text), "")
