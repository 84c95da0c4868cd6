"""The telling parts of a model's name: what is left when architecture, size and habit are taken out."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

# What model names are made of whatever the model was trained on.
_ORDINARY_WORDS = """
a adapter albert all and asr audio aug base bart bert best big bloom by cased checkpoint checkpoints class
classification classifier clip cnn cola combined conformer custom data dataset deberta deit demo detection distil
distilbert distilroberta dpo electra embedding embeddings emotion encoder en epoch epochs eval extraction fine
finetune finetuned finetuning for from ft gemma generation gguf gpt gpt2 hubert image instruct into large lg llama
lm lora mbart medium merged mini mistral mms mobilenet model multilingual my ner new newest no of on onset one opt
output peft phi pipeline plus pretrained qa qlora qwen qwen2 recognition regression results roberta run sagemaker
segmentation sentence sentiment seq2seq set sft small speech summarization t5 tagging task test text tiny to token
train trained training transformer translation tts tuned tuning uncased unigram v ver version vit wav2vec wav2vec2
wavlm whisper with xl xlm xls xlsr xxl
"""
_ORDINARY = frozenset(_ORDINARY_WORDS.split())


def telling_tokens(name: str) -> list[str]:
    """Return the lower-case parts of a name that may name its data, in order.

    >>> telling_tokens("wav2vec2-base-finetuned-sentiment-mesd-v9"), telling_tokens("model_broadclass_onSet1")
    (['mesd'], ['broadclass'])
    """
    found = []
    for word in re.split(r"[^A-Za-z0-9]+", _CAMEL.sub("-", name.rsplit("/", 1)[-1])):
        lowered = word.lower()
        letters = re.sub(r"[0-9]+\Z", "", lowered)
        if len(letters) > 2 and not {lowered, letters} & _ORDINARY and not re.fullmatch(r"v?\d+\w{0,2}", lowered):
            found.append(lowered)
    return list(dict.fromkeys(found))
