"""What each act is called on the audit page. Every app adds its own words in `ready()`."""

WORDS: dict[str, str] = {
    "office.account.created": "新建账号",
    "office.account.changed": "修改账号",
    "office.account.password-reset": "重置密码",
    "office.account.password_changed": "修改密码",
    "office.account.preferences": "修改显示设置",
    "office.account.email": "修改单位邮箱",
    "office.calendar-token.made": "生成日历订阅地址",
    "office.calendar-token.revoked": "停用日历订阅地址",
    "office.digest.sent": "发出每日摘要",
    "office.account.opened": "启用账号",
    "office.account.closed": "停用账号",
    "office.account.signed-in": "登录",
    "office.account.sign-in-failed": "登录失败",
    "office.account.signed-out": "退出",
    "office.staffmember.created": "新增工作人员",
    "office.staffmember.changed": "修改工作人员",
    "office.staff.imported": "导入工作人员",
    "office.branch.created": "新增党支部",
    "office.branch.changed": "修改党支部",
    "office.bureau.created": "设立单位",
    "office.bureau.changed": "修改单位资料",
    "office.headcount.saved": "登记在职人数",
    "office.policy.proposed": "提出政策数值",
    "office.policy.confirmed": "确认政策数值",
    "office.policy.refused": "不同意政策数值",
    "office.policytext.created": "登记政策文件",
    "office.policytext.changed": "修改政策文件",
    "office.policytext.scan-seen": "下载政策文件扫描件",
    "office.calendar.saved": "保存放假安排",
    "office.purpose.out-of-hours": "非工作时间查看个人信息",
    "office.refused": "越权操作被拒绝",
    "registry.situation.exported": "导出情况统计",
}


def word(action: str) -> str:
    """Return the act in words; an act without a word of its own reads as its code."""
    return WORDS.get(action, action)
