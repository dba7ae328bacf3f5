"""Forms of the frame: preferences and one's own password."""

from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from office.models import User
from office.models.accounts import Theme
from office.workflows import own_account


class PreferencesForm(forms.Form):
    """One preference at a time; what is not sent stays as it is."""

    large_type = forms.TypedChoiceField(
        choices=[("0", "标准"), ("1", "大字")], coerce=lambda sent: sent == "1", empty_value=None, required=False
    )
    theme = forms.ChoiceField(choices=Theme.choices, required=False)

    def chosen(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


class EmailForm(forms.Form):
    """Where the daily digest is sent; empty: nowhere."""

    email = forms.EmailField(label="单位邮箱", required=False, help_text="只发件数和链接,不发姓名。留空就不发。")


class OwnPasswordForm(PasswordChangeForm):
    def clean(self) -> dict:
        """Refuse the old password as the new one: whoever gave out a first password knows it."""
        data = super().clean() or self.cleaned_data
        new = data.get("new_password1")
        if new and new == data.get("old_password"):
            self.add_error("new_password1", "新密码不能与原来的密码相同,请另想一个。")
        return data

    def save(self, commit: bool = True) -> User:
        own_account.change_own_password(by=self.user, password=self.cleaned_data["new_password1"])
        return self.user
