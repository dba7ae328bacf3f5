"""Ranks (职级) of the tax service before and after 2019, each with the level that makes them comparable.

Retired people keep the titles they retired with, so both systems stand in one list (公务员职务与职级并行规定).
"""

from django.db.models import TextChoices


class Treatment(TextChoices):
    """The level whose treatment somebody enjoys; it may lie above the post held. In rising order."""

    CLERK = "clerk", "科员级及以下"
    TOWNSHIP_DEPUTY = "township_deputy", "乡科级副职"
    TOWNSHIP = "township", "乡科级正职"
    COUNTY_DEPUTY = "county_deputy", "县处级副职"
    COUNTY = "county", "县处级正职"
    BUREAU_DEPUTY = "bureau_deputy", "厅局级副职"
    BUREAU = "bureau", "厅局级正职"
    MINISTRY = "ministry", "省部级"
    WORKER = "worker", "工人"


class Rank(TextChoices):
    CLERK_2 = "clerk_2", "二级科员"
    CLERK_1 = "clerk_1", "一级科员"
    SECTION_4 = "section_4", "四级主任科员"
    SECTION_3 = "section_3", "三级主任科员"
    SECTION_2 = "section_2", "二级主任科员"
    SECTION_1 = "section_1", "一级主任科员"
    RESEARCH_4 = "research_4", "四级调研员"
    RESEARCH_3 = "research_3", "三级调研员"
    RESEARCH_2 = "research_2", "二级调研员"
    RESEARCH_1 = "research_1", "一级调研员"
    INSPECTOR_2 = "inspector_2", "二级巡视员"
    INSPECTOR_1 = "inspector_1", "一级巡视员"
    ENFORCER_2 = "enforcer_2", "二级行政执法员"
    ENFORCER_1 = "enforcer_1", "一级行政执法员"
    LEAD_4 = "lead_4", "四级主办"
    LEAD_3 = "lead_3", "三级主办"
    LEAD_2 = "lead_2", "二级主办"
    LEAD_1 = "lead_1", "一级主办"
    SENIOR_4 = "senior_4", "四级高级主办"
    SENIOR_3 = "senior_3", "三级高级主办"
    SENIOR_2 = "senior_2", "二级高级主办"
    SENIOR_1 = "senior_1", "一级高级主办"
    SUPERVISOR = "supervisor", "督办"
    OLD_CLERK = "old_clerk", "办事员(2019 年前)"
    OLD_MEMBER = "old_member", "科员(2019 年前)"
    OLD_DEPUTY_SECTION = "old_deputy_section", "副主任科员(2019 年前)"
    OLD_SECTION = "old_section", "主任科员(2019 年前)"
    OLD_DEPUTY_RESEARCH = "old_deputy_research", "副调研员(2019 年前)"
    OLD_RESEARCH = "old_research", "调研员(2019 年前)"
    WORKER_JUNIOR = "worker_junior", "初级工"
    WORKER_MIDDLE = "worker_middle", "中级工"
    WORKER_SENIOR = "worker_senior", "高级工"
    TECHNICIAN = "technician", "技师"
    SENIOR_TECHNICIAN = "senior_technician", "高级技师"


_LEVELS = {
    Treatment.CLERK: "clerk_2 clerk_1 enforcer_2 enforcer_1 old_clerk old_member",
    Treatment.TOWNSHIP_DEPUTY: "section_4 section_3 lead_4 lead_3 old_deputy_section",
    Treatment.TOWNSHIP: "section_2 section_1 lead_2 lead_1 old_section",
    Treatment.COUNTY_DEPUTY: "research_4 research_3 senior_4 senior_3 old_deputy_research",
    Treatment.COUNTY: "research_2 research_1 senior_2 senior_1 old_research",
    Treatment.BUREAU_DEPUTY: "inspector_2 supervisor",
    Treatment.BUREAU: "inspector_1",
    Treatment.WORKER: "worker_junior worker_middle worker_senior technician senior_technician",
}
LEVEL_OF_RANK: dict[str, Treatment] = {rank: level for level, ranks in _LEVELS.items() for rank in ranks.split()}
