"""Opens the shipped models."""

from pathlib import Path
from typing import Any

import onnxruntime


def open_session(path: Path, *, keep_memory: bool = False) -> Any:
    """Open an ONNX model on one thread of the CPU.

    Args:
        path: the model.
        keep_memory: hold on to what the largest input needed; quicker, for small models.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = keep_memory
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
