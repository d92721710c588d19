"""What the app says about this architecture, besides the notes."""

META = {
    "name": "DCFormer",
    "title": "DCFormer (DCMHA)",
    "paper": {
        "title": "Improving Transformers with Dynamically Composable Multi-Head Attention",
        "authors": ["Da Xiao", "Qingye Meng", "Shengping Li", "Xingyuan Yuan"],
        "year": 2024,
        "url": "https://arxiv.org/abs/2405.08553",
    },
    "equations": [
        {
            "tex": r"A' = \mathrm{Compose}_{pre}(QK^\top/\sqrt{d}),\quad P = \mathrm{softmax}(A'),\quad "
            r"P' = \mathrm{Compose}_{post}(P),\quad O = P'V",
            "text": {
                "en": "The heads are mixed twice: their scores before the softmax and their weights after it.",
                "zh": "各头混合两次：softmax 之前混合分数，softmax 之后混合权重。",
            },
            "source": "arXiv 2405.08553, Fig. 2",
        },
        {
            "tex": r"a'_{ij} = a_{ij}\,(I + W_b + Q_i + K_j),\qquad "
            r"Q_i = \sum_{r=1}^{2} w_{1,ir}^\top w_{2,ir} + \mathrm{diag}(g_i)",
            "text": {
                "en": "The mixing matrix of a pair is a fixed part, a part of the query and a part of the key.",
                "zh": "每个词元对的混合矩阵由固定部分、查询部分和键部分相加而成。",
            },
            "source": "arXiv 2405.08553, Fig. 2 (branches B1 to B5)",
        },
        {
            "tex": r"w_1, w_2 = \mathrm{GELU}(x W_1) W_2,\qquad w_1 \leftarrow w_1 / \mathrm{rms}_{heads}(w_1),\qquad "
            r"g = \tanh(x W_g)",
            "text": {
                "en": "Factors and gates are computed from the token itself; only the first factor is normalised.",
                "zh": "因子与门由词元自身计算；只有第一个因子被归一化。",
            },
            "source": "Caiyun-AI/DCFormer, modeling_dcformer.py",
        },
    ],
}
