"""Composition for training: the heads of every visible pair mixed by a small compiled loop.

In plain tensor operations composing is nine tenths of a training step at 512 tokens: whole [B, H, T, T] copies go through
memory for each branch. The loop in mix.cpp reads each map once, in float32 whatever autocast says. Same numbers as
`compose` up to float32 rounding (test_model.py), and up to that of bfloat16 where autocast rounds `compose`; where there is
no C++ compiler, training uses `compose`.
"""

import ctypes
import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import torch
from torch import Tensor

SOURCE = Path(__file__).with_name("mix.cpp")
FLAGS = ("-O3", "-march=native", "-ffast-math", "-shared", "-fPIC")


COMPILER = shutil.which(os.environ.get("CXX", "g++"))
"""The C++ compiler that PyTorch itself would use, or None."""


@functools.cache
def library(heads: int) -> ctypes.CDLL:
    """mix.cpp for this number of heads, compiled once for each version of the source."""
    command = [COMPILER or "g++", *FLAGS, f"-DHEADS={heads}"]
    version = hashlib.sha256(SOURCE.read_bytes() + " ".join(command).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"heddle-mix-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    built = folder / f"{version}.so"
    if not built.is_file():
        partial = folder / f"{version}.{os.getpid()}.partial"
        subprocess.run([*command, str(SOURCE), "-o", str(partial)], check=True)
        os.replace(partial, built)
    return ctypes.CDLL(str(built))


def pointers(*tensors: Tensor) -> list[ctypes.c_void_p]:
    return [ctypes.c_void_p(tensor.data_ptr()) for tensor in tensors]


def sizes(maps: Tensor) -> tuple[ctypes.c_int64, ctypes.c_int64]:
    return ctypes.c_int64(maps.shape[0]), ctypes.c_int64(maps.shape[2])


@torch.library.custom_op("heddle::mix_visible", mutates_args=())
def mix_visible(maps: Tensor, of_query: Tensor, of_key: Tensor) -> Tensor:
    """out[b, h, t, s] = Σ_g maps[b, g, t, s] (of_query[b, t, g, h] + of_key[b, g, h, s]) for s ≤ t, else 0.

    maps [B, H, T, T], of_query [B, T, H, H], of_key [B, H, H, T]: float32.
    """
    maps, of_query, of_key = maps.contiguous(), of_query.contiguous(), of_key.contiguous()
    out = torch.empty_like(maps)
    library(maps.shape[1]).mix_forward(*pointers(maps, of_query, of_key, out), *sizes(maps))
    return out


@mix_visible.register_fake
def _(maps: Tensor, of_query: Tensor, of_key: Tensor) -> Tensor:
    return torch.empty_like(maps, memory_format=torch.contiguous_format)


@torch.library.custom_op("heddle::mix_visible_slopes", mutates_args=())
def mix_visible_slopes(slope: Tensor, maps: Tensor, of_query: Tensor, of_key: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """What a slope of the loss by the result is by each input."""
    slope, maps, of_query, of_key = (x.contiguous() for x in (slope, maps, of_query, of_key))
    found = torch.empty_like(maps), torch.empty_like(of_query), torch.empty_like(of_key)
    library(maps.shape[1]).mix_backward(*pointers(slope, maps, of_query, of_key, *found), *sizes(maps))
    return found


@mix_visible_slopes.register_fake
def _(slope: Tensor, maps: Tensor, of_query: Tensor, of_key: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return tuple(torch.empty_like(x, memory_format=torch.contiguous_format) for x in (maps, of_query, of_key))


def _keep(ctx, inputs: tuple[Tensor, ...], output: Tensor) -> None:
    ctx.save_for_backward(*inputs)


def _slopes(ctx, slope: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    return mix_visible_slopes(slope, *ctx.saved_tensors)


mix_visible.register_autograd(_slopes, setup_context=_keep)
