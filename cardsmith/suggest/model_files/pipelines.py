"""`model_index.json` of diffusers: the class of the pipeline, and the task it is for (diffusers 0.42)."""

from __future__ import annotations

from collections.abc import Iterator

from cardsmith.gaps import Suggestion
from cardsmith.suggest.model_files.reader import ModelFiles

# Parts of a class's name, the more telling first: `StableDiffusionXLImg2ImgPipeline` is image-to-image.
_SAFE: dict[str, str] = {
    **dict.fromkeys(
        (
            *("StableDiffusionPipeline", "StableDiffusionXLPipeline", "StableDiffusion3Pipeline", "FluxPipeline"),
            *("LatentConsistencyModelPipeline", "PixArtAlphaPipeline", "PixArtSigmaPipeline", "SanaPipeline"),
            *("HunyuanDiTPipeline", "AuraFlowPipeline", "KandinskyV22Pipeline", "KandinskyPipeline", "IFPipeline"),
            *("LDMTextToImagePipeline", "StableCascadeCombinedPipeline", "WuerstchenCombinedPipeline"),
            *("QwenImagePipeline", "ChromaPipeline", "Lumina2Pipeline", "CogView4Pipeline"),
        ),
        "text-to-image",
    ),
    **dict.fromkeys(
        ("DDPMPipeline", "DDIMPipeline", "PNDMPipeline", "LDMPipeline", "ScoreSdeVePipeline", "KarrasVePipeline"),
        "unconditional-image-generation",
    ),
    **dict.fromkeys(("CogVideoXPipeline", "TextToVideoSDPipeline", "HunyuanVideoPipeline"), "text-to-video"),
    **dict.fromkeys(("StableVideoDiffusionPipeline", "CogVideoXImageToVideoPipeline"), "image-to-video"),
    **dict.fromkeys(("AudioLDMPipeline", "AudioLDM2Pipeline", "StableAudioPipeline"), "text-to-audio"),
}

_BY_PART: tuple[tuple[str, str], ...] = (
    ("ImageToVideo", "image-to-video"),
    ("Video", "text-to-video"),
    ("Img2Img", "image-to-image"),
    ("Inpaint", "image-to-image"),
    ("Upscale", "image-to-image"),
    ("Pix2Pix", "image-to-image"),
    ("Depth2Img", "image-to-image"),
    ("Audio", "text-to-audio"),
    ("ShapE", "text-to-3d"),
    ("StableDiffusion", "text-to-image"),
)


def task_of_pipeline(files: ModelFiles) -> Iterator[Suggestion]:
    """Yield the task of a diffusers pipeline; nothing when its class is not known."""
    index = files.json("model_index.json")
    name = index.text("_class_name") if index is not None else None
    if index is None or name is None:
        return
    if name in _SAFE:
        yield index.suggestion("pipeline_tag", _SAFE[name], 0.95, True, "_class_name")
        return
    task = next((task for part, task in _BY_PART if part in name), None)
    if task is not None:
        yield index.suggestion("pipeline_tag", task, 0.75, False, "_class_name")
