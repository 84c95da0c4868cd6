"""Build the package data in cardsmith/data from a folder of downloaded Hub catalogues.

    python scripts/build_catalogue.py SOURCE_DIR

SOURCE_DIR holds one JSON file for each list (licenses.json, pipeline_tags.json, ...), each with a `source`
that names the list and its version. The order of a list is kept: the Hub puts common entries first.
"""

import json
import sys
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "cardsmith" / "data"
RETRIEVED = "2026-08-22"

# The Hub also accepts ISO 639-2, which has codes that ISO 639-3 leaves out: the bibliographic twins of
# twenty languages, and groups of languages.
BIBLIOGRAPHIC = {
    "alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "chi": "zho", "cze": "ces", "dut": "nld",
    "fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl", "mac": "mkd", "mao": "mri",
    "may": "msa", "per": "fas", "rum": "ron", "slo": "slk", "tib": "bod", "wel": "cym",
}  # fmt: skip
GROUPS = {
    "afa": "Afro-Asiatic", "alg": "Algonquian", "apa": "Apache", "art": "Artificial", "ath": "Athapascan",
    "aus": "Australian", "bad": "Banda", "bai": "Bamileke", "bat": "Baltic", "ber": "Berber", "bih": "Bihari",
    "bnt": "Bantu", "btk": "Batak", "cai": "Central American Indian", "cau": "Caucasian", "cel": "Celtic",
    "cmc": "Chamic", "cpe": "English-based creole", "cpf": "French-based creole",
    "cpp": "Portuguese-based creole", "crp": "Creole and pidgin", "cus": "Cushitic", "day": "Land Dayak",
    "dra": "Dravidian", "fiu": "Finno-Ugrian", "gem": "Germanic", "him": "Himachali", "ijo": "Ijo",
    "inc": "Indic", "ine": "Indo-European", "ira": "Iranian", "iro": "Iroquoian", "kar": "Karen",
    "khi": "Khoisan", "kro": "Kru", "map": "Austronesian", "mkh": "Mon-Khmer", "mno": "Manobo",
    "mun": "Munda", "myn": "Mayan", "nah": "Nahuatl", "nai": "North American Indian",
    "nic": "Niger-Kordofanian", "nub": "Nubian", "oto": "Otomian", "paa": "Papuan", "phi": "Philippine",
    "pra": "Prakrit", "roa": "Romance", "sai": "South American Indian", "sal": "Salishan", "sem": "Semitic",
    "sgn": "Sign", "sio": "Siouan", "sit": "Sino-Tibetan", "sla": "Slavic", "smi": "Sami", "son": "Songhai",
    "ssa": "Nilo-Saharan", "tai": "Tai", "tup": "Tupi", "tut": "Altaic", "wak": "Wakashan", "wen": "Sorbian",
    "ypk": "Yupik", "znd": "Zande",
}  # fmt: skip


def catalogue(source: Path) -> dict[str, Any]:
    """Every short list, in one object."""
    languages = _read(source, "languages")
    licenses = _read(source, "licenses")
    libraries = _read(source, "libraries")
    metrics = _read(source, "metrics")
    tasks = _read(source, "pipeline_tags")
    return {
        "retrieved": RETRIEVED,
        "licenses": _section(licenses, "Apache-2.0", _names(licenses["items"])),
        "pipeline_tags": _section(
            tasks,
            "MIT",
            {
                task["id"]: {
                    "name": task["name"],
                    "modality": task["modality"],
                    "hidden": task.get("hide_in_models", False),
                }
                for task in tasks["items"]
            },
        ),
        "libraries": _section(libraries, "MIT", _names(libraries["items"])),
        "metrics": _section(metrics, "Apache-2.0", _names(metrics["items"])),
        "languages": _section(languages, "MIT", _names(languages["iso_639_1"] + languages["special"])),
    }


def three_letter_languages(source: Path) -> dict[str, Any]:
    """The long list of languages, which only a card with a three-letter code needs."""
    iso_639_3 = _read(source, "languages_iso_639_3")
    names: dict[str, str] = iso_639_3["items"]
    iso_639_2 = {code: names[twin] for code, twin in BIBLIOGRAPHIC.items()}
    iso_639_2 |= {code: f"{group} languages" for code, group in GROUPS.items()}
    section = _section(iso_639_3, "MIT", names | dict(sorted(iso_639_2.items())))
    section["source"] += "; then ISO 639-2 codes that it lacks"
    return {"retrieved": RETRIEVED, **section}


def _read(source: Path, name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((source / f"{name}.json").read_text(encoding="utf-8"))
    return data


def _section(data: dict[str, Any], license_id: str, items: dict[str, Any]) -> dict[str, Any]:
    return {"source": data["source"], "license": license_id, "items": items}


def _names(items: list[dict[str, Any]]) -> dict[str, str]:
    """Id to name; of two entries with one id the first wins (the metric, not the comparison)."""
    names: dict[str, str] = {}
    for item in items:
        names.setdefault(item["id"], item["name"])
    return names


def _write(path: Path, data: dict[str, Any]) -> None:
    # One value a line keeps a later update readable as a diff; indentation would only add bytes.
    text = json.dumps(data, ensure_ascii=False, indent=0)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: build_catalogue.py SOURCE_DIR", file=sys.stderr)
        return 2
    source = Path(arguments[0])
    DATA.mkdir(exist_ok=True)
    _write(DATA / "catalogue.json", catalogue(source))
    _write(DATA / "languages_iso_639_3.json", three_letter_languages(source))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
