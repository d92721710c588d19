"""What the app says about this architecture, besides the notes."""

META = {
    "name": "MosaicBERT",
    "paper": {
        "title": "MosaicBERT: A Bidirectional Encoder Optimized for Fast Pretraining",
        "authors": [
            "Jacob Portes",
            "Alex Trott",
            "Sam Havens",
            "Daniel King",
            "Abhinav Venigalla",
            "Moin Nadeem",
            "Nikhil Sardana",
            "Daya Khudia",
            "Jonathan Frankle",
        ],
        "year": 2023,
        "url": "https://arxiv.org/abs/2312.17482",
    },
    "equations": [
        {
            "tex": r"A = \mathrm{softmax}\!\left(QK^\top/\sqrt{d} - m_h\,|i-j|\right)",
            "text": {
                "en": "Positions enter only as a penalty on distance, with a fixed slope for each head (ALiBi).",
                "zh": "位置只以距离惩罚的形式出现，每个头有固定的斜率（ALiBi）。",
            },
            "source": "mosaicml/examples, bert_layers.py",
        },
        {
            "tex": r"\mathrm{FFN}(x) = \left(\mathrm{GELU}(x W_g) \odot x W_v\right) W_o + b",
            "text": {
                "en": "A gated feed-forward part.",
                "zh": "带门的前馈部分。",
            },
            "source": "mosaicml/examples, bert_layers.py",
        },
        {
            "tex": r"x \leftarrow \mathrm{LN}(x + \mathrm{Attn}(x)),\qquad x \leftarrow \mathrm{LN}(x + \mathrm{FFN}(x))",
            "text": {
                "en": "The stream itself is normalised after each part, as in the first BERT.",
                "zh": "每个部分之后对残差流本身归一化，与最初的 BERT 相同。",
            },
            "source": "mosaicml/examples, bert_layers.py",
        },
    ],
}
