"""A stand-in for an X server with a keyboard: as much of the protocol as a key grab takes, on a socket pair.

It behaves where it matters: a key that another program has is refused (`taken`), only what is grabbed with
exactly these modifiers is told, and a key that is held repeats as pairs of release and press, unless the client
has asked for repetitions without releases.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

F9, SPACE, PAUSE = 75, 65, 127
SYMBOLS = {F9: 0xFFC6, SPACE: 0x20, PAUSE: 0xFF13}
FIRST, LAST = 8, 255
_SYMBOLS_PER_KEY = 2
_XKB = 135


class FakeXServer:
    """Serves one client on a thread of its own; `client_fd` is the client's end."""

    def __init__(self, *, has_xkb: bool = True, taken: frozenset[int] = frozenset()) -> None:
        self._ours, theirs = socket.socketpair()
        self.client_fd = theirs.detach()
        self.symbols = dict(SYMBOLS)
        self.grabs: set[tuple[str, int, int]] = set()
        """What is grabbed: `key` or `button`, the code, the modifiers."""
        self._has_xkb = has_xkb
        self._taken = taken
        self._detectable = False
        self._sequence = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Go away, as a server that is shut down."""
        with contextlib.suppress(OSError):
            self._ours.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._ours.close()

    # -- the person at the keyboard --------------------------------------------------------------------

    def press(self, code: int, state: int = 0, *, kind: str = "key") -> None:
        if (kind, code, state) in self.grabs:
            self._event(2 if kind == "key" else 4, code, state)

    def repeat(self, code: int, times: int) -> None:
        for _ in range(times):
            if not self._detectable:
                self._event(3, code, 0)
            self._event(2, code, 0)

    def release(self, code: int, state: int = 0, *, kind: str = "key") -> None:
        self._event(3 if kind == "key" else 5, code, state)

    def change_layout(self) -> None:
        self._event(34, 0, 0)

    # -- the protocol ----------------------------------------------------------------------------------

    def _event(self, kind: int, code: int, state: int) -> None:
        self._ours.sendall(struct.pack("=BBHI20xHBx", kind, code, self._sequence, 1000, state, 1))

    def _reply(self, detail: int, body: bytes) -> None:
        body = body.ljust(24, b"\0")
        head = struct.pack("=BBHI", 1, detail, self._sequence & 0xFFFF, (len(body) - 24) // 4)
        self._ours.sendall(head + body)

    def _serve(self) -> None:
        with contextlib.suppress(OSError, EOFError):
            order, name, data = struct.unpack("=BxxxxxHHxx", self._read(12))
            assert order == ord("l")
            self._read(-(-name // 4) * 4 + -(-data // 4) * 4)
            screen = struct.pack("=IIIIIHHHHHHIBBBB", 0x1C1, 0, 0, 0, 0, 640, 480, 1, 1, 1, 1, 0, 0, 0, 24, 0)
            rest = struct.pack(
                "=IIIIHHBBBBBBBB4x", 1, 0x200000, 0xFFFFF, 0, 0, 65535, 1, 0, 0, 0, 32, 32, FIRST, LAST
            )
            body = rest + screen
            self._ours.sendall(struct.pack("=BxHHH", 1, 11, 0, len(body) // 4) + body)
            while True:
                opcode, detail, length = struct.unpack("=BBH", self._read(4))
                self._sequence += 1
                self._request(opcode, detail, self._read(4 * length - 4))

    def _request(self, opcode: int, detail: int, body: bytes) -> None:
        match opcode:
            case 98:
                known = self._has_xkb and body[4:13] == b"XKEYBOARD"
                self._reply(0, bytes([known, _XKB if known else 0, 85, 137]))
            case 135 if detail == 0:
                self._reply(1, struct.pack("=HH", 1, 0))
            case 135 if detail == 21:
                change, value = struct.unpack("=II", body[4:12])
                self._detectable = bool(change & value & 1)
                self._reply(3, struct.pack("=II", 0x1F, value))
            case 101:
                first, count = body[0], body[1]
                codes = range(first, first + count)
                rows = [struct.pack("=II", self.symbols.get(code, 0), 0) for code in codes]
                self._reply(_SYMBOLS_PER_KEY, bytes(24) + b"".join(rows))
            case 33:
                modifiers, code = struct.unpack("=HB", body[4:7])
                self._grab("key", code, modifiers, opcode)
            case 28:
                self._grab("button", body[16], struct.unpack("=H", body[18:20])[0], opcode)
            case 43:
                self._reply(0, bytes(4))
            case _:
                raise AssertionError(f"request {opcode}")

    def _grab(self, kind: str, code: int, modifiers: int, opcode: int) -> None:
        if code in self._taken:
            self._ours.sendall(struct.pack("=BBHIHB21x", 0, 10, self._sequence & 0xFFFF, 0, 0, opcode))
        else:
            self.grabs.add((kind, code, modifiers))

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = self._ours.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data
