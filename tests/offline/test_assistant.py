from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.offline.answer import Answering
from voiceapp.offline.assistant import HINT, NOTHING_HEARD, Assistant, Reply
from voiceapp.offline.grammar import vocabulary
from voiceapp.offline.jokes import JOKES
from voiceapp.offline.small_talk import ABILITIES
from voiceapp.offline.stories import STORIES

WALL = datetime(2026, 11, 20, 14, 5)
TIME = "It is 2:05 PM."
TODAY = "Today is Friday, November 20, 2026."
NAME = "I am the assistant embedded in voiceapp. I run on this computer alone."
PROGRAM = "I am a program, and a small one: I follow rules and know a few things well."
WELL = "I am well, thank you. What can I do for you?"
HELLO = "Hello. What can I do for you?"
WELCOME = "You are welcome."
CHANCE = "I have no coin and no dice: nothing about me is random."
OUTSIDE = "I have no connection to the world outside, so I do not know."
ALARM = "I can set a timer, but no alarm for a time of day."
HOW_LONG = "For how long? Say for example: for 2 minutes."
QUIET = "Okay."

CONVERSATIONS = [
    # -- the clock
    ("what time is it", TIME),
    ("What time is it?", TIME),
    ("um what time is it please", TIME),
    ("can you tell me what time it is", TIME),
    ("hey what's the time", TIME),
    ("do you know what time it is now", TIME),
    ("stop, what time is it", TIME),
    ("what day is it", TODAY),
    ("what day is today", TODAY),
    ("which day of the week is it", "Today is Friday, November 20, 2026."),
    ("tell me the date", TODAY),
    ("what's today's date", TODAY),
    ("what day is tomorrow", "Tomorrow is Saturday, November 21, 2026."),
    ("what day was yesterday", "Yesterday was Thursday, November 19, 2026."),
    ("what year is it", "It is 2026."),
    ("what month is it", "It is November 2026."),
    # -- sums
    ("what is seven times eight", "7 times 8 is 56."),
    ("what is twelve plus thirty", "12 plus 30 is 42."),
    ("stop what is twelve plus thirty", "12 plus 30 is 42."),
    ("wait, what's 12 + 30?", "12 plus 30 is 42."),
    ("twelve plus thirty", "12 plus 30 is 42."),
    ("what's 15% of 80", "15 percent of 80 is 12."),
    ("how much is fifteen percent of eighty", "15 percent of 80 is 12."),
    ("what is two and a half times four", "2.5 times 4 is 10."),
    ("calculate nine minus fourteen", "9 minus 14 is -5."),
    ("what is minus five plus three", "-5 plus 3 is -2."),
    ("what is two plus three times four", "2 plus 3 times 4 is 14."),
    ("a hundred divided by four divided by five", "100 divided by 4 divided by 5 is 5."),
    ("what is ten divided by zero", "Nothing can be divided by zero."),
    ("uh what is one hundred thousand plus one", "100,000 plus 1 is 100,001."),
    ("what is five squared", "5 squared is 25."),
    ("the square root of eighty one", "The square root of 81 is 9."),
    ("two to the power of eight", "2 to the power of 8 is 256."),
    ("7*8=", "7 times 8 is 56."),
    ("(1+2)*3", "(1 plus 2) times 3 is 9."),
    ("what is for times to", "4 times 2 is 8."),
    ("add seven and ate", "7 plus 8 is 15."),
    ("take four away from nine", "9 minus 4 is 5."),
    ("multiply three by three point five", "3 times 3.5 is 10.5."),
    ("half of ninety", "Half of 90 is 45."),
    ("double six", "Double 6 is 12."),
    ("what is ten divided by three", "10 divided by 3 is about 3.3333."),
    ("how much is zero point one plus zero point two", "0.1 plus 0.2 is 0.3."),
    ("nine hundred ninety nine thousand plus one thousand", "999,000 plus 1,000 is 1,000,000."),
    # -- measures
    ("convert five miles to kilometers", "5 miles is about 8.05 kilometers."),
    ("how many feet are in two miles", "2 miles is 10,560 feet."),
    ("how many feet are in to miles", "2 miles is 10,560 feet."),
    ("how many inches are there in a foot", "1 foot is 12 inches."),
    ("how many kilometers is a mile", "1 mile is about 1.61 kilometers."),
    ("twenty degrees celsius in fahrenheit", "20 degrees Celsius is 68 degrees Fahrenheit."),
    (
        "what is a hundred degrees fahrenheit in celsius",
        "100 degrees Fahrenheit is about 37.8 degrees Celsius.",
    ),
    ("ten pounds to kilograms", "10 pounds is about 4.54 kilograms."),
    ("how many ounces in a pound", "1 pound is 16 ounces."),
    ("three liters in gallons", "3 liters is about 0.793 gallons."),
    ("how many cups in a gallon", "1 gallon is 16 cups."),
    ("fifty miles per hour to kilometers per hour", "50 miles per hour is about 80.47 kilometers per hour."),
    ("how many seconds are in an hour", "1 hour is 3,600 seconds."),
    ("how many days are there in a year", "1 year is 365 days."),
    ("what is half a mile in meters", "0.5 miles is about 804.7 meters."),
    ("how much is six feet two inches in centimeters", "6 feet 2 inches is 187.96 centimeters."),
    ("five miles to kilograms", "Miles measure length, kilograms mass: I cannot convert them."),
    # -- entertainment
    ("tell me a joke", JOKES[0]),
    ("please tell me a good joke", JOKES[0]),
    ("stop tell me a joke", JOKES[0]),
    ("make me laugh", JOKES[0]),
    ("do you know any jokes", JOKES[0]),
    ("tell me a story", STORIES[0]),
    ("tell me a long story", STORIES[0]),
    ("could you read me a bedtime story", STORIES[0]),
    ("i want another story", STORIES[0]),
    # -- counting, spelling, repeating
    ("count to five", "1, 2, 3, 4, 5."),
    ("can you count to for please", "1, 2, 3, 4."),
    ("count down from three", "3, 2, 1."),
    ("count from five to seven", "5, 6, 7."),
    ("count backwards from seven to five", "7, 6, 5."),
    ("count to a million", "I count at most 100 numbers at a time."),
    ("spell cat", "C, A, T."),
    ("how do you spell train", "T, R, A, I, N."),
    ("repeat after me the sky is blue", "The sky is blue."),
    ("say what is two plus two", "What is two plus two."),
    ("could you say good night", "Good night."),
    # -- timers
    ("cancel the timer", "No timer is running."),
    ("how much time is left", "No timer is running."),
    ("set a timer", HOW_LONG),
    ("set a timer for two weeks", "I can set a timer for at most 24 hours."),
    ("set an alarm for six a.m.", ALARM),
    ("wake me up at half past six", ALARM),
    # -- about the assistant
    ("what can you do", ABILITIES),
    ("what can I ask you?", ABILITIES),
    ("help", ABILITIES),
    ("help me please", ABILITIES),
    ("can you help me", ABILITIES),
    ("how can you help me", ABILITIES),
    ("show me what you can do", ABILITIES),
    ("who are you", NAME),
    ("what is your name", NAME),
    ("what are you called", NAME),
    ("who built you", "The authors of voiceapp made me."),
    ("are you a human", PROGRAM),
    ("are you an ai", PROGRAM),
    ("how are you", WELL),
    ("hello how are you today", WELL),
    ("how do you do", WELL),
    ("can you hear me", "Yes, I can hear you."),
    ("are you there", "Yes, I am here."),
    ("flip a coin", CHANCE),
    ("roll the dice", CHANCE),
    ("what is the weather like", OUTSIDE),
    ("play some music", "I can neither sing nor play music."),
    # -- manners
    ("hello", HELLO),
    ("hi there", HELLO),
    ("hey", HELLO),
    ("good morning", "Good morning."),
    ("good afternoon", "Good afternoon."),
    ("good evening", "Good evening."),
    ("good night", "Good night."),
    ("thanks", WELCOME),
    ("thank you very much", WELCOME),
    ("many thanks", WELCOME),
    ("goodbye", "Goodbye."),
    ("bye bye", "Goodbye."),
    ("see you tomorrow", "Goodbye."),
    ("yes", "Good. What shall I do?"),
    ("sure", "Good. What shall I do?"),
    ("maybe", "Take your time."),
    ("no", QUIET),
    ("no thanks", QUIET),
    ("okay", QUIET),
    ("stop", QUIET),
    ("Stop!", QUIET),
    ("please stop", QUIET),
    ("stop it", QUIET),
    ("be quiet", QUIET),
    ("shut up", QUIET),
    ("silence", QUIET),
    ("never mind", QUIET),
    ("forget it", QUIET),
    ("that is enough", QUIET),
    ("hold on", QUIET),
    ("stop telling me jokes", QUIET),
    # -- not understood
    ("purple monkey dishwasher", f"I did not understand. I heard: purple monkey dishwasher. {HINT}"),
    ("What is the meaning of life?", f"I did not understand. I heard: What is the meaning of life. {HINT}"),
    ("???", f"I did not understand. {HINT}"),
    ("😀", f"I did not understand. {HINT}"),
    ("   ", NOTHING_HEARD),
    (None, NOTHING_HEARD),
]


def answer(heard: str | None, *, typed: bool = False) -> Reply:
    return Assistant().reply(heard, wall=WALL, typed=typed)


def test_the_table_is_long() -> None:
    assert len({heard for heard, _ in CONVERSATIONS}) >= 140


@pytest.mark.parametrize(("heard", "text"), CONVERSATIONS)
def test_what_is_said_is_answered(heard: str | None, text: str) -> None:
    assert answer(heard) == Reply(text)


def test_it_is_what_the_brain_asks_for() -> None:
    wit: Answering = Assistant()
    assert wit.reply("hello", wall=WALL, typed=True).text == HELLO


def test_a_timer_is_confirmed_now_and_announced_later() -> None:
    assert answer("set a timer for ten seconds") == Reply(
        "Your timer is set for 10 seconds.", 10, "Your timer for 10 seconds is over."
    )


def test_what_was_typed_was_read() -> None:
    assert answer("colorless green ideas", typed=True).text == (
        f"I did not understand. I read: colorless green ideas. {HINT}"
    )


def test_of_a_long_text_only_the_beginning_is_said_back() -> None:
    assert answer("blah " * 1_000).text == f"I did not understand. I heard: {'blah ' * 39}blah… {HINT}"


def test_a_conversation_has_a_memory() -> None:
    wit = Assistant()

    def told(heard: str) -> str:
        return wit.reply(heard, wall=WALL, typed=False).text

    assert told("tell me a story") == STORIES[0]
    assert told("stop what is twelve plus thirty") == "12 plus 30 is 42."
    assert told("another one") == STORIES[1]
    assert told("tell me a joke") == JOKES[0]
    assert told("one more") == JOKES[1]
    assert told("set a timer") == HOW_LONG
    assert told("two minutes") == "Your timer is set for 2 minutes."
    assert told("set another timer for an hour") == "Your second timer is set for 1 hour."
    assert told("cancel all the timers") == "A timer cannot be cancelled yet. The next is over in 2 minutes."
    assert told("what is two minutes in seconds") == "2 minutes is 120 seconds."


def test_two_sessions_do_not_share_a_memory() -> None:
    first, second = Assistant(), Assistant()
    first.reply("tell me a joke", wall=WALL, typed=False)
    assert second.reply("tell me a joke", wall=WALL, typed=False).text == JOKES[0]


def spoken_words() -> st.SearchStrategy[str]:
    """Rows of the words that the recogniser can hear."""
    return st.lists(st.sampled_from(sorted(vocabulary())), max_size=20).map(" ".join)


@given(st.lists(st.text() | spoken_words(), min_size=1, max_size=4), st.booleans())
def test_whatever_is_said_gets_an_answer_that_can_be_spoken(heard: list[str], typed: bool) -> None:
    wit = Assistant()
    for text in heard:
        reply = wit.reply(text, wall=WALL, typed=typed)
        assert 0 < len(reply.text) < 4_000
        assert (reply.timer_s is None) == (reply.timer_text == "")
        assert reply.timer_s is None or 1 <= reply.timer_s <= 24 * 3_600


@given(st.text(alphabet="0123456789+-*/^()%., x²½√milesecondto ", max_size=300))
def test_a_storm_of_signs_gets_an_answer(heard: str) -> None:
    assert answer(heard, typed=True).text
