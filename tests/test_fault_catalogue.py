"""Every row of the catalogue is met in virtual time: what is said, what is tried, and that it goes on."""

from __future__ import annotations

import pytest

from tests.fault_catalogue import HTTP_ROWS, ROWS, After, Row
from tests.fault_scenarios import go_on, meet, told
from tests.link_servers import connect
from tests.offline.scripted import EchoAssistant, ScriptedEars, ToneVoice
from voiceapp.dialogue import commands as c
from voiceapp.dialogue import inputs as i
from voiceapp.dialogue.snapshot import Phase
from voiceapp.errors import HandshakeRefused
from voiceapp.offline.server import OfflineServer
from voiceapp.protocol.dialect import GA, PREVIEW, Dialect
from voiceapp.simulation import Simulation


def attempts(s: Simulation) -> int:
    return sum(isinstance(command, c.OpenLink) for _, command in s.record.commands)


@pytest.mark.parametrize("dialect", [GA, PREVIEW], ids=lambda one: one.name)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_goes_wrong_is_said_and_the_conversation_goes_on(row: Row, dialect: Dialect) -> None:
    s, picture = meet(row, dialect)
    tried = attempts(s)
    match row.after:
        case After.RETRIED:
            assert picture.phase is Phase.RECONNECTING
            s.run(row.wait_ms - 500)
            assert attempts(s) == tried
            s.run(700)
            assert attempts(s) == tried + 1
        case After.RENEWED:
            assert picture.banner is None
            assert tried == 2
        case After.STOPPED:
            assert picture.banner is not None
            assert picture.banner.can_retry
            s.run(5_000)  # the first repetition would come after 1 s
            assert attempts(s) == tried
            s.post(i.ReconnectRequested(s.clock.now_ns()))
        case After.LEFT:
            s.post(i.NewConversationRequested(s.clock.now_ns()))
        case After.GOES_ON:
            assert tried == 1
            assert row.says or told(picture) == []
    go_on(s)
    assert s.record.failures == []
    assert s.record.mistakes == []


@pytest.mark.parametrize("row", HTTP_ROWS, ids=lambda row: row.name)
async def test_http_answer_is_the_same_over_a_real_socket(row: Row) -> None:
    assert row.server.refuse is not None
    async with OfflineServer(row.server, ScriptedEars(), ToneVoice(), new_assistant=EchoAssistant) as server:
        with pytest.raises(HandshakeRefused) as refusal:
            await connect(f"ws://127.0.0.1:{server.port}/openai/v1/realtime?model=talk")

    found = refusal.value
    assert found.status == row.server.refuse.status
    assert found.retry is (row.after is After.RETRIED)
    assert found.retry_after_ms in (None, row.wait_ms)
