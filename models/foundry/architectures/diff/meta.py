"""What the app says about this architecture, besides the notes."""

META = {
    "name": "DIFF Transformer",
    "paper": {
        "title": "Differential Transformer",
        "authors": ["Tianzhu Ye", "Li Dong", "Yuqing Xia", "Yutao Sun", "Yi Zhu", "Gao Huang", "Furu Wei"],
        "year": 2024,
        "url": "https://arxiv.org/abs/2410.05258",
    },
    "equations": [
        {
            "tex": r"A_1 = \operatorname{softmax}\!\left(\frac{Q_1K_1^{\top}}{\sqrt{d}} + M\right),\quad A_2 = \operatorname{softmax}\!\left(\frac{Q_2K_2^{\top}}{\sqrt{d}} + M\right)",
            "text": {
                "en": "Two ordinary causal attention maps from two sets of queries and keys.",
                "zh": "由两组查询与键得到的两张普通因果注意力图。",
            },
            "source": "Ye et al. 2024, eq. 1",
        },
        {
            "tex": r"O = \left(A_1 - \lambda A_2\right) V",
            "text": {
                "en": "The second map, scaled by λ, is subtracted. The result may be negative and each row adds up to 1 − λ.",
                "zh": "减去乘以 λ 的第二张图。结果可以为负，每一行之和为 1 − λ。",
            },
            "source": "Ye et al. 2024, eq. 1",
        },
        {
            "tex": r"\lambda = \exp\left(\lambda_{q_1}\cdot\lambda_{k_1}\right) - \exp\left(\lambda_{q_2}\cdot\lambda_{k_2}\right) + \lambda_{\text{init}}",
            "text": {
                "en": "λ is learned: one number for all heads of a layer.",
                "zh": "λ 是学出来的：同一层的所有头共用一个数。",
            },
            "source": "Ye et al. 2024, eq. 2",
        },
        {
            "tex": r"\lambda_{\text{init}} = 0.8 - 0.6\,\exp\left(-0.3\,(l-1)\right)",
            "text": {
                "en": "Where λ starts in layer l, counted from 1: lower layers subtract less.",
                "zh": "第 l 层（从 1 数起）λ 的初始值：越低的层减得越少。",
            },
            "source": "Ye et al. 2024, section 2.1",
        },
        {
            "tex": r"\overline{O}_h = \left(1-\lambda_{\text{init}}\right)\operatorname{RMSNorm}\left(O_h\right),\quad Y = X + \left[\overline{O}_1;\dots;\overline{O}_H\right]W^{O}",
            "text": {
                "en": "Every head is normalised on its own and scaled by a constant, then heads are joined as usual.",
                "zh": "每个头单独归一化并乘以常数，然后照常拼接各头。",
            },
            "source": "Ye et al. 2024, eq. 3",
        },
    ],
}
