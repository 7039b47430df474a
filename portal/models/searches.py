"""Free-text searches kept under a random id, so that no personal data stands in a URL."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from portal.db import SHARED, Base


class SavedSearch(Base):
    """What someone searched for; the row lapses after a day."""

    __tablename__ = "saved_searches"
    __table_args__ = ({"schema": SHARED},)

    token: Mapped[str] = mapped_column(primary_key=True)
    officer_id: Mapped[UUID | None]
    words: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(index=True)
