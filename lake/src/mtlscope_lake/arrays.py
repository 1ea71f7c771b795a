"""What pyarrow's functions do not give in one step. All of it works on whole columns."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from .columns import STRINGS, TIME

#: `2026-11-21T04:53:52.360662885Z`; other lengths are years beyond 9999, which no timestamp holds.
_USUAL_TIME = 30


def member(array: pa.Array, name: str) -> pa.Array:
    """A member of each struct; null where the struct is."""
    return pc.struct_field(array, name)


def times(texts: pa.Array) -> pa.Array:
    """RFC 3339 with nanoseconds as microseconds."""
    usual = pc.equal(pc.binary_length(texts), _USUAL_TIME)
    texts = pc.if_else(usual, texts, pa.scalar(None, pa.string()))
    return pc.cast(pc.cast(pc.utf8_slice_codeunits(texts, 0, 26), pa.timestamp("us")), TIME)


def firsts(parents: pa.Array, values: pa.Array, length: int) -> pa.Array:
    """The first of the `values` that each of `length` parents has; null where it has none.

    `parents` says for each value whose it is, in ascending order.
    """
    if len(parents) > 1:
        starts = pc.not_equal(parents[1:], parents[:-1])
        starts = pa.concat_arrays([pa.array([True]), starts])
        parents, values = parents.filter(starts), values.filter(starts)
    places = pc.index_in(pa.array(range(length), parents.type), value_set=parents)
    return values.take(places)


def heads(lists: pa.Array) -> pa.Array:
    """The first element of each list; null where there is none."""
    return firsts(pc.list_parent_indices(lists), pc.list_flatten(lists), len(lists))


def lists_of(lists: pa.Array, name: str) -> pa.Array:
    """Of each list of structs, the list of one member, which is text; null where the list is null."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0)
    ends = pc.cumulative_sum(lengths)
    offsets = pa.concat_arrays([pa.array([0], ends.type), ends]).cast(pa.int32())
    mask = pc.is_null(lists)
    flat = member(pc.list_flatten(lists), name)
    found = pa.ListArray.from_arrays(offsets, flat, mask=mask if mask.true_count else None)
    return found.cast(STRINGS)


def lines(block: bytes) -> pa.Array:
    """Each line of a block that ends with a line feed, as text, without a copy for each."""
    # Splitting is done by the library; a line feed never stands inside a JSON string.
    parts = block[:-1].split(b"\n")
    return pa.array(parts, pa.binary()).cast(pa.string())


def constant(value: Any, kind: pa.DataType, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), length)
