"""What is asked before a dossier is printed: what for, and of which year."""

from collections.abc import Sequence
from typing import Any

from django import forms

from office.purposes import PurposeForm


class DossierForm(PurposeForm):
    year = forms.TypedChoiceField(label="大事记", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "最近的记录"), *((str(year), f"只印{year}年") for year in years)]
