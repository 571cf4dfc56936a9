"""What tests of services share."""

import shutil

import pytest

from core.services import house as building
from tests.conftest import ROOT
from tests.remembering import START, Cast


@pytest.fixture
def cast(settings, tmp_path, valkey):
    """A house of its own campaign files, so that a test may change them."""
    folder = tmp_path / "campaigns"
    shutil.copytree(ROOT / "campaigns", folder)
    house = building.build(settings.model_copy(update={"campaigns_dir": folder}))
    made = Cast(house)
    made.turn(START)
    yield made
    house.db.close()
