"""As much of libxcb as it takes to grab a key, through ctypes: a connection, keysyms, grabs and events.

Why this and no library (measured, docs/hotkeys.md): libxcb is on every machine where anything shows a window
on X11, answers errors to whoever asked (libX11 has one handler for the whole process, and Qt has set it), and
has a file descriptor for the loop, so no thread is needed. Offsets are those of the X11 protocol, which have
not changed since 1987.
"""

from __future__ import annotations

import ctypes
import struct
import sys
from dataclasses import dataclass
from functools import cache

from voiceapp.errors import HotkeyError

KEY_PRESS, KEY_RELEASE, BUTTON_PRESS, BUTTON_RELEASE, MAPPING_NOTIFY = 2, 3, 4, 5, 34
BAD_ACCESS = 10
_ASYNC = 1
_CHECKED = 1
_BUTTON_EVENTS = 0x4 | 0x8  # press and release
_CORE_KEYBOARD = 0x100
_DETECTABLE_AUTO_REPEAT = 1
_REPLY_BYTES = 32
"""Every reply has as much before what is of variable length."""


@dataclass(frozen=True, slots=True)
class XEvent:
    """A key or a mouse button, or something else that happened."""

    kind: int
    code: int
    """The keycode, or the number of the button."""
    state: int
    """The modifiers before the event."""


class _Cookie(ctypes.Structure):
    _fields_ = [("sequence", ctypes.c_uint)]


class _Screens(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("rem", ctypes.c_int), ("index", ctypes.c_int)]


class _Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


class _Extension(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("number", ctypes.c_int)]


class _Kind(ctypes.Structure):
    _fields_ = [
        ("parts", ctypes.c_size_t),
        ("extension", ctypes.POINTER(_Extension)),
        ("opcode", ctypes.c_uint8),
        ("is_void", ctypes.c_uint8),
    ]


_XKB = _Extension(b"XKEYBOARD", 0)
"""libxcb writes its own number into it, once for the process."""
_XKB_USE_EXTENSION, _XKB_PER_CLIENT_FLAGS = 0, 21


@cache
def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL]:
    """Return libxcb and libc, prepared. Raises HotkeyError where one is missing."""
    try:
        core, libc = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL("libc.so.6")
    except OSError as error:
        raise HotkeyError(
            "Keys cannot be watched: libxcb, X11's library, is missing.", details=str(error)
        ) from None
    u8, u16, u32 = ctypes.c_uint8, ctypes.c_uint16, ctypes.c_uint32
    pointer, number = ctypes.c_void_p, ctypes.c_int
    for name, result, arguments in (
        ("xcb_connect", pointer, [ctypes.c_char_p, pointer]),
        ("xcb_connect_to_fd", pointer, [number, pointer]),
        ("xcb_connection_has_error", number, [pointer]),
        ("xcb_disconnect", None, [pointer]),
        ("xcb_get_file_descriptor", number, [pointer]),
        ("xcb_get_setup", pointer, [pointer]),
        ("xcb_setup_roots_iterator", _Screens, [pointer]),
        ("xcb_poll_for_event", pointer, [pointer]),
        ("xcb_request_check", pointer, [pointer, _Cookie]),
        ("xcb_get_keyboard_mapping", _Cookie, [pointer, u8, u8]),
        ("xcb_grab_key_checked", _Cookie, [pointer, u8, u32, u16, u8, u8, u8]),
        ("xcb_grab_button_checked", _Cookie, [pointer, u8, u32, u16, u8, u8, u32, u32, u8, u16]),
        ("xcb_send_request", ctypes.c_uint, [pointer, number, pointer, ctypes.POINTER(_Kind)]),
        ("xcb_wait_for_reply", pointer, [pointer, ctypes.c_uint, pointer]),
    ):
        function = getattr(core, name)
        function.restype, function.argtypes = result, arguments
    libc.free.restype, libc.free.argtypes = None, [pointer]
    return core, libc


class XConnection:
    """A connection to the X server; what it grabbed is free again when it is closed.

    On one thread. `grab_*` and `keycodes` wait for the server (0.1 ms on one's own machine).
    """

    def __init__(self, *, fd: int | None = None) -> None:
        """Connect to `$DISPLAY`, or through an open socket. Raises HotkeyError with a sentence."""
        self._core, self._libc = _libraries()
        core = self._core
        self._connection: int | None = (
            core.xcb_connect(None, None) if fd is None else core.xcb_connect_to_fd(fd, None)
        )
        if self.is_broken:
            self.close()
            raise HotkeyError("Keys cannot be watched: the X server does not answer.")
        setup = core.xcb_get_setup(self._connection)
        self._root = ctypes.c_uint32.from_address(core.xcb_setup_roots_iterator(setup).data).value
        self._first_keycode, last_keycode = ctypes.string_at(setup + 34, 2)
        self._keycodes = last_keycode - self._first_keycode + 1

    @property
    def is_broken(self) -> bool:
        """Whether the server is gone."""
        return self._connection is None or bool(self._core.xcb_connection_has_error(self._connection))

    def fileno(self) -> int:
        """Return the descriptor that is readable when events may have come."""
        return int(self._core.xcb_get_file_descriptor(self._connection))

    def close(self) -> None:
        """Disconnect. Idempotent."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._core.xcb_disconnect(connection)

    def detect_auto_repeat(self) -> bool:
        """Ask for repetitions without releases; return whether the server does so."""
        if self._ask_xkb(_XKB_USE_EXTENSION, struct.pack("=HH", 1, 0)) is None:
            return False
        flag = _DETECTABLE_AUTO_REPEAT
        wish = struct.pack("=HHIIIII", _CORE_KEYBOARD, 0, flag, flag, 0, 0, 0)
        reply = self._ask_xkb(_XKB_PER_CLIENT_FLAGS, wish)
        return reply is not None and bool(int.from_bytes(reply[12:16], sys.byteorder) & flag)

    def keycodes(self, keysym: int) -> list[int]:
        """Return the keys that give `keysym` without modifiers."""
        core = self._core
        asked = core.xcb_get_keyboard_mapping(self._connection, self._first_keycode, self._keycodes)
        reply = self._reply(asked.sequence)
        if reply is None:
            return []
        row_bytes = 4 * reply[1]
        symbols = reply[_REPLY_BYTES:]
        return [
            self._first_keycode + index
            for index in range(self._keycodes)
            if int.from_bytes(symbols[index * row_bytes : index * row_bytes + 4], sys.byteorder) == keysym
        ]

    def grab_key(self, keycode: int, modifiers: int) -> int:
        """Take a key from all other programs; return the error's code, 0 for none."""
        return self._error_of(
            self._core.xcb_grab_key_checked(
                self._connection, 0, self._root, modifiers, keycode, _ASYNC, _ASYNC
            )
        )

    def grab_button(self, button: int, modifiers: int) -> int:
        """Take a mouse button from all other programs; return the error's code, 0 for none."""
        return self._error_of(
            self._core.xcb_grab_button_checked(
                self._connection, 0, self._root, _BUTTON_EVENTS, _ASYNC, _ASYNC, 0, 0, button, modifiers
            )
        )

    def take_events(self) -> list[XEvent]:
        """Return everything that has come, without waiting."""
        events = []
        while address := self._core.xcb_poll_for_event(self._connection):
            event = self._taken(address, _REPLY_BYTES)
            events.append(XEvent(event[0] & 0x7F, event[1], int.from_bytes(event[28:30], sys.byteorder)))
        return events

    def _error_of(self, cookie: _Cookie) -> int:
        address = self._core.xcb_request_check(self._connection, cookie)
        return self._taken(address, _REPLY_BYTES)[1] if address else 0

    def _ask_xkb(self, opcode: int, body: bytes) -> bytes | None:
        """Call the keyboard extension and wait for its reply, as libxcb-xkb does."""
        request = ctypes.create_string_buffer(bytes(4) + body, 4 + len(body))  # libxcb fills the first four
        parts = (_Part * 3)()  # the first two are libxcb's own
        parts[2] = _Part(ctypes.addressof(request), len(request))
        kind = _Kind(1, ctypes.pointer(_XKB), opcode, 0)
        vector = ctypes.addressof(parts) + 2 * ctypes.sizeof(_Part)
        return self._reply(
            self._core.xcb_send_request(self._connection, _CHECKED, vector, ctypes.byref(kind))
        )

    def _reply(self, sequence: int) -> bytes | None:
        """Wait for a reply; None for an error."""
        address = self._core.xcb_wait_for_reply(self._connection, sequence, None)
        if not address:
            return None
        more = 4 * ctypes.c_uint32.from_address(address + 4).value
        return self._taken(address, _REPLY_BYTES + more)

    def _taken(self, address: int, size_bytes: int) -> bytes:
        """Copy what libxcb has allocated, and free it."""
        copy = ctypes.string_at(address, size_bytes)
        self._libc.free(address)
        return copy
