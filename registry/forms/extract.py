"""What is asked before everything held about a person is handed out: who asks, and in which form."""

from django import forms


class ExtractForm(forms.Form):
    asked_by = forms.CharField(
        label="谁来申请",
        min_length=2,
        max_length=100,
        help_text="本人,或者写明代办人和关系、凭什么材料。例:本人;儿子张强,凭委托书。",
        error_messages={"required": "请写明谁来申请。", "min_length": "请写明谁来申请。"},
    )
    kind = forms.ChoiceField(
        label="给什么",
        choices=[("pdf", "一份 PDF,打印出来给本人看"), ("zip", "一个压缩包:全部表格、数据文件和扫描件")],
        widget=forms.RadioSelect,
        initial="pdf",
    )
