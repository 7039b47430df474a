"""The groups of data of the population register, and what became of a question to it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from portal.web.language import N_
from procedures.population import Group

GROUPS: Final[Mapping[str, str]] = {
    Group.NAME: N_("họ, chữ đệm và tên"),
    Group.BIRTH_DATE: N_("ngày sinh"),
    Group.SEX: N_("giới tính"),
    Group.BIRTH_REGISTRATION: N_("nơi đăng ký khai sinh"),
    Group.HOMETOWN: N_("quê quán"),
    Group.ETHNICITY: N_("dân tộc"),
    Group.RELIGION: N_("tôn giáo"),
    Group.NATIONALITY: N_("quốc tịch"),
    Group.MARITAL_STATUS: N_("tình trạng hôn nhân"),
    Group.RESIDENCE: N_("nơi thường trú, nơi ở hiện tại"),
    Group.BLOOD_GROUP: N_("nhóm máu"),
    Group.RELATIVES: N_("cha, mẹ, vợ, chồng"),
    Group.HOUSEHOLD: N_("chủ hộ và quan hệ với chủ hộ"),
    Group.DEATH: N_("ngày chết hoặc mất tích"),
}
OUTCOMES: Final[Mapping[str, str]] = {
    "waiting": N_("đang hỏi"),
    "answered": N_("đã trả lời"),
    "nothing": N_("không có dữ liệu"),
    "unavailable": N_("không trả lời"),
    "refused": N_("từ chối trả lời"),
    "broken": N_("trả lời không dùng được"),
    "late": N_("trả lời chậm, không dùng"),
}
