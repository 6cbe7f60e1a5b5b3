"""Plain objects to structs and back, with nothing lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from voiceapp.protocol.structs import ShapeError, plain, read, sound_of
from voiceapp.protocol.wire import UNSET, UnsetType, Wire


class Leaf(Wire, frozen=True, kw_only=True):
    """Inside."""

    word: str
    sound: bytes | UnsetType | None = UNSET


class Tree(Wire, frozen=True, kw_only=True, tag="tree"):
    """Outside, with one field of every kind the protocol has."""

    leaf: Leaf
    leaves: tuple[Leaf, ...] = ()
    count: int = 0
    ratio: float | UnsetType | None = UNSET
    limit: int | str | UnsetType | None = UNSET
    voice: str | dict[str, Any] | UnsetType = UNSET
    notes: dict[str, str] | None = None
    schema: tuple[dict[str, Any], ...] | UnsetType | None = UNSET
    flag: bool | UnsetType = UNSET
    anything: Any = None


LEAF = {"word": "a"}


def test_a_full_object_is_read_and_written_back_alike() -> None:
    found = {
        "type": "tree",
        "leaf": {"word": "a", "sound": "AAAA"},
        "leaves": [{"word": "b", "sound": None}],
        "count": 2,
        "ratio": 0.5,
        "limit": "inf",
        "voice": {"id": "v"},
        "notes": {"k": "v"},
        "schema": [{"extra": {"x": 1}}],
        "flag": False,
        "anything": [1, None],
    }

    tree = read(Tree, found)

    assert tree == Tree(
        leaf=Leaf(word="a", sound=b"\0\0\0"),
        leaves=(Leaf(word="b", sound=None),),
        count=2,
        ratio=0.5,
        limit="inf",
        voice={"id": "v"},
        notes={"k": "v"},
        schema=({"extra": {"x": 1}},),
        flag=False,
        anything=[1, None],
    )
    assert plain(tree) == {**found, "leaf": {"word": "a", "sound": b"\0\0\0"}}


def test_absence_and_null_are_kept_apart() -> None:
    absent = read(Tree, {"leaf": LEAF})
    null = read(Tree, {"leaf": LEAF, "ratio": None, "limit": None})

    assert (absent.ratio, absent.limit) == (UNSET, UNSET)
    assert (null.ratio, null.limit) == (None, None)
    assert "ratio" not in plain(absent)
    assert plain(null)["ratio"] is None


def test_null_is_absence_where_null_has_no_meaning() -> None:
    tree = read(Tree, {"leaf": LEAF, "leaves": None, "count": None, "voice": None, "flag": None})

    assert tree == Tree(leaf=Leaf(word="a"))


def test_keys_nobody_knows_stay_where_they_were() -> None:
    found = {"leaf": {"word": "a", "new": 1}, "newer": {"x": None}, "extra": {"y": 2}}

    tree = read(Tree, found)

    assert tree.extra == {"newer": {"x": None}, "extra": {"y": 2}}
    assert tree.leaf.extra == {"new": 1}
    written = plain(tree)
    assert written["leaf"] == {"word": "a", "new": 1}
    assert (written["newer"], written["extra"]) == ({"x": None}, {"y": 2})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("leaves", [{"word": 1}]),
        ("leaves", {}),
        ("count", "2"),
        ("count", True),
        ("ratio", "half"),
        ("limit", []),
        ("voice", 7),
        ("notes", {"k": 1}),
        ("schema", ["x"]),
        ("flag", 0),
    ],
)
def test_a_misshapen_optional_value_is_kept_aside_or_refused_by_the_strict(name: str, value: Any) -> None:
    found = {"type": "tree", "leaf": LEAF, name: value}

    tree = read(Tree, found)

    assert tree == Tree(leaf=Leaf(word="a"), extra={name: value})
    assert plain(tree)[name] == value
    with pytest.raises(ShapeError) as caught:
        read(Tree, found, strict=True)
    assert caught.value.path.startswith(name)


def test_the_strict_are_strict_at_every_depth() -> None:
    found = {"leaf": LEAF, "leaves": [LEAF, {"word": "b", "sound": "no base64"}]}

    tree = read(Tree, found)

    assert tree.leaves[1].extra == {"sound": "no base64"}
    with pytest.raises(ShapeError) as caught:
        read(Tree, found, strict=True)
    assert (caught.value.path, caught.value.problem) == ("leaves[1].sound", "expected base64")


@pytest.mark.parametrize(
    ("found", "complaint"),
    [
        ({}, "leaf: missing"),
        ({"leaf": None}, "leaf: expected an object, got null"),
        ({"leaf": {}}, "leaf.word: missing"),
        ({"leaf": {"word": 1}}, "leaf.word: expected a string, got a number"),
        ({"leaf": {"word": False}}, "leaf.word: expected a string, got a boolean"),
        ({"leaf": []}, "leaf: expected an object, got an array"),
    ],
)
def test_a_missing_or_misshapen_required_value_is_told_with_its_path(found: Any, complaint: str) -> None:
    with pytest.raises(ShapeError) as caught:
        read(Tree, found)

    assert str(caught.value) == complaint


@pytest.mark.parametrize(("wire", "read_as"), [(3.0, 3), (3.99, 3), (-0.5, -1), (10**20, 10**20)])
def test_whole_numbers_are_rounded_down(wire: float, read_as: int) -> None:
    count = read(Tree, {"leaf": LEAF, "count": wire}).count

    assert count == read_as
    assert isinstance(count, int)


def test_a_ratio_may_be_written_without_a_fraction() -> None:
    ratio = read(Tree, {"leaf": LEAF, "ratio": 1}).ratio

    assert ratio == 1.0
    assert isinstance(ratio, float)


def test_a_known_value_wins_over_what_was_kept_aside_for_it() -> None:
    said = Tree(leaf=Leaf(word="a"), count=5, extra={"count": "many", "notes": "odd"})

    written = plain(said)

    assert written["count"] == 5
    assert written["notes"] == "odd"  # its field is as it is by default


def test_nothing_kept_aside_can_change_the_kind_of_an_event() -> None:
    assert plain(Tree(leaf=Leaf(word="a"), extra={"type": "bush"}))["type"] == "tree"


def test_what_is_written_is_a_copy_down_to_the_leaves() -> None:
    tree = Tree(leaf=Leaf(word="a"), voice={"id": "v"}, schema=({"a": [1]},), extra={"new": {"b": [2]}})

    written = plain(tree)
    written["voice"]["id"] = "w"
    written["schema"][0]["a"].append(2)
    written["new"]["b"].clear()

    assert tree == Tree(
        leaf=Leaf(word="a"), voice={"id": "v"}, schema=({"a": [1]},), extra={"new": {"b": [2]}}
    )


def test_sound_is_padded_standard_base64_and_nothing_else() -> None:
    assert sound_of("") == b""
    assert sound_of("//8=") == b"\xff\xff"
    for text in ("AAA", "AAAAA", "AA=A", "A A=", "AAAA\n", "__8=", "ä"):
        with pytest.raises(ShapeError):
            sound_of(text)
