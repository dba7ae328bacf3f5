"""How a form field is drawn: which kind of input it is, its classes, and its errors with links."""

from collections.abc import Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField

KINDS = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "check"),
    (forms.Select, "select"),
    (forms.Textarea, "input"),
    (forms.Widget, "input"),
)
CSS = {"check": "form-check-input", "select": "form-select", "input": "form-control"}
SHORT = (forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.NumberInput)


def describe(bound: BoundField, *, compact: bool = False) -> dict:
    """Return what components/field.html draws. A form field may carry `unit` (such as 元) after its input."""
    kind = _kind(bound)
    return {
        "bound": bound,
        "kind": kind,
        "html": bound if kind == "choices" else bound.as_widget(attrs={"class": _classes(bound, kind, compact)}),
        "optional": not bound.field.required and not compact and kind != "check",
        "unit": getattr(bound.field, "unit", ""),
        "errors": texts(bound),
        "compact": compact,
    }


def errors(form) -> Iterator[tuple[str, str, str]]:
    """Yield (id of the input, label, text) for every error of a form or formset, the general ones first.

    The label is empty where the text already names the field.
    """
    if not isinstance(form, BaseForm):
        yield from (("", "", str(text)) for text in form.non_form_errors())
        for number, row in enumerate(form.forms, start=1):
            yield from ((id_, f"第 {number} 行 {label}".strip(), text) for id_, label, text in errors(row))
        return
    yield from (("", "", str(text)) for text in form.non_field_errors())
    for bound in form:
        label, target = str(bound.label), bound.id_for_label or bound.auto_id
        yield from ((target, "" if label in text else label, text) for text in texts(bound))


def texts(bound: BoundField) -> list[str]:
    """Return the errors of a field; where a form says nothing of its own, a missing value is asked for by name."""
    return [text for error in bound.errors.as_data() for text in _texts(bound, error)]


def _texts(bound: BoundField, error: ValidationError) -> list[str]:
    if error.code == "required" and error.message == forms.Field.default_error_messages["required"]:
        return [f"请{'填写' if _kind(bound) == 'input' else '选定'}{bound.label}。"]
    return list(error.messages)


def _kind(bound: BoundField) -> str:
    return next(kind for base, kind in KINDS if isinstance(bound.field.widget, base))


def _classes(bound: BoundField, kind: str, compact: bool) -> str:
    widget = bound.field.widget
    classes = [CSS[kind], widget.attrs.get("class", "")]
    if compact and kind != "check":
        classes.append("form-select-sm" if kind == "select" else "form-control-sm")
    if isinstance(widget, SHORT):
        classes.append("input-short")
    if bound.errors:
        classes.append("is-invalid")
    return " ".join(filter(None, classes))
