"""`estimate`: how many samples a file holds of which only the first were looked at."""

from mediascan.model.facts import Facts


def estimate(facts: Facts, samples: int, looked_at: int, size: int) -> None:
    """Tell the number in a file of `size` bytes, of whose first `looked_at` `samples` were counted.

    It is right as far as the others are as long as these.
    """
    if samples > 0 and looked_at > 0:
        facts["estimated_sample_count"] = samples * size // looked_at
        told = f"{samples} samples in the first {looked_at} of {size} bytes"
        facts["metadata"] = {**facts.get("metadata", {}), "estimated from": told}
