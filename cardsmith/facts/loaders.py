"""Names that are never a dataset: the loaders packaged with the `datasets` library, and its ways to say "none"."""

from __future__ import annotations

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


def is_loader(name: str) -> bool:
    """Whether a dataset's name is the name of the loader it was read with.

    >>> is_loader("imagefolder"), is_loader("imdb")
    (True, False)
    """
    return name.strip().lower() in LOADERS
