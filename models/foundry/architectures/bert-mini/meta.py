"""What the app says about this architecture, besides the notes."""

META = {
    "name": "BERT",
    "title": "BERT mini",
    "paper": {
        "title": "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        "authors": ["Jacob Devlin", "Ming-Wei Chang", "Kenton Lee", "Kristina Toutanova"],
        "year": 2018,
        "url": "https://arxiv.org/abs/1810.04805",
    },
    "equations": [
        {
            "tex": r"x^0_t = \mathrm{LN}(E[u_t] + P[t])",
            "text": {
                "en": "A learned vector for each position is added to that of the token.",
                "zh": "词元向量加上每个位置各自学到的向量。",
            },
            "source": "arXiv 1810.04805, section 3",
        },
        {
            "tex": r"A = \mathrm{softmax}\!\left(QK^\top/\sqrt{d}\right)",
            "text": {
                "en": "No mask: every token sees the whole text, before and after it.",
                "zh": "没有掩码：每个词元都能看到前后全部文本。",
            },
            "source": "Vaswani et al. 2017, eq. 1",
        },
    ],
}
