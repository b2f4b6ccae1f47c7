"""How the weights of a safetensors file are packed, by the last words of its tensors' names.

Sources: AutoGPTQ, AutoAWQ, ExLlamaV2, bitsandbytes, DeepSeek's FP8 code, compressed-tensors,
gpt-oss, MLX. A packed number is a part of an element: there are more parameters than elements.
"""

from dataclasses import dataclass

from mediascan.reading.architecture.fingerprint import Fingerprint

_WIDTHS = (2, 3, 4, 5, 6, 8)  # bits that packers use
_QUERIES = (".self_attn.q_proj", ".attention.wq", ".self_attn.qkv_proj", ".self_attn.W_pack")
_FP8 = ("F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ")
_OF_NF4 = ("absmax", "quant_map", "nested_absmax", "nested_quant_map")


@dataclass(frozen=True, slots=True)
class Packing:
    """The scheme, and how many parameters it holds: -1 where that cannot be told."""

    scheme: str
    parameters: int


def packing(suffixes: dict[tuple[str, str], int], fingerprint: Fingerprint) -> Packing | None:
    """How weights are packed; None where they are not. `suffixes` counts elements."""
    sums: dict[str, int] = {}
    for (suffix, _), count in suffixes.items():
        sums[suffix] = sums.get(suffix, 0) + count
    total = sum(sums.values())
    if {"qweight", "qzeros", "scales"} <= sums.keys():
        return _by_zeros("GPTQ" if "g_idx" in sums else "AWQ", sums, total)
    if {"q_weight", "q_scale"} <= sums.keys():
        return Packing("EXL2", -1)
    blocks = sum(count for suffix, count in sums.items() if suffix.endswith("_blocks"))
    if blocks and any(suffix.endswith("_scales") for suffix in sums):
        scales = sum(count for suffix, count in sums.items() if suffix.endswith("_scales"))
        return Packing("MXFP4", total + blocks - scales)
    return _by_weight(suffixes, sums, total, fingerprint)


def _by_weight(
    suffixes: dict[tuple[str, str], int], sums: dict[str, int], total: int, names: Fingerprint
) -> Packing | None:
    """Schemes whose packed numbers go by a name of the weight itself."""
    for kind in ("nf4", "fp4"):
        if (state := f"bitsandbytes__{kind}") in sums:
            beside = sum(sums.get(one, 0) for one in (*_OF_NF4, state))
            packed = suffixes.get(("weight", "U8"), 0)
            return Packing(f"bitsandbytes {kind.upper()}", total + packed - beside)
    if "SCB" in sums:
        return Packing("bitsandbytes, 8 bits", total - sums["SCB"] - sums.get("weight_format", 0))
    if "weight_packed" in sums:
        return _compressed(suffixes, sums, total, names)
    if suffixes.get(("weight", "U32")) and {"scales", "biases"} <= sums.keys():
        packed = suffixes["weight", "U32"]
        rest = total - packed - sums["scales"] - sums["biases"]
        return _by_width("MLX", names, "weight", packed, rest)
    if any(dtype in _FP8 for _, dtype in suffixes):
        scales = sum(sums.get(one, 0) for one in ("weight_scale_inv", "weight_scale"))
        inputs = sum(sums.get(one, 0) for one in ("input_scale", "k_scale", "v_scale"))
        blocks = ", a scale a block" if "weight_scale_inv" in sums else ""
        return Packing(f"FP8{blocks}", total - scales - inputs)
    return None


def _by_zeros(scheme: str, sums: dict[str, int], total: int) -> Packing:
    """Zero points are packed as the weights are; scales, as many of them, are not."""
    bits, odd = divmod(32 * sums["qzeros"], sums["scales"]) if sums["scales"] else (0, 1)
    if odd or bits not in _WIDTHS:
        return Packing(scheme, -1)
    count = sums["qweight"] * 32 // bits
    beside = sum(sums.get(one, 0) for one in ("qweight", "qzeros", "scales", "g_idx"))
    group = count // sums["scales"]
    return Packing(f"{scheme}, {bits} bits, groups of {group}", total - beside + count)


def _compressed(
    suffixes: dict[tuple[str, str], int], sums: dict[str, int], total: int, names: Fingerprint
) -> Packing:
    beside = sum(count for suffix, count in sums.items() if suffix.startswith("weight_"))
    beside += sum(sums.get(one, 0) for one in ("input_scale", "input_global_scale"))
    packed = sums["weight_packed"]
    if "weight_global_scale" in sums and ("weight_packed", "U8") in suffixes:
        return Packing("compressed-tensors, NVFP4", total - beside + 2 * packed)
    return _by_width("compressed-tensors", names, "weight_packed", packed, total - beside)


def _by_width(scheme: str, names: Fingerprint, ending: str, packed: int, rest: int) -> Packing:
    """Bits by a matrix that takes as many inputs as the model is wide."""
    shape = names.shape_of(tuple(f"{one}.{ending}" for one in _QUERIES))
    hidden = names.facts().get("hidden_size", 0)
    bits, odd = divmod(32 * shape[1], hidden) if hidden and len(shape) == 2 else (0, 1)
    if odd or bits not in _WIDTHS:
        return Packing(scheme, -1)
    return Packing(f"{scheme}, {bits} bits", rest + packed * 32 // bits)
