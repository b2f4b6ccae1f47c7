"""The words in which a finding tells what it read: one vocabulary, so reports stay comparable."""

from typing import TypedDict


class TensorSample(TypedDict, total=False):
    """One tensor of a bounded sample."""

    name: str
    dtype: str
    shape: list[int]


class Facts(TypedDict, total=False):
    """The whole vocabulary of facts. A new word is added here, so reports stay comparable.

    Counts are whole numbers, `*_bytes` are bytes. What a file says about itself in words is
    text as the file has it; it is made safe when it is shown, never here.
    """

    version: str
    producer: str  # library or program that wrote it, as the file says
    original_name: str  # name the file had when it was written, where the format keeps it
    metadata: dict[str, str]  # the file's own key-value pairs, a bounded sample
    comment: str
    # what was found on a medium, outside of any file
    offset_in_run: int  # where it begins, in the run whose name is its own offset on the medium
    samples: int  # that look alike
    samples_taken: int
    # model weights
    tensor_count: int
    tensors: list[TensorSample]
    parameter_count: int
    dtypes: dict[str, int]  # dtype -> parameters
    declared_bytes: int  # what the header says its tensors or members hold
    missing_bytes: int  # bytes that a cut-off file lacks
    trailing_bytes: int  # bytes behind the end of the format
    leading_bytes: int  # bytes before its start, as in a self-extracting archive
    architecture: str  # as the file names it: a class, a model type, an architecture key
    family: str  # as names and shapes of the tensors tell: "Llama", "DeepSeek V3", ...
    family_evidence: list[str]  # the rule that fired, and names that it matched
    model_name: str
    base_model: str  # what an adapter or a fine-tuned model was made from
    quantization: str
    config_parameter_count: int  # by the file's own settings, where tensors tell it as well
    active_parameter_count: int  # of them, those that one token passes: fewer with experts
    layer_count: int
    hidden_size: int
    intermediate_size: int
    head_count: int
    kv_head_count: int
    expert_count: int
    experts_per_token: int
    expert_intermediate_size: int
    vocabulary_size: int
    context_length: int
    lora_rank: int
    adapter: str  # kind of an adapter: "LORA", "IA3", ...
    target_modules: list[str]  # what an adapter changes
    needs_code: list[str]  # classes outside of the library that loading imports and runs
    merged_models: list[str]  # that a model was mixed from
    merge_method: str
    components: dict[str, str]  # parts of a pipeline -> the class of each
    shard_files: list[str]  # names of the files that hold the tensors: all must exist
    operators: dict[str, int]  # operator -> uses
    opsets: dict[str, int]
    # tokenizers
    tokenizer: str  # its algorithm or class
    merge_count: int
    special_tokens: list[str]
    chat_template: str
    vocabulary_sha256: str  # of the tokens in their order, each with a line end
    # training state
    optimizer_state: bool
    optimizer_evidence: list[str]  # the names that say so
    optimizer_value_count: int  # numbers in optimizer tensors, not counted as parameters
    optimizer: str  # which: "Adam", "SGD", "Adafactor", ... and how that is known
    master_weights: bool  # a full-precision copy of the weights, for training on
    training_step: int
    epoch: int
    max_steps: int
    tokens_seen: int
    samples_seen: int
    framework: str  # what wrote the checkpoint: "Megatron-LM", "DeepSpeed", "Lightning", ...
    world_size: int  # ranks that saved or trained together
    rank: int
    tensor_parallel: int
    pipeline_parallel: int
    data_parallel: int
    expert_parallel: int
    context_parallel: int
    rank_coordinates: dict[str, int]  # this shard's own: {"tensor": 3, "pipeline": 0}
    learning_rate: str
    loss: str
    total_flops: str  # floating point operations spent on training
    batch_size: int
    micro_batch_size: int  # samples that one device takes at once
    sequence_length: int  # tokens of one sample
    zero_stage: int  # of DeepSpeed ZeRO: what is split over the ranks
    precision: str
    gpu_count: int
    gpus: list[str]  # their names
    machine_count: int
    program: str  # that was run
    arguments: list[str]  # of the program
    revision: str  # of its source, or of a model
    random_state: bool  # states of random number generators, for training on
    root_keys: list[str]
    imports: list[str]  # module.name that a pickle would import
    dangerous_imports: list[str]
    dangerous_calls: list[str]  # what it would call on loading, with its arguments in short
    packages: list[str]  # top-level packages of what a pickle would import
    code_members: list[str]  # program text or machine code that the file carries
    custom_operators: list[str]  # that need code from elsewhere
    # what the writer left inside: it names people, machines and data
    paths: list[str]
    data_paths: list[str]  # of them, those that name what was trained on
    training_words: list[str]  # those that its pictures were labelled with most often
    host_names: list[str]
    user_names: list[str]
    addresses: list[str]  # URLs, repositories
    accounts: list[str]  # that computing time is charged to
    dates: list[str]
    # models as programs
    target: str  # device or compiler that a compiled model is for
    delegates: list[str]  # back ends that parts were compiled for
    inputs: list[str]
    outputs: list[str]
    node_count: int
    tree_count: int
    class_count: int
    feature_count: int
    objective: str  # what it was trained for, in its own words: "binary:logistic"
    # datasets
    dtype: str
    shape: list[int]
    element_count: int
    row_count: int
    sample_count: int
    estimated_sample_count: int  # where it was not counted
    sample_bounds: list[int]  # of that estimate: the least and the most
    sample_method: str  # how it was made, and on what condition the bounds hold
    document_count: int  # of a corpus, where a sample is a part of a document
    token_count: int  # exact, as the file holds it
    estimated_token_count: int  # where the file does not hold it
    token_bounds: list[int]
    token_method: str
    sampled_rows: int
    columns: list[str]
    column_types: dict[str, str]
    training_shape: str  # its nature: "pretraining text", "chat", "preference", "token ids", ...
    shape_evidence: list[str]  # what that rests on: columns, values of records
    corpora: dict[str, str]  # known corpus -> "stated", "structure" or "columns" (others have them)
    corpus_evidence: list[str]  # for each of them, what agrees
    languages: dict[str, int]  # ISO 639 code, or "unsure" -> texts of the sample
    personal_data: dict[str, int]  # kind -> how often in the texts of the sample; never the data
    sampled_texts: int
    texts_unread: str  # why languages and personal data were not looked at
    row_group_count: int
    record_types: dict[str, int]  # what the records looked at are: "response", "conversion"
    batch_count: int
    # containers
    member_count: int
    members: list[str]
    member_suffixes: dict[str, int]
    encrypted_member_count: int
    compression: str
    uncompressed_bytes: int
    inner_format: str  # what the first decompressed bytes are
    # encryption
    cipher: str
    uuid: str
    label: str
    sha256: str  # of a file that is elsewhere
    key_slots: int
    protectors: list[str]
    # pictures, films, sound, documents
    width: int  # pixels
    height: int
    bit_depth: int  # of one channel
    channel_count: int  # colours and alpha, or loudspeakers
    frame_count: int
    duration_ms: int
    sample_rate: int  # Hz
    codecs: list[str]
    page_count: int
    announced: list[str]  # formats that stand behind the picture, as it says itself
    unclaimed_offset: int  # the longest stretch inside that no part of the format refers to
    unclaimed_bytes: int
    # volumes and members of arrays
    next_step: str  # what an officer can do to get at the content, in a sentence or two
    raid_level: str
    missing_members: int  # that are needed beside this one; 0 where it stands alone
    # concealment
    claimed: str
    actual: str
    hidden_offset: int  # where the hidden bytes begin in the file
    hidden_bytes: int
    test: str  # a statistical test, its figures and its error
    # shards
    shard_index: int  # counted from 0
    shard_count: int
