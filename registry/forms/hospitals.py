"""The form of a hospital contact."""

from django import forms

from office.forms.fields import NameField, PhonesField, VersionField


class HospitalContactForm(forms.Form):
    hospital = forms.CharField(label="医院", max_length=100)
    department = forms.CharField(label="科室", required=False, max_length=100, help_text="例:医务科、医保办、心内科。")
    name = NameField(label="联系人")
    phone = PhonesField(label="电话", max_length=100)
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="例:离休干部床位、先住院后结账。")
    is_ended = forms.BooleanField(label="停用:不再是这里的联系人", required=False)
    version = VersionField()
