"""What each act of the registry is called on the audit page."""

WORDS = {
    "registry.person.created": "新增人员",
    "registry.person.changed": "修改人员资料",
    "registry.person.died": "登记去世",
    "registry.person.death-corrected": "更正去世日期",
    "registry.person.death-reversed": "撤销去世登记",
    "registry.death.task": "登记丧事办理",
    "registry.obituary.made": "打印讣告",
    "registry.person.returned": "登记转回",
    "registry.person.transferred": "登记转出",
    "registry.person.id-revealed": "查看完整身份证号",
    "registry.dossier.printed": "打印帮扶档案",
    "registry.people.bulk-reveal": "查看多人完整证件号",
    "registry.person.seen": "打开本人页面",
    "registry.relative.declared": "申报回避亲属",
    "registry.relative.ended": "撤销亲属申报",
    "registry.survey.recorded": "登记入户调查",
    "registry.survey.sheets-made": "打印入户调查表",
    "registry.stay.recorded": "登记住院",
    "registry.stay.changed": "修改住院记录",
    "registry.record.added": "登记电话、住址、评估、救助、受灾",
    "registry.record.changed": "修改电话、住址、评估、救助、受灾",
    "registry.record.withdrawn": "撤销电话、住址、评估、救助、受灾",
    "registry.paper.added": "上传照片或材料",
    "registry.paper.scan-seen": "打开材料",
    "registry.paper.withdrawn": "撤销照片或材料",
    "registry.people.exported": "导出人员名单(脱敏)",
    "registry.roster.exported": "导出完整花名册",
    "registry.roster.staged": "上传花名册",
    "registry.roster.imported": "导入花名册",
    "registry.roster.discarded": "放弃导入",
    "registry.situation.exported": "导出情况报告",
}

# Acts for which a purpose was asked.
PURPOSED = {
    "registry.people.exported",
    "registry.roster.exported",
    "registry.people.bulk-reveal",
    "registry.dossier.printed",
}
