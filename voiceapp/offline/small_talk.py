"""Manners, and questions about the assistant itself: a table of patterns and answers.

The first pattern that fits answers; those that stand for a whole utterance are anchored at both ends, so
that "stop" alone is an order to be quiet and "stop, what is two plus two" is a sum.
"""

from __future__ import annotations

import re

from voiceapp.offline.utterance import Utterance

ABILITIES = (
    "I can tell the time and the date, work out sums, convert units, set timers, count, spell, "
    "repeat what you say, and tell jokes and stories."
)
QUIET = "Okay."

_SPOKEN_TO = r"(?: (?:there|again|assistant|computer|everybody|everyone|my friend|you))*"


def _table(*rows: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), answer) for pattern, answer in rows)


_ENOUGH = _table(
    (r"^(?:(?:stop|wait|quiet|silence|enough|cancel|pause|halt|no|okay|ok|now|just|hold on|hang on|be quiet"
     r"|shut up|stop (?:it|that|this|now|there)|never ?mind|forget (?:it|about it|that)|quit|skip it"
     r"|(?:that|this) is (?:enough|all)|one moment|just a moment|no more|nothing|not now|leave it"
     r"|no (?:thanks|thank you))(?: |$))+$", QUIET),
    (r"^(?:stop|quit|no more|enough of|enough with)\b.*\b(?:talking|telling|speaking|counting)\b", QUIET),
    (r"^(?:stop (?:the|with|your|that|this)|no more|enough|i do not want|do not)\b.*"
     r"\b(?:talk|speak|tell|stor(?:y|ies)|jokes?)\b", QUIET),
)  # fmt: skip

_ABOUT = _table(
    (r"\bhow are you\b|\bhow do you do\b|\bhow is it going\b|\bhow are things\b"
     r"|\bare you (?:well|okay|ok)\b", "I am well, thank you. What can I do for you?"),
    (r"\bwhat (?:can|could|do) (?:you|i) (?:do|know|ask|say)\b|\bwhat are you able\b|\bhow can you help\b"
     r"|\bshow me what you\b|\bwhat (?:are|is) your (?:skills?|abilities|commands?)\b", ABILITIES),
    (r"^help(?: me)?$|^(?:i need|show) (?:some )?help\b|^what now$", ABILITIES),
    (r"\bwhat(?: is)? your name\b|\bwhat are you called\b|\bwho are you\b|\bwho is (?:this|there|that)\b"
     r"|\bwhat are you$|\bintroduce yourself\b|\bwho am i (?:talking|speaking) (?:to|with)\b",
     "I am the assistant embedded in voiceapp. I run on this computer alone."),
    (r"\bwho (?:made|built|wrote|created|programmed|invented) you\b"
     r"|\bwho is your (?:maker|author|creator)\b", "The authors of voiceapp made me."),
    (r"\bare you (?:a |an )?(?:human|person|robot|real|computer|machine|program|ai|a i|alive|man|woman)\b",
     "I am a program, and a small one: I follow rules and know a few things well."),
    (r"\bhow old are you\b|\bwhere are you\b|\bwhere do you live\b",
     "I live in this program, on this computer."),
    (r"\bdo you (?:listen|record|store|remember|spy)\b", "What you say to me stays on this computer."),
    (r"\b(?:flip|toss|throw) (?:a |the |me a )?coin\b|\bheads or tails\b|\brandom number\b"
     r"|\b(?:roll|throw) (?:a |the |some |two )?(?:die|dice)\b|\bpick a (?:number|card)\b",
     "I have no coin and no dice: nothing about me is random."),
    (r"\b(?:weather|forecast|rain today|raining|news|headlines|stock|shares|traffic)\b",
     "I have no connection to the world outside, so I do not know."),
    (r"^(?:sing|play)\b|\bplay (?:some |a |the )?(?:music|song)\b|\bsing (?:me |us )?(?:a |the )?song\b",
     "I can neither sing nor play music."),
    (r"\bi love you\b|\bwell done\b|\bgood (?:job|bot|boy|girl)\b"
     r"|\byou are (?:great|good|nice|funny|clever|smart|the best|awesome|amazing)\b", "That is kind of you."),
    (r"\byou are (?:stupid|bad|wrong|useless|annoying|an idiot|dumb)\b|\bi hate you\b",
     "I am sorry. I do what I can."),
    (r"^(?:i am )?sorry\b", "No harm done."),
)  # fmt: skip

_MANNERS = _table(
    (rf"^good morning{_SPOKEN_TO}$", "Good morning."),
    (rf"^good (?:afternoon|day){_SPOKEN_TO}$", "Good afternoon."),
    (rf"^good evening{_SPOKEN_TO}$", "Good evening."),
    (rf"^good ?night{_SPOKEN_TO}$|^sleep well$", "Good night."),
    (rf"^(?:hello|hi|hey|howdy|greetings|hiya)(?: (?:hello|hi|hey))*{_SPOKEN_TO}$",
     "Hello. What can I do for you?"),
    (r"\b(?:nice|pleased|good) to meet you\b", "Nice to meet you, too."),
    (r"^(?:good ?bye|bye|see you|so long|farewell|have a (?:good|nice) \w+)"
     r"(?: (?:then|now|later|soon|tomorrow|again|assistant|good ?bye|bye))*$", "Goodbye."),
    (r"^(?:(?:okay|ok|great|good|fine|perfect) )?(?:thanks|thank you|many thanks|cheers)"
     r"(?: (?:a lot|very much|so much|again|assistant|much|for .*|that is all|bye|goodbye))*$",
     "You are welcome."),
    (r"^(?:yes|yeah|yep|yup|sure|of course|certainly|absolutely|right|correct|exactly|indeed)"
     r"(?: (?:yes|sure|of course|right|correct|do|i do|it is))*$", "Good. What shall I do?"),
    (r"^(?:nope|nah|not really|no way|no not really|no it is not|no i do not|wrong)$", "All right."),
    (r"^(?:maybe|perhaps|i do not know|not sure|i am not sure)$", "Take your time."),
    (r"^(?:alright|all right|fine|good|great|nice|cool|perfect|wonderful|interesting|i see|wow|ha ha"
     r"|haha|very (?:good|nice|funny)|that (?:is|was) (?:good|nice|great|funny|fine))$", "Good."),
    (r"^i am (?:fine|well|good|okay|ok|great|very well)(?: (?:and you|thank you|thanks))*$",
     "I am glad to hear that."),
    (r"^(?:testing |test |check |mic check )*(?:test|testing|check|one two|one two three)$",
     "I am receiving you."),
    (r"^(?:assistant|computer|voice ?app)$|\bare you (?:there|listening|awake|still there)\b"
     r"|^anybody (?:there|home)$", "Yes, I am here."),
)  # fmt: skip
_HEARS_ME = re.compile(
    r"\b(?:can|do) you (?:still )?hear me\b|\bdo you understand(?: me)?\b|\bcan you understand me\b"
)


def enough_answer(said: Utterance) -> str | None:
    """Answer an order to be quiet, as briefly as possible."""
    return _first(_ENOUGH, said.text)


def small_talk_answer(said: Utterance, *, typed: bool) -> str | None:
    """Answer a greeting, thanks, or a question about the assistant; None for anything else."""
    if _HEARS_ME.search(said.text):
        return "Yes, I can read you." if typed else "Yes, I can hear you."
    for text in (said.text, said.core):
        answer = _first(_ABOUT, text) or _first(_MANNERS, text)
        if answer is not None:
            return answer
    return None


def _first(table: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str | None:
    return next((answer for pattern, answer in table if pattern.search(text)), None)
