"""What a roster's words on health say: the kind of illness, and the words that go to the notes as they were written.

A grave kind is never guessed: it is taken from a name that is nothing else, in a cell of which every word is known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from office.identifiers.codes import cell_text, is_unknown, plain
from office.resources import spellings
from registry.choices import SERIOUS_ILLNESSES, IllnessKind
from registry.imports.columns import ILLNESSES, SELF_CARE

# Chronic: the groups of 《中国防治慢性病中长期规划(2017—2025年)》(国办发〔2017〕12号), whose usual names these are.
# Cancer: ICD-10 C00–C97 and C81–C96. Mental: the six of 《严重精神障碍管理治疗工作规范(2018年版)》.
NAMES = spellings(
    {
        IllnessKind.CHRONIC: (
            "高血压 高血脂 高血脂症 高脂血症 血脂高 血压高 高尿酸 高尿酸血症 痛风 糖尿病 血糖高 高血糖 冠心病 心脏病 "
            "心律失常 心律不齐 房颤 心房颤动 早搏 心绞痛 动脉硬化 动脉粥样硬化 脑动脉硬化 心肌缺血 脑供血不足 "
            "颈动脉斑块 静脉曲张 脑萎缩 支气管炎 气管炎 老慢支 慢支 哮喘 支气管哮喘 肺气肿 慢阻肺 肺心病 矽肺 尘肺 "
            "胃病 胃炎 胃溃疡 十二指肠溃疡 胆囊炎 胆结石 肾结石 脂肪肝 乙肝 肝炎 肾炎 肾病 前列腺增生 前列腺炎 "
            "关节炎 风湿 类风湿 类风湿关节炎 风湿性关节炎 骨质疏松 骨质增生 颈椎病 腰椎病 腰椎间盘突出 腰椎间盘突出症 "
            "肩周炎 股骨头坏死 白内障 青光眼 黄斑变性 甲亢 甲减 甲状腺结节 贫血 神经衰弱 失眠 癫痫"
        ),
        IllnessKind.CANCER: (
            "肺癌 胃癌 肝癌 肠癌 结肠癌 直肠癌 结直肠癌 食管癌 食道癌 贲门癌 胰腺癌 胆管癌 胆囊癌 肾癌 膀胱癌 前列腺癌 "
            "乳腺癌 宫颈癌 子宫癌 子宫内膜癌 卵巢癌 鼻咽癌 喉癌 甲状腺癌 皮肤癌 舌癌 骨癌 脑癌 白血病 淋巴癌 "
            "恶性淋巴瘤 多发性骨髓瘤"
        ),
        IllnessKind.PARALYSIS: "偏瘫 截瘫 全瘫 高位截瘫 半身不遂 半身瘫痪 全身瘫痪 下肢瘫痪 双下肢瘫痪",
        IllnessKind.MENTAL: "精神分裂症 精神分裂 分裂情感性障碍 偏执性精神病 双相障碍 双相情感障碍",
    }
)
# Grave in one stage and not in another, or in one list and not in the next: chronic, and somebody looks.
MAYBE_GRAVE = frozenset(
    "尿毒症 肾衰竭 肾功能衰竭 肾功能不全 心衰 心力衰竭 心功能不全 心肌梗死 心肌梗塞 心梗 脑梗 脑梗死 脑梗塞 "
    "脑出血 脑溢血 中风 脑中风 脑卒中 中风后遗症 脑梗后遗症 肝硬化 帕金森 帕金森病 老年痴呆 老年痴呆症 阿尔茨海默病 "
    "阿尔茨海默症 抑郁 抑郁症 焦虑症 系统性红斑狼疮 红斑狼疮".split()
)
NEVER = frozenset("无 没有 否认 否 未".split())  # beside a name they may mean either
PARTS = re.compile(r"[、,;。+&/|\s]+|合并|伴有|伴|以及|及|和")
BEFORE = re.compile(r"^(?:患有|患|有|长期|轻度|中度|重度|老年性|老年|原发性|(?:[12]|I{1,2})型|[0-9]+[.、])")
BEHIND = re.compile(r"(?:病史|病|症|史|多年|[0-9一二三四五六七八九十]+余?年|(?:[0-9]|I{1,3})级|[0-9]期|极?高危)$")
LONGEST_NAME = 30
ILL: dict[str, IllnessKind] = {str(kind.label): kind for kind in IllnessKind} | ILLNESSES


@dataclass(frozen=True)
class Said:
    """What a cell says: the kind (None: it cannot be told), the words for the notes, and what somebody must look at."""

    kind: IllnessKind | None = None
    words: str = ""
    maybe_grave: bool = False


def understand(cell: Any) -> Said:
    """Return what a cell says of a person's health. Never refuses. Rule: R-600."""
    if is_unknown(cell):
        return Said()
    text = plain(cell)
    whole = re.sub(r"\s", "", text).casefold()
    if whole in ILL:
        return Said(ILL[whole])
    words = cell_text(cell).replace("\r\n", "\n").strip()
    parts = [whole] if whole in NAMES else [part for part in PARTS.split(text) if part]
    maybe_grave = any(name in text for name in MAYBE_GRAVE)
    if any(part in NEVER for part in parts):
        return Said(None, words, maybe_grave)
    return Said(_kind_of([(part, _kind(part)) for part in parts]), words, maybe_grave)


def together(kind: Said, notes: Said) -> Said:
    """Return what two cells say together: a good state of health takes nothing from an illness that is named."""
    says_nothing_ill = kind.kind in (None, IllnessKind.NONE)
    words = "\n".join(dict.fromkeys(said.words for said in (kind, notes) if said.words))
    graver = not says_nothing_ill and notes.kind in SERIOUS_ILLNESSES and kind.kind not in SERIOUS_ILLNESSES
    chosen = notes.kind if says_nothing_ill and notes.kind is not None else kind.kind
    return Said(chosen, words, kind.maybe_grave or notes.maybe_grave or graver)


def _kind_of(parts: Sequence[tuple[str, IllnessKind | None]]) -> IllnessKind | None:
    """Return the one kind that the parts of a cell make: a grave one, else the first illness, else none at all."""
    kinds = [kind for _, kind in parts if kind is not None]
    grave = next((kind for kind in kinds if kind in SERIOUS_ILLNESSES), None)
    if grave is not None:
        return grave if all(kind is not None or part in SELF_CARE for part, kind in parts) else None
    ill = next((kind for kind in kinds if kind != IllnessKind.NONE), None)
    return ill or (IllnessKind.NONE if kinds and len(kinds) == len(parts) else None)


def _kind(part: str) -> IllnessKind | None:
    """Return the kind a name stands for; grave ones are taken as they stand, the others without what goes with them."""
    if kind := NAMES.get(part) or ILL.get(part):
        return kind
    bare = re.sub(r"\([^()]*\)", "", part)
    while len(bare) <= LONGEST_NAME:
        if bare.startswith("慢性") or bare in MAYBE_GRAVE or NAMES.get(bare) == IllnessKind.CHRONIC:
            return IllnessKind.CHRONIC
        shorter = BEHIND.sub("", BEFORE.sub("", bare))
        if shorter == bare:
            return None
        bare = shorter
    return None
