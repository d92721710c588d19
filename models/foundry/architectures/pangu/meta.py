"""What the app says about this architecture, besides the notes."""

META = {
    "name": "PanGu-π",
    "paper": {
        "title": "PanGu-π: Enhancing Language Model Architectures via Nonlinearity Compensation",
        "authors": [
            "Yunhe Wang",
            "Hanting Chen",
            "Yehui Tang",
            "Tianyu Guo",
            "Kai Han",
            "Ying Nie",
            "Xutao Wang",
            "Hailin Hu",
            "Zheyuan Bai",
            "Yun Wang",
            "Fangcheng Liu",
            "Zhicheng Liu",
            "Jianyuan Guo",
            "Sinan Zeng",
            "Yinchen Zhang",
            "Qinghua Xu",
            "Qun Liu",
            "Jun Yao",
            "Chao Xu",
            "Dacheng Tao",
        ],
        "year": 2023,
        "url": "https://arxiv.org/abs/2312.17276",
    },
    "equations": [
        {
            "tex": r"\mathrm{AugMSA}(Z) = \mathrm{MSA}(Z) + Z + \sum_{i=1}^{T} \mathcal{T}_i(Z),\qquad "
            r"\mathcal{T}_i(Z) = W^{up}_i\,\mathrm{GELU}(W^{down}_i Z)",
            "text": {
                "en": "A narrow bypass beside the attention, which treats every token by itself.",
                "zh": "注意力旁边的一条窄支路，逐个词元单独处理。",
            },
            "source": "arXiv 2312.17276, eq. 4",
        },
        {
            "tex": r"\sigma_s(y) = \sum_{i=1}^{n} \mathrm{SiLU}(a_i\, y + b_i)",
            "text": {
                "en": "The activation is a sum of shifted and scaled copies, learned for each channel.",
                "zh": "激活函数是若干平移、缩放后的副本之和，每个通道各自学习。",
            },
            "source": "arXiv 2312.17276, eq. 7",
        },
        {
            "tex": r"d_{\mathcal{M}}(Z) = \left\lVert Z - \mathbf{1}\bar{z}^\top \right\rVert_F",
            "text": {
                "en": "How far the tokens are from being all alike; drawn is its share of the norm of Z.",
                "zh": "各词元表示离“完全相同”有多远；图中画的是它占 Z 的范数的比例。",
            },
            "source": "arXiv 2312.17276, the measure of theorem 2",
        },
    ],
}
