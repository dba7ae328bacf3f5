"""A source's statement and the year's accounts, as official papers and as workbooks."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from funds.accounts import Accounts, BranchLine, Pot, Share
from funds.choices import Direction
from funds.models import LedgerEntry
from funds.statements import Statement
from office import clock
from office.documents import ListColumn, list_rows, render_pdf
from office.identifiers.amounts import to_capitals
from office.money import format_yuan
from office.spreadsheets import ColumnOut, SheetOut, write_workbook

STATEMENT_COLUMNS = [
    ListColumn("日期", "w12"),
    ListColumn("类型", "w8"),
    ListColumn("对方", "w16", "left"),
    ListColumn("摘要", "w20", "left"),
    ListColumn("凭证", "w11", "left"),
    ListColumn("收入(元)", "w11", "number"),
    ListColumn("支出(元)", "w11", "number"),
    ListColumn("余额(元)", "w11", "number"),
]
STATEMENT_SHEET = [
    ColumnOut(column.header, 18 if column.align == "left" else 14, "money" if column.align == "number" else "text")
    for column in STATEMENT_COLUMNS
]
LINE_COLUMNS = [
    ListColumn("资金来源", "w24", "left"),
    ListColumn("帮扶种类", "w16", "left"),
    ListColumn("帮扶类别", "w20", "left"),
    ListColumn("人数", "w8", "number"),
    ListColumn("笔数", "w8", "number"),
    ListColumn("金额(元)", "w24", "number"),
]
POT_SUMS = ("年初结余(元)", "收入(元)", "支出(元)", "预借减报账(元)", "结余(元)")
POT_COLUMNS = [ListColumn("资金来源", "w28", "left")]
POT_COLUMNS += [ListColumn(header, "w14", "number") for header in POT_SUMS]
BRANCH_COLUMNS = [
    ListColumn("党支部", "w40", "left"),
    ListColumn("人数", "w11", "number"),
    ListColumn("得到帮扶", "w13", "number"),
    ListColumn("金额(元)", "w20", "number"),
    ListColumn("人均(元)", "w16", "number"),
]
LINE_SHEET = [ColumnOut("资金来源", 24), ColumnOut("帮扶种类", 16), ColumnOut("帮扶类别", 24)]
LINE_SHEET += [ColumnOut("人数", 8, "number"), ColumnOut("笔数", 8, "number"), ColumnOut("金额(元)", 16, "money")]
BRANCH_SHEET = [ColumnOut("党支部", 28), ColumnOut("人数", 8, "number"), ColumnOut("得到帮扶", 10, "number")]
BRANCH_SHEET += [ColumnOut("金额(元)", 16, "money"), ColumnOut("人均(元)", 14, "money")]
POT_SHEET = [ColumnOut("资金来源", 24)]
POT_SHEET += [ColumnOut(header, 16, "money") for header in POT_SUMS]
SHARE_SHEET = [
    ColumnOut("项目", 28),
    ColumnOut("人数", 10, "number"),
    ColumnOut("笔数", 10, "number"),
    ColumnOut("金额(元)", 16, "money"),
    ColumnOut("占比(%)", 10, "number"),
]


def period(statement: Statement) -> str:
    return f"{statement.since:%Y-%m-%d} 至 {statement.until:%Y-%m-%d}"


def statement_pdf(statement: Statement) -> bytes:
    """Return the statement as an official paper, its closing balance in capitals. Raises: Unprintable."""
    title = f"{statement.source.name}收支明细"
    rows = list_rows(STATEMENT_COLUMNS, _statement_rows(statement, format_yuan))
    context = {
        "title": title,
        "above": [f"期间：{period(statement)}", f"管理人：{statement.source.keeper}"],
        "columns": STATEMENT_COLUMNS,
        "rows": rows,
        "remarks": [f"期末余额人民币{to_capitals(statement.closing)}。"],
        "issuer": statement.source.bureau.name,
        "issued_on": clock.today(),
        "small": True,
    }
    return render_pdf("office/print/list.html", context, title=title, orientation="landscape")


def statement_xlsx(statement: Statement) -> bytes:
    rows = _statement_rows(statement, lambda amount: amount)
    title = f"{statement.source.name}收支明细"
    subtitle = [f"期间:{period(statement)}", f"管理人:{statement.source.keeper}"]
    return write_workbook([SheetOut("收支明细", STATEMENT_SHEET, rows, title=title, subtitle=subtitle)])


def _statement_rows(statement: Statement, money: Any) -> Iterator[list[Any]]:
    yield [f"{statement.since:%Y-%m-%d}", "期初", "", "", "", "", "", money(statement.opening)]
    for entry in statement.entries:
        yield [
            f"{entry.on:%Y-%m-%d}",
            entry.get_kind_display(),
            entry.counterparty,
            summary(entry),
            entry.document,
            money(entry.amount) if entry.direction == Direction.IN else "",
            money(entry.amount) if entry.direction == Direction.OUT else "",
            money(entry.balance_after),
        ]
    closing = [money(statement.income), money(statement.outgo), money(statement.closing)]
    yield [f"{statement.until:%Y-%m-%d}", "期末", "", "", "", *closing]


def summary(entry: LedgerEntry) -> str:
    """Return what an entry was for: the application it paid, and its note."""
    title = entry.payment.item.application.title if entry.payment else ""
    return " ".join(filter(None, (title, entry.note)))


def accounts_title(year: int) -> str:
    return f"{year}年度离退休人员帮扶资金收支情况"


def accounts_pdf(accounts: Accounts) -> bytes:
    """Return the accounts as an official paper: the lines with the total, shares, branches. Raises: Unprintable."""
    lines = [
        [line.source.name, line.purpose, line.category, str(line.people), str(line.times), format_yuan(line.amount)]
        for line in accounts.lines
    ]
    total = ["合计", None, None, str(accounts.people), str(accounts.times), format_yuan(accounts.total)]
    context = {
        "above": [f"填报单位：{accounts.issuer}", f"截至{accounts.as_of:%Y-%m-%d}"],
        "columns": LINE_COLUMNS,
        "rows": list_rows(LINE_COLUMNS, lines) + list_rows(LINE_COLUMNS, [total], "total"),
        "pot_columns": POT_COLUMNS,
        "pots": list_rows(POT_COLUMNS, map(_pot_cells, accounts.pots)),
        "branch_columns": BRANCH_COLUMNS,
        "branches": list_rows(BRANCH_COLUMNS, map(_branch_cells, accounts.branches)),
        "remarks": [
            f"按性质：{'；'.join(map(_share_text, accounts.natures))}。"
            + (f"合计人民币{to_capitals(accounts.total)}。" if accounts.total > 0 else ""),
        ],
        "issuer": accounts.issuer,
        "issued_on": clock.today(),
        "small": True,
    }
    return render_pdf("funds/accounts_print.html", context, title=accounts_title(accounts.year))


def accounts_xlsx(accounts: Accounts) -> bytes:
    title, under = accounts_title(accounts.year), [f"填报单位:{accounts.issuer}", f"截至 {accounts.as_of}"]
    lines: list[list[Any]] = [
        [line.source.name, line.purpose, line.category, line.people, line.times, line.amount] for line in accounts.lines
    ]
    lines.append(["合计", "", "", accounts.people, accounts.times, accounts.total])
    pots = [[pot.source.name, pot.opening, pot.income, pot.spent, pot.cash_out, pot.closing] for pot in accounts.pots]
    shares = [[share.label, share.people, share.times, share.amount, share.percent] for share in accounts.natures]
    branches = [[b.name, b.members, b.helped, b.amount, b.a_head] for b in accounts.branches]
    return write_workbook(
        [
            SheetOut("来源种类类别", LINE_SHEET, lines, title=title, subtitle=under),
            SheetOut("来源", POT_SHEET, pots, title=title, subtitle=under),
            SheetOut("性质", SHARE_SHEET, shares, title=title, subtitle=under),
            SheetOut("党支部", BRANCH_SHEET, branches, title=title, subtitle=under),
        ]
    )


def _share_text(share: Share) -> str:
    percent = f"，占 {share.percent}%" if share.percent is not None else ""
    return f"{share.label} {format_yuan(share.amount)} 元{percent}"


def _pot_cells(pot: Pot) -> list[str]:
    return [pot.source.name, *map(format_yuan, (pot.opening, pot.income, pot.spent, pot.cash_out, pot.closing))]


def _branch_cells(line: BranchLine) -> list[str]:
    a_head: Decimal | None = line.a_head
    return [
        line.name,
        str(line.members),
        str(line.helped),
        format_yuan(line.amount),
        "—" if a_head is None else format_yuan(a_head),
    ]
