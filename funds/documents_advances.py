"""The sheet a cash advance is signed for on: at each door the payee, or who collects for them, signs."""

from collections.abc import Sequence

from funds.models import AdvanceRow, CashAdvance
from office import formats
from office.documents import ListColumn, list_rows, render_pdf
from office.identifiers.amounts import to_capitals
from office.money import format_yuan

COLUMNS = [
    ListColumn("序号", "w6"),
    ListColumn("收款人", "w13"),
    ListColumn("所在党支部", "w21", "left"),
    ListColumn("金额(元)", "w13", "number"),
    ListColumn("签收(代领写关系)", "w21"),
    ListColumn("日期", "w13"),
    ListColumn("备注", "w13"),
]
TITLE = "慰问金送达签收单"


def sheet_pdf(advance: CashAdvance, rows: Sequence[AdvanceRow]) -> bytes:
    """Return the sheet as PDF, its last columns empty for pen and ink. Raises: Unprintable."""
    lines = [
        [str(n), row.item.payee_name, _branch(row), format_yuan(row.amount), "", "", ""]
        for n, row in enumerate(rows, 1)
    ]
    days = f"借款日期：{formats.day(advance.issued_on)}，报账期限：{formats.day(advance.due_on)}。"
    total = ["合计", None, None, format_yuan(advance.amount), "", "", ""]
    context = {
        "title": TITLE,
        "above": [f"{advance.application.title}", f"借据号：{advance.document}"],
        "columns": COLUMNS,
        "rows": list_rows(COLUMNS, lines) + list_rows(COLUMNS, [total], "total"),
        "remarks": [
            f"合计人民币{to_capitals(advance.amount)}。资金来源：{advance.source.name}。{days}",
            "由他人代领的，写明与本人的关系；没有送到的，在备注里写明原因，现金随本单退回。",
            f"送达人：{advance.taker.name}（签名）　　　　　　核对人（签名）　　　　　　",
        ],
        "issuer": advance.source.bureau.name,
    }
    return render_pdf("office/print/list.html", context, title=TITLE)


def _branch(row: AdvanceRow) -> str:
    return row.item.person.branch.name if row.item.person.branch else ""
