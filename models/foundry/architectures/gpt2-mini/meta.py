"""What the app says about this architecture, besides the notes."""

META = {
    "name": "GPT-2",
    "title": "GPT-2 mini",
    "paper": {
        "title": "Language Models are Unsupervised Multitask Learners",
        "authors": ["Alec Radford", "Jeffrey Wu", "Rewon Child", "David Luan", "Dario Amodei", "Ilya Sutskever"],
        "year": 2019,
        "url": "https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf",
    },
    "equations": [
        {
            "tex": r"h^0_t = W_e\,[u_t] + W_p\,[t]",
            "text": {
                "en": "A learned vector for each position is added to that of the token.",
                "zh": "词元向量加上每个位置各自学到的向量。",
            },
            "source": "Radford et al. 2018 (the first GPT), unsupervised pre-training",
        },
        {
            "tex": r"h \leftarrow h + \mathrm{Attn}(\mathrm{LN}(h)),\qquad "
            r"h \leftarrow h + \mathrm{FFN}(\mathrm{LN}(h))",
            "text": {
                "en": "Normalisation stands before each part and leaves the stream itself alone.",
                "zh": "归一化放在每个部分之前，残差流本身不被归一化。",
            },
            "source": "Radford et al. 2019, section 2.3",
        },
        {
            "tex": r"\mathrm{Attn} = \mathrm{softmax}\!\left(QK^\top/\sqrt{d} + M\right)V\,W^O + b",
            "text": {
                "en": "Every head looks at the past through one map of probabilities.",
                "zh": "每个头用一张概率图查看过去。",
            },
            "source": "Vaswani et al. 2017, eq. 1",
        },
    ],
}
