"""One page that shows every component with awkward values."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines

from office import clock
from office.display import Action, Confirmation, Decision, Difference, Event, Fact, PathStep, Tab, Tile

LONG_NAME = "阿卜杜热合曼·麦麦提依明·买买提吐尔逊江·艾合买提"


class FilterForm(forms.Form):
    q = forms.CharField(label="查找", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), ("honoured", "离休"), ("retiree", "退休")]
    )
    branch = forms.ChoiceField(label="支部", required=False, choices=[("", "全部"), ("1", "离退休第一党支部")])
    living = forms.MultipleChoiceField(
        label="居住", required=False, choices=[("alone", "独居"), ("couple", "与老伴同住")]
    )
    since = forms.DateField(label="此后", required=False)


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=25)
    born = forms.DateField(label="出生日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    phone = forms.CharField(label="电话", required=False, help_text="有几个就写几个,用空格分开。")
    income = forms.DecimalField(label="月收入", required=False, min_value=0)
    income.unit = "元"
    housing = forms.ChoiceField(
        label="住房", choices=[("", "未登记"), ("own", "自有"), ("rent", "租住")], required=False
    )
    living = forms.ChoiceField(
        label="居住", widget=forms.RadioSelect, choices=[("alone", "独居"), ("couple", "与老伴同住")]
    )
    party = forms.BooleanField(label="是党员", required=False, help_text="预备党员也算。")
    note = forms.CharField(label="备注", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ChildForm(forms.Form):
    name = forms.CharField(label="姓名")
    relation = forms.ChoiceField(label="关系", choices=[("son", "儿子"), ("daughter", "女儿")])
    phone = forms.CharField(label="电话", required=False)


class DecisionForm(forms.Form):
    amount = forms.DecimalField(label="核定金额", help_text="可以减少,不能增加。")
    amount.unit = "元"
    opinion = forms.CharField(
        label="意见", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="退回或不同意时要写明原因。"
    )


def specimen(request):
    template = engines["django"].from_string((Path(__file__).parent / "specimen.html").read_text(encoding="utf-8"))
    if "said" in request.GET:
        messages.success(request, "已登记 2026年1月5日 对 王秀英 的走访。")
        messages.error(request, "照片没有存上:文件超过 12 MB。")
    sent = request.POST if request.method == "POST" else None
    context = people() | deciding() | editing(sent)
    context |= {"filter_form": FilterForm(request.GET), "page": Paginator(rows(), 8).get_page(request.GET.get("page"))}
    return HttpResponse(template.render(context, request), status=422 if sent else 200)


def rows():
    first = [
        row(
            "王秀英",
            "离退休第一党支部",
            "19900000001 19900000002 0746-4700001",
            date(2026, 1, 5),
            "2000",
            "待审批",
            "wait",
        ),
        row(LONG_NAME, "离退休第二党支部(机关大院)", "", None, "1234567.89", "公示中", "warn"),
        row("欧阳测", "外单位支部", "19900000003", date(2025, 9, 30), "0", "已支付", "good"),
        row("赵淑芳", "离退休第一党支部", None, date(2025, 6, 1), None, "逾期 3 天", "bad"),
    ]
    return first + [row("李桂兰", "离退休第一党支部", "19900000004", date(2026, 1, 5), "500", "草稿", "quiet")] * 1230


def row(name, branch, phone, visit, amount, word, tone):
    total = Decimal(amount) if amount else None
    return SimpleNamespace(name=name, branch=branch, phone=phone, visit=visit, sum=total, word=word, tone=tone)


def people():
    return {
        "actions": [
            Action("登记走访", "/casework/", primary=True),
            Action("改资料", "/people/"),
            Action("结束结对", "/casework/", method="post", allowed=False, reason="先登记交接(结对规则 4)。"),
        ],
        "tabs": [
            *[Tab("概况", "?", current=True), Tab("家庭", "?tab=family", count=3), Tab("健康", "?tab=health")],
            *[
                Tab("住房与收入", "?tab=housing"),
                Tab("帮扶", "?tab=care"),
                Tab("资金", "?tab=money"),
                Tab("记录", "?tab=log"),
            ],
        ],
        "tiles": [
            Tile("离退休人员", 46, "人", url="/people/"),
            Tile("独居", 12, "人", base=46, percent="26.1", unknown=2, url="/people/?living=alone"),
            Tile("警戒线", "46.0", "%", tone="warn", note="线 30%"),
            Tile("今年已支", "12.34", "万元", url="/funds/"),
        ],
        "facts": [
            Fact("同住", "老伴 张德明,82 岁"),
            Fact("联系人", "陈志强", "办公室,19900000009", url="/people/"),
            ("住院", []),
            ("存款", 0),
            ("月收入", None),
            Fact("住址", "新山县税务小区 1 号 3 栋 2 单元 502 室(老税务局家属院后门进,二楼右手)"),
        ],
        "events": [
            Event(date(2026, 1, 5), "陈志强 上门走访,血压稳定", "走访", "#", "李桂兰 代录"),
            Event(date(2026, 1, 2), "月收入 3,200.00 改为 3,450.00", "资料"),
            Event(datetime(2025, 12, 20, 10, 0, tzinfo=clock.SHANGHAI), "春节慰问 500.00 元", "资金", "#"),
        ],
        "total": Decimal("1236589.89"),
    }


def deciding():
    return {
        "decision_form": DecisionForm(initial={"amount": "2000.00"}, prefix="decide"),
        "decisions": [
            Decision("approve", "同意", "agree"),
            Decision("return", "退回修改", "back"),
            Decision("refuse", "不同意", "refuse", allowed=False, reason="本步只能同意或退回。"),
        ],
        "steps": [
            PathStep("经办人提交", "done", "李桂兰", date(2025, 12, 28)),
            PathStep(
                "支部意见",
                "done",
                "周玉珍",
                date(2025, 12, 30),
                "情况属实,同意帮扶。",
                "纸质签字,李桂兰 代录,陈志强 复核",
            ),
            PathStep("财务审核", "skipped", note="行政经费 1 万元以下不经此步"),
            PathStep("负责人审批", "current", "王建国"),
            PathStep("局领导审批", "waiting"),
        ],
    }


def editing(sent):
    formset = forms.formset_factory(ChildForm, extra=1)
    return {
        "form": PersonForm(sent, initial={"name": "王秀英", "born": date(1942, 3, 1)}),
        "formset": formset(sent, prefix="family", initial=None if sent else [{"name": "张伟", "relation": "son"}]),
        "differences": [
            Difference("phone", "电话", "19900000001", "19900000002", before="19900000009"),
            Difference("housing", "住房", "租住", None),
        ],
        "when": datetime(2026, 1, 5, 14, 30, tzinfo=clock.SHANGHAI),
    }


def confirm(request):
    confirmation = Confirmation(
        "支付",
        "向 王秀英 支付 2,000.00 元,付款后只能冲销。",
        "支付 2,000.00 元",
        "/specimen/",
        facts=[Fact("资金来源", "行政经费"), Fact("余额", "46,300.00 元")],
        danger="danger" in request.GET,
    )
    return render(request, "components/confirm_page.html", {"confirm": confirmation, "form": None})
