"""What holds for every test; the guards themselves are in `guards.py`.

* A log record at WARNING or above that the test did not announce fails it. Announce it with
  `@pytest.mark.expects_log("pattern")`; a test that takes `caplog` looks for itself.
* Only loopback may be reached from this process; an attempt fails the test, even if the code swallows the
  error.
* Hypothesis tries the same examples on every machine.
* A window that a test leaves open goes with it.
* What takes long, a wheel, a bundle, the demo and hundreds of conversations, happens beside the other tests and
  is judged last.
* Settings, keys and folders of whoever runs the tests are out of sight, and Qt draws offscreen.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Generator
from typing import Any

import hypothesis
import pytest

from tests.fuzzing import FACTOR
from tests.guards import NETWORK_GUARD, LogGuard, close_windows, collect_garbage, hide_the_person, judge_logs
from tests.packages import Workshop
from tests.performance import Performance
from tests.seeded_crew import Crew

WORKSHOP = Workshop()
CREW = Crew()
PERFORMANCE = Performance()

hypothesis.settings.register_profile(
    "voiceapp", derandomize=True, deadline=None, print_blob=True, max_examples=100 * FACTOR
)
hypothesis.settings.load_profile("voiceapp")


def pytest_configure(config: pytest.Config) -> None:
    """Set the stage before any test module is imported."""
    folder = tempfile.TemporaryDirectory(prefix="voiceapp-tests-")
    config.add_cleanup(folder.cleanup)
    hide_the_person(folder.name)
    sys.addaudithook(NETWORK_GUARD.hook)
    config.add_cleanup(WORKSHOP.close)
    config.add_cleanup(CREW.close)
    config.add_cleanup(PERFORMANCE.close)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin what takes long as soon as it is known to be wanted, and ask for it last."""
    beside: Crew | Performance | Workshop
    for name, beside in (("performance", PERFORMANCE), ("crew", CREW), ("workshop", WORKSHOP)):
        late = [item for item in items if name in getattr(item, "fixturenames", ())]
        items[:] = [*(item for item in items if item not in late), *late]
        if late and not config.option.collectonly:
            beside.start()


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    """Give what is made and tried beside the tests."""
    return WORKSHOP


@pytest.fixture(scope="session")
def performance() -> Performance:
    """Give the demonstration that is held beside the tests."""
    return PERFORMANCE


@pytest.fixture(scope="session")
def crew() -> Crew:
    """Give the conversations that are held beside the tests."""
    return CREW


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fail a test that passed, but logged or reached out unasked."""
    logs = LogGuard()
    logging.getLogger().addHandler(logs)
    NETWORK_GUARD.take_attempts()
    try:
        result = yield
    finally:
        logging.getLogger().removeHandler(logs)
    patterns = [str(mark.args[0]) for mark in item.iter_markers("expects_log")]
    complaints = [f"reached for the network: {attempt}" for attempt in NETWORK_GUARD.take_attempts()]
    if patterns or "caplog" not in getattr(item, "fixturenames", ()):
        complaints += judge_logs(logs.messages, patterns)
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, Any, Any]:
    """Leave no window and no heap of garbage to the next test."""
    result = yield
    close_windows()
    collect_garbage()
    return result
