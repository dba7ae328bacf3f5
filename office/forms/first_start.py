"""The form of the one-time set-up page."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation

from office.models import User


class FirstStartForm(forms.Form):
    bureau_name = forms.CharField(label="单位名称", max_length=100, help_text="例:国家税务总局新山县税务局")
    code = forms.SlugField(label="单位代码", max_length=20, help_text="税务机关代码;没有可以填行政区划代码。")
    name = forms.CharField(label="系统管理员姓名", max_length=100)
    username = forms.SlugField(
        label="用户名", min_length=3, max_length=150, help_text="登录时填写,只用字母、数字、- 和 _。"
    )
    password = forms.CharField(label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label="再输一次密码", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        password = values.get("password", "")
        if password and password != values.get("again"):
            self.add_error("again", "两次输入的密码不一样。")
        if password:
            user = User(username=values.get("username", ""), name=values.get("name", ""))
            try:
                password_validation.validate_password(password, user)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return values
