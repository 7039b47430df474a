"""Whose dossier it is, in words: officers and papers read them."""

from pathlib import Path

import pytest

from portal.models import Person
from portal.services.owners import owner_words
from procedures.catalogue import FOLDER
from tests.shipped import cases, sound

PERSON = Person(kind="citizen", full_name="Phạm Thị Nộp", citizen_id="001190000001")


@pytest.mark.parametrize("folder", sorted(FOLDER.glob("*/*/v*"), key=str), ids=lambda path: path.parent.name)
def test_an_owner_is_said_as_the_form_says_the_answers(folder: Path) -> None:
    procedure = sound(folder)
    for case in cases(folder):
        said = owner_words(procedure, case.answers, PERSON)
        for words in filter(None, said.values()):
            assert not set(words) & set("{}[]'"), words
        if procedure.owner.get("address") in case.answers:
            assert said["address"].count(",") >= 2
