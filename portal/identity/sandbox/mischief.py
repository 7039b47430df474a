"""The ways in which an identity provider can misbehave, chosen for one sign-in at a time so that tests do not meet."""

from enum import StrEnum


class Mischief(StrEnum):
    """What goes wrong in one sign-in."""

    NONE = "none"
    ERROR = "error"
    OUTAGE = "outage"
    SLOW = "slow"
    WRONG_NONCE = "wrong_nonce"
    WRONG_AUDIENCE = "wrong_audience"
    BAD_SIGNATURE = "bad_signature"
    MISSING_CLAIM = "missing_claim"
    OTHER_PERSON = "other_person"
    OLD_SIGN_IN = "old_sign_in"


WORDS = {
    Mischief.NONE: "Không có lỗi",
    Mischief.ERROR: "Trả về lỗi máy chủ",
    Mischief.OUTAGE: "Ngừng trả lời giữa chừng (503)",
    Mischief.SLOW: "Trả lời rất chậm",
    Mischief.WRONG_NONCE: "Sai nonce",
    Mischief.WRONG_AUDIENCE: "Mã dành cho hệ thống khác",
    Mischief.BAD_SIGNATURE: "Chữ ký hỏng",
    Mischief.MISSING_CLAIM: "Thiếu số định danh",
    Mischief.OTHER_PERSON: "Thông tin của người khác",
    Mischief.OLD_SIGN_IN: "Đăng nhập từ 30 ngày trước",
}
"""What the sign-in page calls each of them."""
