"""Each kind of file tells what it is; the samples' facts are those that their own libraries wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from hubtui.previews import Dump, Grid, Picture, Preview, Prose, Source, of_bytes, preview
from hubtui.previews.kinds import FIRST
from tests.previews.files import FILES


def look(name: str, data: bytes | None = None) -> Preview:
    return preview(of_bytes(FILES[name] if data is None else data), name)


def cells(shown: Preview, table: int = 0) -> list[tuple[str, ...]]:
    grids = [body for body in shown.bodies if isinstance(body, Grid)]
    return list(grids[table].rows)


@pytest.mark.parametrize(
    ("name", "kind", "facts"),
    [
        ("model.safetensors", "safetensors", {"tensors": "2", "parameters": "40", "metadata format": "np"}),
        ("seeded.safetensors", "safetensors", {"tensors": "5", "metadata format": "pt"}),
        (
            "model.safetensors.index.json",
            "index of a sharded model",
            {"tensors": "2", "shards": "2", "size of all": "4.1 kB"},
        ),
        (
            "model.gguf",
            "GGUF",
            {
                "version": "3",
                "architecture": "llama",
                "quantization": "Q4_K_M",
                "context length": "4096",
                "tensors": "2",
                "parameters": "256",
            },
        ),
        ("seeded.gguf", "GGUF", {"architecture": "llama", "tensors": "1"}),
        (
            "table.parquet",
            "Parquet",
            {"rows": "300", "columns": "6", "row groups": "3", "compression": "ZSTD"},
        ),
        ("model.onnx", "ONNX", {"producer": "hubtui-tests", "opset": "17", "metadata": "author rosalind"}),
        ("array.npy", "numpy array", {"dtype": "<f4", "shape": "3 × 4", "order": "C"}),
        ("arrays.npz", "numpy archive", {"files": "2"}),
        ("pictures.zip", "zip", {"files": "2", "unpacked": "1.0 kB"}),
        ("shard.tar", "tar", {"files": "2"}),
        ("rows.csv", "CSV", {"rows": "2", "columns": "3"}),
        ("rows.tsv", "TSV", {"rows": "1", "columns": "2"}),
        ("rows.jsonl", "JSON Lines", {"records": "2", "fields": "id, text"}),
        ("rows.jsonl.gz", "JSON Lines in gzip", {"records": "50"}),
        ("notes.txt", "text", {"encoding": "UTF-16"}),
        ("old.txt", "text", {"encoding": "Latin-1, as a guess: it is not UTF-8"}),
        ("picture.png", "PNG", {"size": "37 × 21 pixels", "mode": "RGB, 8 bits a channel"}),
        ("picture.jpg", "JPEG", {"size": "37 × 21 pixels", "mode": "YCbCr, 8 bits"}),
        ("picture.gif", "GIF", {"size": "37 × 21 pixels"}),
        ("picture.webp", "WebP", {"size": "37 × 21 pixels"}),
        ("picture.bmp", "BMP", {"size": "37 × 21 pixels", "mode": "24 bits a pixel"}),
        ("picture.tiff", "TIFF", {"size": "37 × 21 pixels", "mode": "3 channels"}),
        ("voice.wav", "WAV", {"duration": "0:03", "sample rate": "16,000 Hz", "channels": "stereo"}),
        ("voice.mp3", "MP3", {"duration": "0:01", "sample rate": "44,100 Hz", "coding": "128 kbit/s"}),
        ("voice.flac", "FLAC", {"duration": "0:02", "channels": "mono", "coding": "lossless, 24 bits"}),
        ("state.bin", "pickle", {"protocol": "4", "imports": "1"}),
        ("pytorch_model.bin", "PyTorch checkpoint", {"files": "3"}),
        ("empty.txt", "empty file", {}),
        ("weights.dat", "binary", {}),
    ],
)
def test_a_file_tells_what_it_is(name, kind, facts):
    shown = look(name)
    assert shown.kind == kind
    assert facts.items() <= dict(shown.facts).items()


def test_tensors_have_dtypes_shapes_and_counts():
    shown = look("model.safetensors")
    assert cells(shown) == [("a.weight", "F32", "4 × 8", "128 B"), ("b.bias", "F16", "8", "16 B")]
    assert dict(shown.facts)["  F32"] == "32"


def test_an_array_of_gguf_is_summarised():
    values = dict(cells(look("model.gguf")))
    assert values["tokenizer.ggml.tokens"] == "[tok0, tok1, tok2, tok3, tok4, tok5, …] (100)"
    assert cells(look("model.gguf"), 1)[0] == ("token_embd.weight", "F32", "32 × 4")


def test_a_parquet_s_nested_columns_are_indented():
    names = [row[0] for row in cells(look("table.parquet"))]
    assert names == ["id", "text", "when", "scores", "  list", "    element", "image", "  bytes", "  path"]
    assert cells(look("table.parquet"), 1)[0][:2] == ("1", "100")


@pytest.mark.parametrize(("name", "imported"), [("evil.pkl", "system"), ("state.bin", "OrderedDict")])
def test_a_pickle_is_listed_and_never_loaded(name, imported):
    mark = Path("/tmp/hubtui-was-here")
    shown = look(name)
    assert imported in cells(shown)[0][0]
    assert "Loading a pickle runs" in shown.note
    assert not mark.exists()


def test_a_checkpoint_lists_what_it_would_import():
    shown = look("pytorch_model.bin")
    assert cells(shown) == [("collections.OrderedDict",)]
    assert "Loading a pickle runs" in shown.note
    assert ("archive/version", "2 B", "") in cells(shown, 1)


def test_texts_are_what_they_are():
    assert look("README.md").bodies == (Prose(FILES["README.md"].decode()),)
    assert look("train.py").bodies == (Source(FILES["train.py"].decode(), "train.py"),)
    assert look("notes.txt").bodies == (Source("Grüße", "notes.txt"),)
    assert look("old.txt").bodies == (Source("Grüße aus Kiel", "old.txt"),)
    assert look("weights.dat").bodies == (Dump(FILES["weights.dat"][:1024]),)


def test_json_on_one_line_is_laid_out():
    (body,) = look("config.json").bodies
    assert body.text.split("\n")[:3] == ["{", '  "model_type": "bert",', '  "layers": [1, 2, 3],']


def test_five_megabytes_of_json_on_one_line_are_cut_and_laid_out():
    data = b"[" + b",".join(b'{"id": %d, "text": "plankton"}' % number for number in range(170_000)) + b"]"
    reader = of_bytes(data)
    shown = preview(reader, "all.json")
    assert len(data) > 5_000_000
    assert reader.asked == FIRST
    assert shown.rest
    assert shown.bodies[0].text.split("\n")[1] == '  {"id": 0, "text": "plankton"},'


def test_more_of_a_text_is_asked_for_without_asking_again():
    data = b"line of text\n" * 40_000
    reader = of_bytes(data)
    assert len(preview(reader, "log.txt").bodies[0].text) == FIRST
    longer = preview(reader, "log.txt", first=2 * FIRST)
    assert len(longer.bodies[0].text) == 2 * FIRST
    assert longer.rest
    assert reader.asked == 2 * FIRST
    assert not preview(reader, "log.txt", first=len(data)).rest


def test_a_cut_in_the_middle_of_a_character_is_no_other_encoding():
    shown = preview(of_bytes("ä".encode() * 40_000), "x.txt", first=65_535)
    assert not shown.facts


def test_tables_find_their_delimiter_and_their_numbers():
    shown = look("x.csv", b'id;name;score\n1;"a; b";2.5\n2;c;31\n')
    assert cells(shown) == [("1", "a; b", "2.5"), ("2", "c", "31")]
    assert dict(shown.facts)["delimiter"] == ";"
    assert shown.bodies[0].right == {0, 2}


def test_tables_are_capped_and_say_so():
    wide = ",".join(map(str, range(100)))
    shown = look("x.csv", "\n".join([wide] * 300).encode())
    assert len(shown.bodies[0].columns) == 64
    assert "36 more columns" in shown.bodies[0].note
    assert "1,000 more rows" in look("x.csv", b"a,b\n" + b"1,2\n" * 2000).bodies[0].note


def test_a_picture_is_small():
    (picture,) = look("picture.png").bodies
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (37, 21)
    assert picture.rgb[:3] == bytes((200, 100, 50))


def test_the_wrong_name_is_said_and_the_bytes_are_shown():
    shown = look("model.safetensors", bytes(range(256)) * 100)
    assert shown.note.startswith("Not a safetensors file")
    assert isinstance(shown.bodies[0], Dump)
    text = look("data.parquet", b"only text, and quite enough of it\n")
    assert text.note == "Not a Parquet file: it does not end with PAR1."
    assert isinstance(text.bodies[0], Source)


def test_the_content_wins_over_the_name():
    assert look("model.bin", FILES["model.gguf"]).kind == "GGUF"
    assert look("picture.jpg", FILES["picture.png"]).kind == "PNG"
