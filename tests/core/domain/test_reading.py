"""Every rule, quota, window and reminder of every campaign can be read in plain words."""

from pathlib import Path

import pytest

from core.domain import loading, phrases, reading

ROOT = Path(__file__).resolve().parents[3]
CAMPAIGNS = [
    loading.load(path.read_text(encoding="utf-8"))
    for path in (*sorted((ROOT / "campaigns").glob("*.toml")), ROOT / "tests/campaigns/2025-second.toml")
]


@pytest.mark.parametrize("campaign", CAMPAIGNS, ids=lambda c: c.key)
def test_everything_declared_has_words(campaign):
    for track in campaign.tracks:
        for field in track.fields:
            assert [rule.name for rule in field.rules if reading.rule(rule) == rule.name] == []
        assert phrases.exists(f"declared.starts.{track.starts_by}")
        assert all(phrases.exists(f"declared.whom.{reminder.whom}") for reminder in track.reminders)
    assert all(phrases.exists(f"declared.act.{window.act}") for window in campaign.windows)
    assert all(reading.quota(quota) for quota in campaign.quotas)
    assert phrases.exists(f"declared.operator.{campaign.operator}")


def test_an_item_reads_as_the_notice_has_it():
    track = next(c for c in CAMPAIGNS if c.key == "2024-anhui").by_key["innovation"]
    photos = next(item for item in reading.items(track) if item.number == "A2.15")
    assert photos.must[:2] == ("至少 3 个", "不能重复")
    assert "JPG 格式" in photos.must and "不低于 300dpi" in photos.must and "每个不超过 10 MB" in photos.must
    assert "名称里写明：三视图视角、实际应用" in photos.advised
    videos = next(item for item in reading.items(track) if item.number == "A2.16")
    assert "每个不超过 5 分钟" in videos.must and "画面 1920×1080" in videos.must


def test_quotas_read_as_sentences():
    said = {reading.quota(quota) for campaign in CAMPAIGNS for quota in campaign.quotas}
    assert "每个直属单位至少 1 项" in said
