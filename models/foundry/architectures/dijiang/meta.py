"""What the app says about this architecture, besides the notes."""

META = {
    "name": "DiJiang",
    "paper": {
        "title": "DiJiang: Efficient Large Language Models through Compact Kernelization",
        "authors": ["Hanting Chen", "Zhicheng Liu", "Xutao Wang", "Yuchuan Tian", "Yunhe Wang"],
        "year": 2024,
        "url": "https://arxiv.org/abs/2403.19928",
    },
    "equations": [
        {
            "tex": r"\varphi(x) = \mathrm{softmax}_{features}(x\,C\,\mathrm{diag}(w)),\qquad w_n \sim \mathcal{N}(0, 1)",
            "text": {
                "en": "Queries and keys go through a fixed cosine transform C, each feature with a random gain w.",
                "zh": "查询和键经过固定的余弦变换 C，每个特征有一个随机增益 w。",
            },
            "source": "YuchuanTian/DiJiang, modeling_gpt_neox_dijiang.py; eq. 12 of arXiv 2403.19928 has exp instead",
        },
        {
            "tex": r"S_{ij} = D_{1,i}\, D_{2,j}\; \varphi(q_i)\cdot\varphi(k_j)\quad (j \le i),\qquad o_i = \sum_j S_{ij} v_j",
            "text": {
                "en": "A product of features takes the place of the softmax; learned factors of the two positions let it "
                "fade with distance. Nothing is divided by the sum.",
                "zh": "特征的乘积代替 softmax；两个位置各自学到的因子使它随距离衰减。不除以总和。",
            },
            "source": "YuchuanTian/DiJiang, modeling_gpt_neox_dijiang.py",
        },
        {
            "tex": r"Z_i = Z_{i-1} + D_{2,i}\,\varphi(k_i)^\top v_i,\qquad o_i = D_{1,i}\,\varphi(q_i)\, Z_i",
            "text": {
                "en": "The same, with a state of fixed size instead of all earlier tokens.",
                "zh": "同样的计算，用固定大小的状态代替此前所有词元。",
            },
            "source": "the sum above regrouped; without D1 and D2 it is eq. 13 of arXiv 2403.19928",
        },
        {
            "tex": r"\mathrm{out} = W_O\left(\mathrm{SiLU}(h W_G) \odot \mathrm{GroupNorm}(o)\right)",
            "text": {
                "en": "A norm takes the place of the missing division, and a gate follows.",
                "zh": "归一化代替缺少的除法，其后是门。",
            },
            "source": "YuchuanTian/DiJiang, modeling_gpt_neox_dijiang.py",
        },
    ],
}
