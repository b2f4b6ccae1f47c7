"""The number types of token ids, by the codes that fairseq and Megatron share.

Source: https://github.com/facebookresearch/fairseq/blob/main/fairseq/data/indexed_dataset.py
"""

TOKEN_TYPES = {  # code -> name, bytes of one
    1: ("uint8", 1),
    2: ("int8", 1),
    3: ("int16", 2),
    4: ("int32", 4),
    5: ("int64", 8),
    6: ("float64", 8),
    7: ("float32", 4),  # float64 in later versions of fairseq, which no corpus of tokens uses
    8: ("uint16", 2),
    9: ("uint32", 4),
    10: ("uint64", 8),
}
