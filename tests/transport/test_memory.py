"""The network in virtual time: late, standing still, breaking, but never out of order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceapp.clock import ManualClock
from voiceapp.errors import HandshakeRefused, LinkLost
from voiceapp.protocol.client_events import ClientEvent, InputAudioAppend, InputAudioCommit
from voiceapp.protocol.codec import ClientMistake
from voiceapp.protocol.objects import Item
from voiceapp.protocol.server_events import ItemAdded, ServerEvent, SpeechStarted, Unrecognised
from voiceapp.protocol.wire import ItemId
from voiceapp.transport.credentials import NoCredentials
from voiceapp.transport.endpoint import Endpoint, parse_endpoint
from voiceapp.transport.memory import MemoryLink, MemoryNetwork, ServerEnd

GA_ENDPOINT = parse_endpoint("ws://localhost:9/v1/realtime")
PREVIEW_ENDPOINT = parse_endpoint(
    "ws://localhost:9/openai/realtime?api-version=2025-04-01-preview&deployment=d"
)


class Ends:
    """Both ends of one link, and when each heard what."""

    def __init__(self, network: MemoryNetwork) -> None:
        self.network = network
        self.client: list[tuple[int, ServerEvent]] = []
        self.server: list[tuple[int, ClientEvent | ClientMistake]] = []
        self.lost: list[LinkLost] = []
        network.accepted = self.accepted

    def accepted(self, end: ServerEnd) -> None:
        end.on_client = lambda at_ns, event: self.server.append((at_ns // 1_000_000, event))

    async def connect(self, clock: ManualClock, endpoint: Endpoint = GA_ENDPOINT) -> MemoryLink:
        return await self.network.open_link(
            endpoint,
            NoCredentials(),
            clock,
            lambda at_ns, event: self.client.append((at_ns // 1_000_000, event)),
            self.lost.append,
        )


def run_until_quiet(network: MemoryNetwork, clock: ManualClock) -> None:
    while (due_ns := network.next_due_ns()) is not None:
        clock.advance_to(due_ns)
        network.run_due()


def speech(ms: int) -> SpeechStarted:
    return SpeechStarted(audio_start_ms=ms, item_id=ItemId("i"))


async def test_each_way_has_its_own_delay() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock, up_ms=30, down_ms=70)
    ends = Ends(network)
    link = await ends.connect(clock)

    link.send_nowait(InputAudioCommit())
    network.server_ends[0].send(speech(1))
    network.run_due()
    assert (ends.client, ends.server) == ([], [])
    run_until_quiet(network, clock)

    assert [at_ms for at_ms, _ in ends.server] == [30]
    assert [at_ms for at_ms, _ in ends.client] == [70]


async def test_delay_that_shrinks_lets_nobody_overtake() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock, down_ms=100)
    ends = Ends(network)
    await ends.connect(clock)

    network.server_ends[0].send(speech(1))
    network.down_ms = 10
    network.server_ends[0].send(speech(2))
    run_until_quiet(network, clock)

    assert ends.client == [(100, speech(1)), (100, speech(2))]


async def test_stall_holds_everything_and_loses_nothing() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock, up_ms=10, down_ms=10)
    ends = Ends(network)
    link = await ends.connect(clock)

    network.stall(ms=500)
    link.send_nowait(InputAudioCommit())
    network.server_ends[0].send(speech(1))
    clock.advance(ms=499)
    network.run_due()
    assert link.statistics().lag_ms == 499
    assert link.statistics().queue_events == 1
    run_until_quiet(network, clock)

    assert [at_ms for at_ms, _ in ends.server + ends.client] == [500, 500]


async def test_drop_loses_what_is_on_its_way_both_ways() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock, up_ms=30, down_ms=70)
    ends = Ends(network)
    link = await ends.connect(clock)
    link.send_nowait(InputAudioCommit())
    network.server_ends[0].send(speech(1))

    network.server_ends[0].drop()
    run_until_quiet(network, clock)

    assert (ends.client, ends.server) == ([], [])
    assert [lost.code for lost in ends.lost] == [1006]
    assert clock.now_ns() == 70_000_000


async def test_refused_attempts_come_first() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock)
    ends = Ends(network)
    network.refusals.append(HandshakeRefused("Too many.", status=429, retry=True))

    with pytest.raises(HandshakeRefused, match="Too many"):
        await ends.connect(clock)
    link = await ends.connect(clock)

    assert link.is_open
    assert len(network.server_ends) == 1


async def test_stall_that_lasts_too_long_means_too_slow() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock)
    ends = Ends(network)
    link = await ends.connect(clock)
    network.stall(ms=60_000)

    for _ in range(100):
        link.send_nowait(InputAudioAppend(audio=bytes(48_000)))

    assert [lost.sentence for lost in ends.lost] == [
        "The connection to localhost is too slow for a conversation."
    ]
    assert 4_000_000 < link.statistics().queue_bytes_high <= 4 * 1024 * 1024


async def test_events_ten_seconds_old_mean_too_slow() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock)
    ends = Ends(network)
    link = await ends.connect(clock)
    network.stall(ms=60_000)
    link.send_nowait(InputAudioCommit())
    clock.advance(ms=10_000)
    link.send_nowait(InputAudioCommit())
    assert link.is_open

    clock.advance(ms=1)
    link.send_nowait(InputAudioCommit())

    assert [lost.details for lost in ends.lost] == ["72 bytes unsent for 10001 ms"]


async def test_frames_are_those_of_the_dialect() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock)
    ends = Ends(network)
    await ends.connect(clock, PREVIEW_ENDPOINT)

    network.server_ends[0].send(ItemAdded(item=Item(type="message", id=ItemId("i"), role="user", content=())))
    run_until_quiet(network, clock)

    # Preview announces an item once, under its own name.
    assert [type(event).__name__ for _, event in ends.client] == ["ItemCreated"]


async def test_mistake_of_a_client_reaches_the_server_as_one() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock)
    ends = Ends(network)
    await ends.connect(clock)

    network.server_ends[0].up.put('{"type":"nonsense"}', 0)
    run_until_quiet(network, clock)

    assert isinstance(ends.server[0][1], ClientMistake)


async def test_two_links_of_one_network_do_not_mix() -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock)
    ends = Ends(network)
    first = await ends.connect(clock)
    second = await ends.connect(clock)

    network.server_ends[0].close(1011)
    run_until_quiet(network, clock)

    assert (first.is_open, second.is_open) == (False, True)


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["say", "down", "stall", "wait"]), st.integers(min_value=0, max_value=300)),
        max_size=30,
    )
)
async def test_order_survives_every_weather(steps: list[tuple[str, int]]) -> None:
    clock = ManualClock()
    network = MemoryNetwork(clock)
    ends = Ends(network)
    await ends.connect(clock)
    said = 0
    for step, ms in steps:
        match step:
            case "say":
                said += 1
                network.server_ends[0].send_frame(f'{{"type":"n.{said}"}}')
            case "down":
                network.down_ms = ms
            case "stall":
                network.stall(ms=ms)
            case _:
                clock.advance(ms=ms)
                network.run_due()
    run_until_quiet(network, clock)

    heard = [event.type for _, event in ends.client if isinstance(event, Unrecognised)]
    assert heard == [f"n.{index + 1}" for index in range(said)]
