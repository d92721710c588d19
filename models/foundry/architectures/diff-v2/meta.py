"""What the app says about this architecture, besides the notes."""

META = {
    "name": "DIFF V2",
    "title": "DIFF Transformer V2",
    "paper": {
        "title": "Differential Transformer V2",
        "authors": ["Tianzhu Ye", "Li Dong", "Yutao Sun", "Furu Wei"],
        "year": 2026,
        "url": "https://github.com/microsoft/unilm/tree/master/Diff-Transformer/Diff-Transformer-V2",
    },
    "equations": [
        {
            "tex": r"A_i = \mathrm{softmax}\!\left(Q_i K^\top/\sqrt{d} + M\right),\qquad i = 1, 2",
            "text": {
                "en": "Two maps from two sets of queries, but only one set of keys.",
                "zh": "两组查询给出两张注意力图，但只有一组键。",
            },
            "source": "microsoft/unilm, multihead_flashdiffv2.py",
        },
        {
            "tex": r"\lambda_{t,h} = \sigma(w_h \cdot x_t),\qquad o_t = A_{1,t} V - \lambda_{t,h}\, A_{2,t} V",
            "text": {
                "en": "How much of the second map is subtracted is decided by each token for each head.",
                "zh": "第二张图减去多少，由每个词元为每个头决定。",
            },
            "source": "microsoft/unilm, multihead_flashdiffv2.py",
        },
    ],
}
