"""Meta's own Llama files: `consolidated.00.pth`, one a tensor-parallel rank; bare names."""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="Llama (Meta)",
    reference="https://github.com/meta-llama/llama-models/blob/main/models/llama3/model.py",
    proves=lambda node: node.has("tok_embeddings.weight", "layers.0.attention.wq.weight"),
    settings=(),
    weight=60,
)
