"""Last year's statistics form as it was issued, and the city bureau's own sheet with its cells mapped."""

import io

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side

from funds.workflows import foreign
from funds.workflows.year_end import issue_form
from office.roles import Role
from supportdesk.demo.office import Office

SHEET = "统计表"
FIGURES = {
    "离退休人员总数(人)": "figure.retirees",
    "其中:离休(人)": "figure.lixiu",
    "遗属(人)": "figure.survivors",
    "帮扶对象(人)": "figure.recipients",
    "其中:党员(人)": "figure.recipients_members",
    "上门走访(次)": "figure.visits",
    "得到帮扶(人)": "figure.helped",
    "帮扶金额(元)": "figure.amount",
}
LIST_FROM = 15
LISTED = {"A": ("序号", "number"), "B": ("姓名", "name"), "C": ("党支部", "branch"), "D": ("金额(元)", "amount")}


def city_sheet() -> bytes:
    """Return an empty sheet as an upper office sends it: merged title, borders, a sum, a list below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    line = Side(style="thin")
    border = Border(left=line, right=line, top=line, bottom=line)
    sheet.merge_cells("A1:D1")
    sheet["A1"], sheet["A1"].font = "老党员和生活困难党员慰问帮扶统计情况表", Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet["A2"], sheet["C2"] = "填报单位:", "截至日期:"
    for number, label in enumerate(FIGURES, 3):
        sheet.merge_cells(f"A{number}:C{number}")
        sheet[f"A{number}"], sheet[f"D{number}"].border = label, border
    sheet["A12"], sheet["D12"] = "名单金额合计(元)", f"=SUM(D{LIST_FROM}:D{LIST_FROM + 59})"
    for letter, (label, _) in LISTED.items():
        sheet[f"{letter}{LIST_FROM - 1}"] = label
        for row in range(LIST_FROM - 1, LIST_FROM + 60):
            sheet[f"{letter}{row}"].border = border
    for letter, width in (("A", 8), ("B", 16), ("C", 24), ("D", 16)):
        sheet.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def map_city_sheet(office: Office) -> None:
    clerk = office.user(Role.CASEWORKER)
    template = foreign.upload_template(
        name="市局慰问帮扶统计表", filename="慰问帮扶统计情况表.xlsx", data=city_sheet(), by=clerk
    )
    places = {"B2": "about.issuer", "D2": "about.as_of"}
    places |= {f"D{number}": content for number, content in enumerate(FIGURES.values(), 3)}
    places |= {f"{letter}{LIST_FROM}": f"person.{key}" for letter, (_, key) in LISTED.items()}
    for address, content in places.items():
        foreign.map_cell(template=template, sheet=SHEET, address=address, content=content, by=clerk)


def issue_last_year(office: Office, *, year: int) -> None:
    issue_form(bureau=office.bureau, year=year, by=office.user(Role.SECTION_HEAD))
