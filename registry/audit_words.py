"""What each act of the registry is called on the audit page."""

WORDS = {
    "registry.person.created": "新增人员",
    "registry.person.changed": "修改人员资料",
    "registry.person.died": "登记去世",
    "registry.person.death-corrected": "更正去世日期",
    "registry.person.transferred": "登记转出",
    "registry.person.id-revealed": "查看完整身份证号",
    "registry.relative.declared": "申报回避亲属",
    "registry.relative.ended": "撤销亲属申报",
    "registry.survey.recorded": "登记入户调查",
    "registry.survey.sheets-made": "打印入户调查表",
    "registry.stay.recorded": "登记住院",
    "registry.stay.changed": "修改住院记录",
    "registry.people.exported": "导出人员名单(脱敏)",
    "registry.roster.exported": "导出完整花名册",
    "registry.roster.staged": "上传花名册",
    "registry.roster.imported": "导入花名册",
    "registry.roster.discarded": "放弃导入",
    "registry.situation.exported": "导出情况报告",
}
