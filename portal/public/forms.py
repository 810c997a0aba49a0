"""What anybody may ask about a paper."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.uploads import HashedFile

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: What programs write between the digits, and around them when they are copied.
_BETWEEN = re.compile(r"[\s:\u200e\u200f\u2066-\u2069]+")


class PaperQuestionForm(forms.Form):
    """A file, or the SHA-256 of one."""

    paper = forms.FileField(
        label=_("The file"),
        required=False,
        help_text=_("Its fingerprint is taken while it arrives. The file itself is kept nowhere."),
    )
    sha256 = forms.CharField(
        label=_("SHA-256 of the file"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
        help_text=_("The whole of it: 64 digits and letters from a to f."),
    )

    def clean_sha256(self) -> str:
        """The digits alone, in small letters."""
        digits = _BETWEEN.sub("", self.cleaned_data["sha256"]).lower()
        if digits and not _SHA256.fullmatch(digits):
            raise forms.ValidationError(
                _("A SHA-256 has exactly 64 digits and letters from a to f. Copy the whole of it.")
            )
        return digits

    def clean(self) -> dict[str, Any]:
        """One of the two; the SHA-256 to ask about stands in `asked` afterwards."""
        data: dict[str, Any] = super().clean() or {}
        paper, digits = data.get("paper"), data.get("sha256")
        if paper and digits:
            raise forms.ValidationError(_("Choose a file or enter a SHA-256, not both."))
        if not paper and not digits and not self.errors:
            raise forms.ValidationError(_("Choose a file, or enter the SHA-256 of one."))
        data["asked"] = paper.sha256 if isinstance(paper, HashedFile) else digits
        return data
