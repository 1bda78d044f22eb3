"""Owns the base model: where it lies, what identifies it, and loading it in NF4, bf16 or float32 onto one device.

Knows nothing of data or training. An adapter fits exactly one base; `fingerprint` is how the two recognise each other.
"""

import hashlib
import json
import os
import pathlib
import struct

from errors import UsageError, log_line
from tokens import first_line

SAMPLE = 4096  # bytes of each tensor that enter the fingerprint
SHAPE = ("model_type", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "vocab_size", "tie_word_embeddings")


def go_offline_if_local(model: str, *, wandb: bool = False) -> None:
    """Must run before any Hugging Face import: with the model on disk nothing here has a reason to open a connection."""
    if pathlib.Path(model).is_dir():
        os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_DATASETS_OFFLINE="1")
    os.environ.update(HF_HUB_DISABLE_TELEMETRY="1", DO_NOT_TRACK="1", TOKENIZERS_PARALLELISM="false")
    if not wandb:
        os.environ["WANDB_MODE"] = "disabled"


def folder_of(model: str) -> pathlib.Path:
    """The folder that holds a base model's files: the one given, or its snapshot in the local cache."""
    folder = pathlib.Path(model)
    if not folder.is_dir():
        from huggingface_hub import snapshot_download

        try:
            folder = pathlib.Path(snapshot_download(model, allow_patterns=["*.json", "*.safetensors", "*.jinja", "*.model"]))
        except Exception as error:
            raise UsageError(f"Expected a model folder or a downloaded model at {model}, found none ({first_line(error)}): download it where there is a network, then give its folder as --model") from None
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise UsageError(f"Expected config.json and *.safetensors in {folder}, found {', '.join(sorted(p.name for p in folder.iterdir())[:5]) or 'nothing'}: give the folder of a Llama model")
    return folder


def fingerprint(folder: pathlib.Path) -> str:
    """SHA-256 (hex, first 16) over the shape, and over every tensor's name, type, shape and first 4 KiB: quick, yet another base or tuning differs."""
    config = json.loads((folder / "config.json").read_text())
    digest = hashlib.sha256(json.dumps({key: config.get(key) for key in SHAPE}).encode())
    tensors = {name: part for shard in sorted(folder.glob("*.safetensors")) for name, part in samples(shard).items()}
    for name in sorted(tensors):
        digest.update(name.encode() + tensors[name])
    return digest.hexdigest()[:16]


def samples(shard: pathlib.Path) -> dict[str, bytes]:
    """Name → type, shape and first bytes of each tensor in a safetensors file (8 bytes of header length, JSON header, data)."""
    with open(shard, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        header.pop("__metadata__", None)
        out = {}
        for name, about in header.items():
            start, end = about["data_offsets"]
            file.seek(8 + size + start)
            out[name] = json.dumps([about["dtype"], about["shape"]]).encode() + file.read(min(SAMPLE, end - start))
        return out


def check_device(device: str) -> None:
    import torch

    if device == "cuda" and not torch.cuda.is_available():
        raise UsageError("Expected a GPU (--device cuda), found none that torch can use: ask Slurm for one (--gpus-per-node), or choose --device cpu for a small trial")


def load_base(folder: pathlib.Path, *, device: str, quant: str = "none", dtype: str | None = None, attention: str = "sdpa", double_quant: bool = True, quant_storage: str = "uint8", place: bool = True):
    """The base model on one device, and how it is stored: "nf4" or the dtype, that of arithmetic() unless given. NF4 that this CPU cannot do becomes the dtype, said on stderr."""
    import torch
    from transformers import AutoModelForCausalLM
    from transformers.utils import logging

    logging.disable_progress_bar()
    index, dtype = int(os.environ.get("LOCAL_RANK", 0)), dtype or arithmetic(device)
    common = {"dtype": getattr(torch, dtype), "attn_implementation": attention, **({"device_map": {"": index if device == "cuda" else "cpu"}} if place else {})}
    reason = nf4_obstacle(device) if quant == "nf4" else None
    if reason:
        log_line(f"NF4 is not possible here ({reason}): the base model stays in {dtype}")
    stored = "nf4" if quant == "nf4" and reason is None else dtype
    if stored == "nf4":
        common["quantization_config"] = nf4(dtype, double_quant, quant_storage)
    try:
        model = AutoModelForCausalLM.from_pretrained(folder, **common)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        if "out of memory" in str(error).lower():
            raise
        raise UsageError(f"Expected a causal language model in {folder}, could not load it ({first_line(error)}): give the folder of a Llama model") from error
    if stored == "nf4":
        keep_cpu_weights_as_they_are(model)
    return model, stored


def arithmetic(device: str) -> str:
    """The dtype to train in: bf16, or float32 on a CPU without instructions for bf16, which takes up to a hundred times as long for it."""
    import torch

    fast = device == "cuda" or "AVX512" in torch.backends.cpu.get_cpu_capability()
    return "bfloat16" if fast else "float32"


def nf4(dtype: str, double_quant: bool, storage: str):
    import torch
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=double_quant, bnb_4bit_compute_dtype=getattr(torch, dtype), bnb_4bit_quant_storage=getattr(torch, storage))


def nf4_obstacle(device: str) -> str | None:
    """Why NF4 cannot be used here, found by quantising one small layer and going back through it; None when it can."""
    if device == "cuda":
        return None
    try:
        import torch
        from bitsandbytes.nn import Linear4bit

        layer = Linear4bit(64, 64, bias=False, compute_dtype=torch.bfloat16, quant_type="nf4").to("cpu")
        value = torch.ones(1, 64, dtype=torch.bfloat16, requires_grad=True)
        layer(value).sum().backward()
        return None
    except Exception as error:
        return f"{type(error).__name__}: {first_line(error)}"


def keep_cpu_weights_as_they_are(model) -> None:
    """bitsandbytes repacks NF4 weights for CPU inference in eval() and does not undo it in train(), which then loses gradients: switch that off."""
    for module in model.modules():
        if hasattr(module, "support_avx512bf16_for_cpu"):
            module.support_avx512bf16_for_cpu = False
