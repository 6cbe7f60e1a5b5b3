"""What a response cost, as the service would count it, roughly.

Rules of thumb of the vendor's guide: user sound 1 token per 100 ms, assistant sound 1 per 50 ms; text is
taken as 4 characters a token. Every response pays for the whole context again; what an earlier response
has already read is cached, in steps of 64.
"""

from __future__ import annotations

from collections.abc import Iterable

from voiceapp.offline.conversation import Entry
from voiceapp.pcm import ms_of_frames
from voiceapp.protocol.objects import CachedTokens, InputTokens, OutputTokens, Usage
from voiceapp.protocol.wire import known

USER_MS_PER_TOKEN = 100
ASSISTANT_MS_PER_TOKEN = 50
CACHE_STEP_TOKENS = 64


def text_tokens(text: str) -> int:
    """Return about how many tokens a text has."""
    return -(-len(text) // 4)


def sound_tokens(frames: int, ms_per_token: int) -> int:
    """Return how many tokens that much sound has."""
    return -(-ms_of_frames(frames) // ms_per_token)


def tokens_of(entry: Entry) -> tuple[int, int]:
    """Return an item's tokens as (text, sound)."""
    item = entry.item
    text = " ".join(
        (
            known(item.name, ""),
            known(item.arguments, ""),
            known(item.output, ""),
            *(known(part.text, "") for part in entry.content),
        )
    ).strip()
    is_assistant = entry.role == "assistant"
    written = text_tokens(text) + (text_tokens(entry.said) if is_assistant else 0)
    ms_per_token = ASSISTANT_MS_PER_TOKEN if is_assistant else USER_MS_PER_TOKEN
    return written, sum(sound_tokens(frames, ms_per_token) for frames in entry.frames.values())


def usage_of(
    *, instructions: str, context: Iterable[Entry], output: Iterable[Entry], read_before: int
) -> Usage:
    """Return the usage of one response; `read_before` is the input of the last one, which is cached."""
    text, sound = text_tokens(instructions), 0
    for entry in context:
        entry_text, entry_sound = tokens_of(entry)
        text += entry_text
        sound += entry_sound
    cached = min(text + sound, read_before) // CACHE_STEP_TOKENS * CACHE_STEP_TOKENS
    cached_text = min(cached, text)
    out_text, out_sound = 0, 0
    for entry in output:
        entry_text, entry_sound = tokens_of(entry)
        out_text += entry_text
        out_sound += entry_sound
    return Usage(
        total_tokens=text + sound + out_text + out_sound,
        input_tokens=text + sound,
        output_tokens=out_text + out_sound,
        input_token_details=InputTokens(
            text_tokens=text,
            audio_tokens=sound,
            image_tokens=0,
            cached_tokens=cached,
            cached_tokens_details=CachedTokens(
                text_tokens=cached_text, audio_tokens=cached - cached_text, image_tokens=0
            ),
        ),
        output_token_details=OutputTokens(text_tokens=out_text, audio_tokens=out_sound),
    )
