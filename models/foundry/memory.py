"""Keeping freed memory: glibc hands the memory of every large tensor back to the system, and asking for it again costs a page
fault for each 4 KiB, which at 512 tokens takes longer than the arithmetic."""

import ctypes
import sys

M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX = -1, -2, -4  # malloc.h
KEPT = 2_000_000_000


def keep_freed_memory() -> bool:
    """Tells malloc to keep what is freed for this process's next tensors; False where there is no glibc."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    settings = ((M_MMAP_MAX, 0), (M_TRIM_THRESHOLD, KEPT), (M_TOP_PAD, 256_000_000))
    return all([mallopt(name, value) == 1 for name, value in settings])
