from __future__ import annotations

from voiceapp.offline.stories import STORIES

CHARACTERS_PER_S = 15


def test_every_story_lasts_longer_than_a_minute_and_less_than_two() -> None:
    assert len(STORIES) == 2
    for story in STORIES:
        assert 60 < len(story) / CHARACTERS_PER_S < 120


def test_stories_are_speakable() -> None:
    for story in STORIES:
        assert story.isascii()
        assert "  " not in story
        assert story.endswith("That is the end of the story.")
