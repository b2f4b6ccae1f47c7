"""Column and key names that say what a table of records is for.

Sources: TRL "dataset formats and types", the Alpaca and ShareGPT record shapes, Hugging Face
datasets features, LAION and img2dataset columns, FineWeb, C4, Dolma and The Stack data cards.
"""

from collections.abc import Iterable

# The first shape whose groups all have at least one of their columns names the table.
_SHAPES: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = tuple(
    (shape, tuple(frozenset(group.split()) for group in groups))
    for shape, groups in (
        ("preference", ("chosen", "rejected")),
        ("stepwise reward", ("prompt", "completions", "labels")),
        ("unpaired preference", ("prompt", "completion", "label")),
        ("token ids", ("input_ids tokens token_ids",)),
        ("chat", ("messages conversations conversation",)),
        ("question answering", ("context passage", "question", "answers answer")),
        ("question answering", ("paragraphs", "title")),  # of SQuAD
        ("instruction", ("instruction", "output response answer")),
        ("instruction", ("prompt question", "completion response answer")),
        (
            "object detection",
            (
                "image image_id image_path file_name",
                "bbox bboxes segmentation",
                "category category_id label labels categories",
            ),
        ),
        ("image-text", ("image_id", "caption")),
        ("image-text", ("image images jpg png webp image_path url URL", "caption TEXT alt_text")),
        ("image-text", ("image images jpg png webp", "text txt conversations")),
        ("audio-text", ("audio wav flac mp3", "text txt transcript transcription sentence")),
        ("audio-text", ("audio_filepath", "text")),
        ("audio-text", ("client_id file_name path audio_filepath", "sentence transcription")),
        ("image-text", ("file_name", "caption text")),
        ("labelled videos", ("youtube_id", "label")),
        ("video-text", ("video videos mp4", "text txt caption conversations")),
        ("labelled images", ("image images jpg png webp", "label labels cls")),
        (
            "reinforcement learning",
            ("observation observations obs", "action actions", "reward rewards"),
        ),
        ("demonstrations", ("observation observations obs", "action actions")),
        ("embeddings", ("embedding embeddings vector",)),
        ("code", ("content code", "repo_name max_stars_repo_path hexsha lang language path")),
        ("prompts", ("prompt",)),
        ("labelled text", ("text sentence", "label labels")),
        ("pretraining text", ("text raw_content content",)),
    )
)

TEXT_COLUMNS = frozenset(  # whose texts are learned from, in small letters
    (
        *("text", "raw_content", "content", "code", "prompt", "completion", "chosen", "rejected"),
        *("instruction", "input", "inputs", "output", "target", "targets", "question", "answer"),
        *("answers", "response", "responses", "context", "passage", "caption", "sentence", "title"),
        *("transcript", "transcription", "messages", "conversations", "conversation", "system"),
        *("system_prompt", "problem", "solution", "generations", "reasoning", "reasoning_content"),
        *("thinking", "thought", "rationale", "abstract", "alt_text", "txt", "completions"),
        *("deepseek_reasoning", "deepseek_solution", "query", "document", "body", "article"),
    )
)
REASONING = frozenset(  # columns of traces of reasoning (data cards of OpenThoughts, s1K, LIMO)
    (
        *("reasoning", "reasoning_content", "thinking", "thoughts", "chain_of_thought", "cot"),
        *("deepseek_reasoning", "reasoning_trace", "thinking_trajectories", "long_cot"),
        *("deepseek_thinking_trajectory", "gemini_thinking_trajectory", "is_reasoning_complete"),
    )
)

KNOWN = frozenset(name for _, groups in _SHAPES for group in groups for name in group)  # columns


def training_shape(columns: Iterable[str]) -> str:
    """What records with these columns train, or "" when the columns do not say."""
    have = frozenset(columns)
    if have.isdisjoint(KNOWN):
        return ""
    for shape, groups in _SHAPES:
        if all(group & have for group in groups):
            return shape
    return ""
