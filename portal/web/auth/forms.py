"""The form with which an officer signs in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal.web.language import N_

LONGEST = 200
SHORT = Length(max=LONGEST, message=N_("Chữ bạn nhập dài quá. Bạn cần nhập lại."))


class OfficerSignIn(FlaskForm):  # type: ignore[misc]
    """User name and password; which of the two is wrong is never told."""

    username = StringField(N_("Tên đăng nhập"), [InputRequired(N_("Bạn cần nhập tên đăng nhập.")), SHORT])
    password = PasswordField(N_("Mật khẩu"), [InputRequired(N_("Bạn cần nhập mật khẩu.")), SHORT])
