"""Everything that can go wrong, as one tree; each message is a sentence a person can act on.

    VoiceappError
    ├── UsageError              wrong words on the command line or in a setting (exit code 2)
    │   ├── EndpointError       the address of the service cannot be used
    │   └── SettingsError       the settings file cannot be read
    ├── LinkError               between us and the service
    │   ├── HandshakeRefused    HTTP instead of a WebSocket: status, code, retry_after_ms
    │   ├── LinkLost            the connection ended: code, reason
    │   └── CredentialsError    no usable key
    ├── RemoteProtocolError     the other side said what nobody may say (survived, noted)
    ├── LocalProtocolError      we did what nobody may do: our bug
    ├── SoundError              no PortAudio, no card, a device that refuses or is gone: device
    │   └── DeviceMissing       the device that was named is not there: device
    ├── WavError                a file that is not the sound we can read: path
    ├── TapeError               a recording that cannot be written or read
    ├── StoreError              kept conversations that cannot be written, read or found
    ├── HotkeyError             a key that cannot be watched outside the window
    ├── ControlError            no running program to control, or one that cannot be understood
    └── OfflineError            the embedded assistant cannot be started

Raise the most specific; attach facts as attributes; never put a secret in a message.
"""

from __future__ import annotations


class VoiceappError(Exception):
    """Base of all; `str()` is a sentence for people, `details` is for the curious."""

    def __init__(self, sentence: str, *, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


class UsageError(VoiceappError):
    """What was asked for cannot be understood; exit code 2."""


class EndpointError(UsageError):
    """The address of the service cannot be used."""


class SettingsError(UsageError):
    """The settings file cannot be read; it is left as it is."""


class LinkError(VoiceappError):
    """Something between us and the service."""

    def __init__(self, sentence: str, *, details: str = "", retry: bool = False) -> None:
        super().__init__(sentence, details=details)
        self.retry = retry
        """Whether trying again without a change can help."""


class HandshakeRefused(LinkError):
    """The service answered with HTTP instead of a WebSocket."""

    def __init__(
        self,
        sentence: str,
        *,
        status: int,
        code: str = "",
        retry: bool = False,
        retry_after_ms: int | None = None,
        details: str = "",
    ) -> None:
        super().__init__(sentence, details=details, retry=retry)
        self.status = status
        self.code = code
        self.retry_after_ms = retry_after_ms


class LinkLost(LinkError):
    """An open connection ended; 1006 means without a word."""

    def __init__(
        self, sentence: str, *, code: int, reason: str = "", retry: bool = False, details: str = ""
    ) -> None:
        super().__init__(sentence, details=details, retry=retry)
        self.code = code
        self.reason = reason


class CredentialsError(LinkError):
    """There is no key or sign-in to use."""


class RemoteProtocolError(VoiceappError):
    """The other side sent something nobody may send: not JSON, a binary frame, no type."""


class LocalProtocolError(VoiceappError):
    """We were about to do what nobody may do; a bug of ours, loud in tests."""


class SoundError(VoiceappError):
    """No PortAudio, no sound card, or a device that refuses or has gone; a normal state."""

    def __init__(self, sentence: str, *, device: str = "", details: str = "") -> None:
        super().__init__(sentence, details=details)
        self.device = device


class DeviceMissing(SoundError):
    """The device that was named is not there now; the system's own may be."""


class WavError(VoiceappError):
    """A sound file we cannot use."""

    def __init__(self, sentence: str, *, path: str = "") -> None:
        super().__init__(sentence)
        self.path = path


class TapeError(VoiceappError):
    """A recording that cannot be written or read."""


class StoreError(VoiceappError):
    """Kept conversations that cannot be written, read or found."""


class HotkeyError(VoiceappError):
    """A key that cannot be watched while other programs have the keyboard; a normal state."""


class ControlError(VoiceappError):
    """No running program to control, or one that answered what cannot be understood."""


class OfflineError(VoiceappError):
    """The embedded assistant cannot be started or has stopped."""
