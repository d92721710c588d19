"""A small BERT (Devlin et al. 2018; trained like RoBERTa, without a second task): the encoder of `mosaicbert` with the
older choices, learned positions, plain GELU and 15 % of the tokens masked."""

from dataclasses import dataclass

from foundry.architectures.mosaicbert import model as encoder
from foundry.architectures.mosaicbert.model import TASK as TASK
from foundry.architectures.mosaicbert.model import Model as Model
from foundry.architectures.mosaicbert.model import capture_specs as capture_specs
from foundry.architectures.mosaicbert.model import knob_specs as knob_specs

from .meta import META as META


@dataclass(frozen=True)
class Config(encoder.Config):
    """`ffn` is wider than `mosaicbert`'s by what the gate costs there, less what the positions cost here."""

    ffn: int = 468
    alibi: bool = False
    gated: bool = False
    masking: float = 0.15
