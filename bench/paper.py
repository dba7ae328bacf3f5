"""The publicity list of 46 rows: as the site prints it, and its table through WeasyPrint alone."""

from datetime import datetime
from decimal import Decimal
from html import escape

from office import clock

ROWS = 46
BARE_STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
body { font-family: "office-fangsong", "Noto Serif CJK SC"; font-size: 10.5pt }
table { border-collapse: collapse; width: 100% }
th, td { border: 0.5pt solid; padding: 3pt }
"""


def content():
    import supportdesk.wsgi  # noqa: F401  (what was loaded is put out of the way of collections, as in the server)
    from funds.publicity import Part, PublicityList, Row

    names = "陈志强 李桂兰 王建国 赵淑芳 孙德明 周玉珍 吴长庚 郑素梅 冯春桃 蒋文彬".split()
    rows = [
        Row(n, names[n % 10], f"离退休第{n % 3 + 1}党支部", "退休", "一次性救助", 1, Decimal(500 + n), "节日慰问经费")
        for n in range(1, ROWS + 1)
    ]
    halves = [Part("节日慰问经费", rows[:30]), Part("困难帮扶专项", rows[30:])]
    return PublicityList(2026, "新山县税务局", "人事教育股", ROWS, halves)


class Ours:
    def __init__(self) -> None:
        self.content = content()

    def paper(self) -> None:
        from funds.documents_publicity import list_pdf

        list_pdf(self.content, issued_at=datetime(2026, 12, 31, 10, tzinfo=clock.SHANGHAI))


class Bare:
    """Draws the same cells in the same font, without official layout, checks or archival format."""

    def __init__(self) -> None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        from funds.documents_publicity import SHEET_COLUMNS
        from office.documents.fonts import font_faces

        self.fonts = FontConfiguration()
        self.style = CSS(string=font_faces() + BARE_STYLE, font_config=self.fonts)
        lines = [[column.header for column in SHEET_COLUMNS]]
        for part in content().parts:
            lines += [[r.number, r.name, r.branch, r.kind, r.way, r.times, r.amount, r.source] for r in part.rows]
            lines.append(["小计", "", "", "", "", part.times, part.subtotal, part.source])
        rows = ["".join(f"<td>{escape(str(cell))}</td>" for cell in line) for line in lines]
        self.html = (
            f"<table><thead><tr>{rows[0]}</tr></thead><tbody><tr>{'</tr><tr>'.join(rows[1:])}</tr></tbody></table>"
        )

    def paper(self) -> None:
        from weasyprint import HTML

        HTML(string=self.html).write_pdf(stylesheets=[self.style], font_config=self.fonts)
