"""The form of a route of money: what it is for, beside what every route says."""

from django import forms

from funds.choices import AidKind, SourceKind
from funds.forms.fields import chosen
from office.forms.routes import RouteForm


class FundRouteForm(RouteForm):
    source_kind = forms.ChoiceField(label="资金性质", choices=chosen("请选择", SourceKind.choices))
    aid_kind = forms.ChoiceField(
        label="帮扶种类",
        required=False,
        choices=chosen("各种帮扶(特情帮扶除外)", AidKind.choices),
        help_text="另定了流程的种类按自己的流程;特情帮扶不另定的,由局领导一人审批。",
    )

    field_order = ["source_kind", "aid_kind"]
