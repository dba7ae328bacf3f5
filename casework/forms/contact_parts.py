"""What a visit brings home, on every form of contacts: the needs raised and the photos taken."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from casework.choices.contacts import MAX_PHOTOS, MAX_RAISED, PHOTO_SIDE
from casework.choices.needs import NeedKind
from casework.workflows.contacts import Raised
from office.identifiers.names import name_key
from registry.forms.papers import KeptFileField
from registry.models import Person
from registry.scans import Scan


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(KeptFileField):
    """Several pictures at once; cleans to Scans, shrunk and without the camera's notes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(side=PHOTO_SIDE, required=False, help_text=f"最多 {MAX_PHOTOS} 张,", **kwargs)
        self.widget = ManyFiles(attrs={"accept": ".jpg,.jpeg,.png,.pdf", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Scan]:
        uploads = data if isinstance(data, list | tuple) else [data]
        found = [scan for upload in uploads if (scan := super(PhotosField, self).clean(upload, initial))]
        if len(found) > MAX_PHOTOS:
            raise forms.ValidationError(f"一次最多 {MAX_PHOTOS} 张。")
        return found


class RaisedForm(forms.Form):
    """One need somebody raised during the visit; a row left empty is none."""

    kind = forms.ChoiceField(label="诉求类别", choices=[("", "没有诉求"), *NeedKind.choices])
    text = forms.CharField(label="诉求内容", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    who = forms.CharField(
        label="谁提的", required=False, max_length=100, help_text="只走访一人时不用填;几个人时写姓名。"
    )


class RaisedRows(forms.BaseFormSet):
    """The needs of a visit; the form of the contact says who was visited."""

    def raised(self, persons: Sequence[Person]) -> list[Raised]:
        """Return the rows that were filled in; marks and leaves out the one whose name fits none visited, or two."""
        found = []
        for form in self.forms:
            if row := form.cleaned_data:
                named = [one for one in persons if one.name_key == name_key(row["who"])] if row["who"] else persons
                if len(named) == 1:
                    found.append(Raised(NeedKind(row["kind"]), row["text"], named[0]))
                else:
                    form.add_error("who", "请写明是走访对象中的哪一位;同名的请分开登记。")
        return found


def raised_rows(data: QueryDict | None) -> RaisedRows:
    """Return the rows of a form; a form sent without them has none."""
    made = forms.formset_factory(RaisedForm, formset=RaisedRows, extra=1, max_num=MAX_RAISED, validate_max=True)
    return cast(RaisedRows, made(data if data is not None and "need-TOTAL_FORMS" in data else None, prefix="need"))
