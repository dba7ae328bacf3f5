"""docs/access.md, written from the access table and the roles' permissions: `python -m tests.access.document`."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, get_resolver

from office.roles import ROLE_PERMISSIONS, Permission, Role
from tests.access.table import ABOVE, LETTERS, TABLE, Line

PATH = Path(__file__).resolve().parent.parent.parent / "docs" / "access.md"
PARTS = {"": "框架", "registry": "人员和统计", "casework": "帮扶", "funds": "资金和公示", "office": "设置"}
P = Permission
WORDS = {
    P.SEE_PEOPLE: "看本局人员的名单和资料",
    P.SEE_ILLNESS: "看疾病、用药和思想状况",
    P.SEE_INCOME: "看收入",
    P.SEE_MINORS: "看家属中未成年人的号码、电话和学校",
    P.SEE_HISTORY: "看资料的修改记录",
    P.EDIT_PEOPLE: "登记和修改人员资料",
    P.REVERSE_DEATH: "撤销登记错人的去世",
    P.REVEAL_ID: "查看整个证件号(留痕)",
    P.IMPORT_ROSTER: "导入花名册",
    P.EXPORT_PEOPLE: "导出名单(号码遮住)",
    P.EXPORT_FULL: "完整导出花名册(留痕)",
    P.PRINT_DOSSIER: "打印一个人的档案(号码遮住,留痕)",
    P.EXTRACT_PERSON: "给本人一份全部信息(留痕)",
    P.SEE_REPORTS: "看统计",
    P.SEE_CASEWORK: "看结对、走访和诉求",
    P.EDIT_CASEWORK: "登记结对、走访和诉求",
    P.ISSUE_PAIRINGS: "下达结对",
    P.CONFIRM_HOURS: "核实和冲销志愿服务时间",
    P.INSPECT: "抽取督查记录,登记检查结果和整改",
    P.LOG_CONTACTS: "登记自己的走访,报告情况",
    P.SEE_RECOGNITION: "看认定和公示",
    P.EDIT_RECOGNITION: "办理认定、公示和异议",
    P.GIVE_OPINION: "提出支部意见",
    P.SIGN: "签批(在权限额度内)",
    P.CONFIRM_PAPER: "核对别人登记的纸质件",
    P.SEE_MONEY: "看资金(财务只看自己管理的来源)",
    P.EDIT_AID: "录入帮扶申请和方案",
    P.CHECK_MONEY: "财务审核",
    P.KEEP_SOURCES: "设立资金来源,登记收入",
    P.PAY: "从自己管理的来源支付",
    P.ISSUE_PUBLICITY: "印发公布名单和年终统计表",
    P.SEE_SETTINGS: "看设置",
    P.EDIT_STAFF: "维护工作人员和党支部",
    P.EDIT_TEXTS: "登记政策文件",
    P.PROPOSE_POLICY: "提出政策数值、标准和审批流程",
    P.CONFIRM_POLICY: "确认政策数值和标准",
    P.SEE_AUDIT: "看审计记录",
    P.EDIT_ACCOUNTS: "管理账号和角色",
    P.EDIT_TECHNICAL: "维护放假安排和技术设置",
}
HEAD = """# 谁能做什么

这一页由 `python -m tests.access.document` 从 `tests/access/table.py` 和 `office/roles.py` 写成,不要手改。
测试按这张表把每个地址、每种请求、每个角色、范围内和范围外都试一遍;多一个地址、少一个地址,测试都不通过。

- 范围:经办人、负责人、局领导是本局;财务是自己管理的资金来源;结对党员是今天与自己结对的人;
  支部书记是本支部的人;审计员是本局和下级局。上级局能看下级局的资料,不能办理。
- 范围外的一律是“没有这一页”(404);范围内但不该自己办的,是“不能办这件事”(403);没有登录的,先去登录。
- 一个人可以有几个角色;审计员和系统管理员不兼任。
"""


def document() -> str:
    """Return the page."""
    parts = [HEAD, "## 各角色的权限\n", _permissions(), "## 每个地址\n", "“读”是打开,“办”是提交。\n"]
    for space, title in PARTS.items():
        lines = [line for line in TABLE if (line.name.rpartition(":")[0]) == space]
        parts += [f"### {title}\n", _addresses(lines)]
    return "\n".join(parts)


def _permissions() -> str:
    rows = [
        [WORDS[permission], *("✓" if permission in ROLE_PERMISSIONS[role] else "" for role in LETTERS.values())]
        for permission in Permission
    ]
    return _table(["权限", *(Role(role).label for role in LETTERS.values())], rows)


def _addresses(lines: list[Line]) -> str:
    routes = dict(_routes(get_resolver().url_patterns))
    rows = [[f"`{routes[line.name]}`", *(_may(line, letter) for letter in [*LETTERS, ABOVE])] for line in lines]
    return _table(["地址", *(Role(role).label for role in LETTERS.values()), "上级局经办人"], rows)


def _may(line: Line, letter: str) -> str:
    if line.public:
        return "不用登录"
    if letter == ABOVE and not line.kind:
        return ""  # a page of one's own bureau
    return "".join(word for word, letters in (("读", line.get), ("办", line.post)) if letter in letters)


def _routes(patterns: list, prefix: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    """Give the name and the address of every view, what it is filled with left out."""
    for pattern in patterns:
        route = prefix + re.sub(r"\(\?P<\w+>[^)]+\)|<[^>]+>", "…", str(pattern.pattern)).strip("^$")
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", route
        else:
            yield from _routes(pattern.url_patterns, route, f"{pattern.namespace}:" if pattern.namespace else space)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")
    django.setup()
    PATH.write_text(document(), encoding="utf-8")
