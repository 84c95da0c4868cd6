"""Names that are never a dataset: the loaders packaged with the `datasets` library, and its ways to say "none"."""

from __future__ import annotations

import re

# The packaged modules of datasets 2.14 to 5.2. transformers leaves out the first five and prints the others as names.
LOADERS = frozenset(
    {
        "csv",
        "json",
        "pandas",
        "parquet",
        "text",
        "arrow",
        "audiofolder",
        "cache",
        "conll",
        "eval",
        "fasta",
        "fastq",
        "genbank",
        "generator",
        "harbor",
        "hdf5",
        "iceberg",
        "image_folder",
        "imagefolder",
        "lance",
        "meshfolder",
        "mmcif",
        "niftifolder",
        "pdb",
        "pdffolder",
        "spark",
        "sql",
        "tsfile",
        "videofolder",
        "vortex",
        "webdataset",
        "xml",
    }
)


# Loading scripts of the `datasets` library that many cards name, without those of one dataset's many versions.
_SCRIPTS = frozenset(
    {
        *("amazon_polarity", "amazon_reviews_multi", "cnn_dailymail", "common_voice", "conll2003", "dbpedia_14"),
        *("eli5", "go_emotions", "hate_speech18", "librispeech_asr", "multi_nli", "opus_books", "opus100"),
        *("rotten_tomatoes", "squad_v2", "squad_es", "timit_asr", "tweet_eval", "wiki_dpr", "wmt14", "wmt16"),
        *("xnli", "yelp_polarity", "yelp_review_full"),
    }
)
_VERSIONED = re.compile(r"common_voice_[0-9]+_[0-9]+")
_WITHOUT_OWNER = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")


def lacks_owner(name: str) -> bool:
    """Whether a dataset's name looks like that of a module, and not like `owner/name`.

    >>> lacks_owner("squad_v2"), lacks_owner("rajpurkar/squad_v2"), lacks_owner("imdb")
    (True, False, False)
    """
    return _WITHOUT_OWNER.fullmatch(name) is not None


def is_loading_script(name: str) -> bool:
    """Whether a dataset's name is known to be that of its old loading script.

    >>> is_loading_script("common_voice_11_0"), is_loading_script("librispeech_100")
    (True, False)
    """
    return name in _SCRIPTS or _VERSIONED.fullmatch(name) is not None


def is_loader(name: str) -> bool:
    """Whether a dataset's name is the name of the loader it was read with.

    >>> is_loader("imagefolder"), is_loader("imdb"), is_loader("Eval")
    (True, False, False)
    """
    return name.strip() in LOADERS
