"""Which repos the demo has: one row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """What a kind of model is for, and how it is called."""

    pipeline: str
    architecture: str
    model_type: str
    metric: str
    snippet: str


TASKS = {
    "ner": Task(
        "token-classification",
        "BertForTokenClassification",
        "bert",
        "F1",
        'pipe("Tow 14, station Kattegat.")',
    ),
    "cls": Task(
        "text-classification",
        "BertForSequenceClassification",
        "bert",
        "accuracy",
        'pipe("Net came up clean.")',
    ),
    "llm": Task(
        "text-generation", "LlamaForCausalLM", "llama", "perplexity", 'pipe("The tide", max_new_tokens=20)'
    ),
    "asr": Task(
        "automatic-speech-recognition",
        "WhisperForConditionalGeneration",
        "whisper",
        "WER",
        'pipe("note.wav")',
    ),
    "vit": Task(
        "image-classification", "ViTForImageClassification", "vit", "accuracy", 'pipe("frame_0001.pgm")'
    ),
    "emb": Task("feature-extraction", "BertModel", "bert", "recall@10", 'pipe("larval drift")'),
    "seg": Task(
        "image-segmentation", "SegformerForSemanticSegmentation", "segformer", "mIoU", 'pipe("reef.png")'
    ),
    "mt": Task("translation", "MarianMTModel", "marian", "BLEU", 'pipe("The water is cold.")'),
    "sum": Task(
        "summarization", "T5ForConditionalGeneration", "t5", "ROUGE-L", 'pipe(open("log.txt").read())'
    ),
    "tts": Task("text-to-speech", "VitsModel", "vits", "MOS", 'pipe("Station nine, all clear.")'),
}


@dataclass(frozen=True)
class Row:
    """One repo, in short."""

    namespace: str
    name: str
    task: str
    """A key of `TASKS` for a model, the sdk for a space, the shape of the files for a dataset."""
    blurb: str
    licence: str
    languages: str
    kilobytes: int
    downloads: int
    likes: int
    days: int
    """How long ago it was last changed."""
    flags: str = ""
    """`private`, `gated`, `gguf`, `branches`, `tags`, `long`, `internal`, `protected`."""

    def has(self, flag: str) -> bool:
        return flag in self.flags.split()


LAB, ROSALIND, KENJI = "acme-lab", "rosalind", "kenji"
HF_MODELS = (
    Row(LAB, "bert-tiny-ner", "ner", "Finds stations, species and instruments in cruise logs.",
        "apache-2.0", "en", 420, 12840, 141, 2, "branches tags"),
    Row(LAB, "llama-acme-7b-gguf", "llm", "Quantised builds of our field assistant for laptops at sea.",
        "apache-2.0", "en de", 8192, 9310, 77, 0, "private gguf tags"),
    Row(LAB, "whisper-field-notes", "asr", "Whisper, tuned on wind, engines and wet microphones.",
        "mit", "en ja", 3000, 3110, 92, 7, "branches"),
    Row(LAB, "vit-plankton", "vit", "Classifies 103 kinds of plankton from low-resolution frames.",
        "cc-by-4.0", "en", 3072, 880, 38, 31, "gated tags"),
    Row(LAB, "vit-plankton-small", "vit", "The same classes in a quarter of the size.",
        "cc-by-4.0", "en", 310, 412, 12, 29),
    Row(LAB, "reef-segmenter", "seg", "Separates coral, sand and diver in reef transects.",
        "mit", "en", 640, 275, 9, 44),
    Row(LAB, "tide-forecaster-t5", "sum", "Turns gauge readings into one sentence for the bridge.",
        "apache-2.0", "en", 220, 64, 3, 80),
    Row(LAB, "log-embedder-base", "emb", "Sentence vectors for searching forty years of logbooks.",
        "apache-2.0", "en fr", 510, 20450, 210, 12, "branches tags"),
    Row(LAB, "log-embedder-small", "emb", "A small sibling of log-embedder-base.",
        "apache-2.0", "en fr", 96, 5120, 44, 12),
    Row(LAB, "sonar-event-detector", "cls", "Says whether a ping is fish, wreck or whale.",
        "cc-by-nc-4.0", "en", 180, 150, 7, 61, "gated"),
    Row(LAB, "ja-en-marine-mt", "mt", "Translates Japanese fisheries bulletins.",
        "cc-by-sa-4.0", "ja en", 760, 1330, 25, 19),
    Row(LAB, "radio-voice-tts", "tts", "A calm voice for station announcements.",
        "mit", "en", 400, 97, 6, 120),
    Row(LAB, "net-tow-classifier", "cls", "Flags tows that came up torn, by their notes.",
        "apache-2.0", "en", 64, 31, 1, 210),
    Row(LAB, "llama-acme-1b", "llm", "The base that our field assistant is tuned from.",
        "llama3.2", "en", 1300, 4210, 58, 5, "gated branches tags"),
    Row(LAB, "llama-acme-1b-instruct", "llm", "Follows instructions about sampling plans.",
        "llama3.2", "en de ja", 1024, 6990, 83, 3, "gated branches"),
    Row(LAB, "otolith-age-reader", "vit", "Reads the age of a fish from its ear stone.",
        "cc-by-4.0", "en", 250, 18, 2, 300, "private"),
    Row(LAB, "drift-bottle-ocr", "cls", "Sorts scanned drift-bottle cards before transcription.",
        "mit", "en nl", 88, 9, 0, 400),
    Row(LAB, "baseline-2019", "cls", "Kept for comparison. Do not use.",
        "mit", "en", 40, 2, 0, 1900),
    Row(ROSALIND, "tiny-experiments", "ner", "Scratch space for tokenizers.",
        "mit", "en", 48, 3, 0, 1, "private branches"),
    Row(ROSALIND, "diatom-namer", "cls", "Names diatoms from their descriptions, often wrongly.",
        "apache-2.0", "la en", 72, 55, 4, 16),
    Row(ROSALIND, "haiku-of-the-sea", "llm", "Writes haiku. Counts syllables most of the time.",
        "openrail", "ja en", 330, 730, 61, 47),
    Row(ROSALIND, "thesis-model-final-v3", "vit", "The one in chapter four.",
        "cc-by-4.0", "en", 128, 12, 1, 640, "private"),
    Row(ROSALIND, "salinity-regressor", "emb", "A regression head on log-embedder-small.",
        "mit", "en", 56, 21, 2, 90),
    Row(KENJI, "kaiyo-bert-ja", "ner", "Named entities in Japanese ocean reports.",
        "cc-by-sa-4.0", "ja", 380, 1904, 33, 9, "tags"),
    Row(KENJI, "wakame-llm-125m", "llm", "A language model that fits in a seaweed sensor.",
        "apache-2.0", "ja", 500, 642, 19, 24, "branches"),
    Row(KENJI, "quant-playground", "llm", "Quantisation experiments; expect nothing.",
        "mit", "en", 160, 8, 0, 4, "private"),
    Row(KENJI, "buoy-anomaly", "cls", "Finds buoys that lie.",
        "mit", "en", 60, 74, 5, 55),
    Row(KENJI, "onsen-asr", "asr", "Speech recognition with running water.",
        "mit", "ja", 290, 190, 14, 140),
)  # fmt: skip
MS_MODELS = (
    Row(ROSALIND, "bert-tiny-ner", "ner", "Finds stations, species and instruments in cruise logs.",
        "apache-2.0", "en", 420, 310, 2, 5, "tags"),
    Row(ROSALIND, "vit-plankton", "vit", "Classifies 103 kinds of plankton from low-resolution frames.",
        "cc-by-4.0", "en", 3072, 22, 1, 33, "private"),
    Row(ROSALIND, "log-embedder-small", "emb", "A small sibling of log-embedder-base.",
        "apache-2.0", "en fr", 96, 1210, 17, 13),
    Row(ROSALIND, "diatom-namer", "cls", "Names diatoms from their descriptions, often wrongly.",
        "apache-2.0", "la en", 72, 40, 3, 18),
    Row(ROSALIND, "harbour-captioner", "sum", "Captions for harbour cameras.",
        "mit", "zh en", 210, 96, 4, 60),
    Row(ROSALIND, "zh-marine-glossary", "mt", "Chinese and English names of sea life.",
        "cc-by-4.0", "zh en", 130, 512, 11, 26, "tags"),
    Row(ROSALIND, "shoal-counter", "vit", "Counts fish until it loses count.",
        "apache-2.0", "en", 150, 61, 2, 77),
    Row(ROSALIND, "pier-asr-zh", "asr", "Speech recognition on piers.",
        "apache-2.0", "zh", 330, 204, 8, 38),
    Row(ROSALIND, "tiny-experiments", "ner", "Scratch space for tokenizers.",
        "mit", "en", 48, 1, 0, 1, "private"),
    Row(ROSALIND, "estuary-llm", "llm", "A small assistant for estuary surveys.",
        "apache-2.0", "zh en", 1024, 388, 21, 8, "tags"),
    Row(ROSALIND, "foam-detector", "seg", "Is it foam, or is it ice?",
        "mit", "en", 110, 15, 0, 150),
    Row(ROSALIND, "old-port", "cls", "Moved from an older account.",
        "mit", "en", 40, 4, 0, 700, "internal"),
)  # fmt: skip
HF_DATASETS = (
    Row(LAB, "plankton-frames", "frames", "Ten thousand frames from the towed camera, sorted by dive.",
        "cc-by-4.0", "en", 0, 2210, 64, 21, "tags"),
    Row(LAB, "cruise-logs", "lines", "Logbooks of eleven cruises, cleaned and split.",
        "cc-by-4.0", "en fr", 900, 1530, 47, 10, "branches tags"),
    Row(LAB, "nightly-evals", "evals", "What last night's evaluation said, every night.",
        "mit", "en", 1, 88, 3, 0, "long"),
    Row(LAB, "field-notes-audio", "audio", "Spoken notes, with wind.",
        "cc-by-nc-4.0", "en ja", 0, 940, 29, 15, "gated"),
    Row(LAB, "reef-transects", "table", "Cover estimates along 240 transects.",
        "cc-by-4.0", "en", 300, 410, 13, 50),
    Row(LAB, "sonar-pings-raw", "table", "Unlabelled. Large, once.",
        "cc-by-nc-4.0", "en", 700, 12, 1, 260, "private"),
    Row(ROSALIND, "haiku-corpus", "lines", "Haiku about the sea, with permission.",
        "cc-by-sa-4.0", "ja en", 150, 233, 18, 48),
    Row(ROSALIND, "interview-transcripts", "lines", "Do not publish.",
        "other", "en", 60, 0, 0, 6, "private"),
    Row(KENJI, "buoy-readings", "table", "Hourly readings of nine buoys.",
        "mit", "en", 480, 318, 9, 2, "tags"),
    Row(KENJI, "kaiyo-ner-ja", "lines", "Annotated ocean reports.",
        "cc-by-sa-4.0", "ja", 210, 720, 22, 11),
    Row(KENJI, "scratch", "table", "Scratch.",
        "mit", "en", 8, 0, 0, 3, "private"),
)  # fmt: skip
MS_DATASETS = (
    Row(ROSALIND, "cruise-logs", "lines", "Logbooks of eleven cruises, cleaned and split.",
        "cc-by-4.0", "en fr", 900, 150, 5, 12, "tags"),
    Row(ROSALIND, "harbour-cams", "frames-small", "Frames of harbour cameras.",
        "cc-by-4.0", "zh", 0, 44, 2, 66),
    Row(ROSALIND, "haiku-corpus", "lines", "Haiku about the sea, with permission.",
        "cc-by-sa-4.0", "ja en", 150, 31, 1, 49),
    Row(ROSALIND, "pier-recordings", "audio", "Voices on piers.",
        "cc-by-nc-4.0", "zh", 0, 12, 0, 39, "private"),
)  # fmt: skip
HF_SPACES = (
    Row(LAB, "plankton-gallery", "gradio", "Browse frames by class.", "mit", "en", 1, 0, 52, 20),
    Row(
        LAB,
        "ner-playground",
        "gradio",
        "Try bert-tiny-ner on your own logbook.",
        "apache-2.0",
        "en",
        1,
        0,
        18,
        4,
    ),
    Row(ROSALIND, "haiku-machine", "static", "One haiku a click.", "mit", "en", 1, 0, 87, 46),
    Row(KENJI, "buoy-dashboard", "docker", "Nine buoys on one page.", "mit", "en", 1, 0, 6, 30, "private"),
)
MS_STUDIOS = (
    Row(ROSALIND, "plankton-viewer", "gradio", "Browse frames by class.", "mit", "zh", 1, 0, 7, 25),
    Row(ROSALIND, "haiku-machine", "static", "One haiku a click.", "mit", "zh", 1, 0, 3, 52, "private"),
)
