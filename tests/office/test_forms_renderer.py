"""Drop-down lists drawn without templates are those of Django, character for character but for white space."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates

from office.forms_renderer import FormRenderer

LISTS = {
    "plain": [("", "全部"), ("a", "离休"), ("b", "退休")],
    "hostile": [('"><script>', "<b>&'\"")],
    "numbers": [(1, "一"), (2000, "二千"), (None, "空")],
    "grouped": [("支部", [("1", "第一"), ("2", "第二")]), ("<其他>", [("3", "第三")])],
    "none": [],
}


def drawn(renderer, choices, value, **attrs):
    class Form(forms.Form):
        pick = forms.ChoiceField(choices=choices, widget=forms.Select(attrs=attrs), required=False)

    html = str(Form({"pick": value} if value is not None else None, renderer=renderer)["pick"])
    return re.sub(r">\s+<", "><", html)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("value", [None, "", "a", "2", "2000", '"><script>'])
def test_a_list_is_djangos(name, value):
    ours, theirs = (
        drawn(renderer(), LISTS[name], value, required=True, disabled=False, title='"&')
        for renderer in (FormRenderer, DjangoTemplates)
    )
    assert ours == theirs
    assert ours.startswith("<select")


def test_several_may_be_chosen():
    class Form(forms.Form):
        pick = forms.MultipleChoiceField(choices=LISTS["plain"])

    ours, theirs = (
        re.sub(r">\s+<", "><", str(Form({"pick": ["a", "b"]}, renderer=r())["pick"]))
        for r in (FormRenderer, DjangoTemplates)
    )
    assert ours == theirs
    assert ours.count("selected") == 2


def test_the_site_uses_it(settings):
    assert settings.FORM_RENDERER == "office.forms_renderer.FormRenderer"
