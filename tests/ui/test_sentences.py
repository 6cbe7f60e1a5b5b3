from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from tests.ui import pseudo
from tests.ui_tools import settle
from voiceapp.ui.language import Language, speak
from voiceapp.ui.sentences import translated


@pytest.fixture
def japanese() -> Iterator[None]:
    before = QLocale()
    speak(Language.JAPANESE)
    yield
    speak(Language.ENGLISH)
    QLocale.setDefault(before)
    settle()


SENTENCES = (
    "The connection was lost.",
    "The microphone “Rig. One” is not there now. Plug it in or choose another.",
    "The connection was lost for 12 s. The first 3 s of what you said meanwhile are missing.",
    "api.openai.com has a problem of its own (HTTP 503). Trying again in 4 s.",
    "Something the service said. It may be long!",
    "",
    "the service failed",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_in_english_everything_stays_as_it_is(sentence: str) -> None:
    assert translated(sentence) == sentence


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    ("english", "japanese_words"),
    [
        ("The connection was lost.", "接続が切れました。"),
        ("the service failed", "サービスでエラーが発生しました"),
        # A value stands where it stood, and one that is a word of ours is translated as well.
        (
            "The microphone “Rig” is not there now. Plug it in or choose another.",
            "マイク「Rig」が見つかりません。接続するか、別のものを選んでください。",
        ),
        # Sentences one behind the other are recognised one by one.
        (
            "The connection was lost for 12 s. The first 3 s of what you said meanwhile are missing.",
            "接続が 12 秒間切れていました。その間に話した内容のうち、初めの 3 秒が失われました。",
        ),
        (
            "The connection was lost.\nThe key is kept.",
            "接続が切れました。\nキーを保存しました。",
        ),
        # The service's own words stay, those around them do not.
        ("It objects. The connection was lost.", "It objects. 接続が切れました。"),
        ("A reason of the service.", "A reason of the service."),
        # A place in a file stands before what is wrong there.
        (
            "settings.toml, line 3: there is no setting `foo`.",
            "settings.toml, line 3: `foo` という設定はありません。",
        ),
        (
            "`speed` must be a number from 0.25 to 1.5.",
            "`speed` には次を指定してください: 0.25 から 1.5 までの数値。",
        ),
        ("I said the connection was lost.", "I said the connection was lost."),
    ],
)
def test_sentences_of_ours_are_recognised_with_their_values(english: str, japanese_words: str) -> None:
    assert translated(english) == japanese_words


def test_the_values_of_a_sentence_stay_where_the_sentence_is_translated() -> None:
    with pseudo.Speaking():
        told = translated("api.openai.com has a problem of its own (HTTP 503).")
    assert told == pseudo.pseudo("%1 has a problem of its own (HTTP %2).").replace(
        "%1", "api.openai.com"
    ).replace("%2", "503")


def test_a_text_of_many_sentences_that_are_not_ours_costs_little() -> None:
    text = "Nobody knows this one. " * 200
    assert translated(text) == text
