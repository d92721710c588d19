"""What the app says about this architecture, besides the notes."""

META = {
    "name": "Mixture-of-Modules",
    "title": "Mixture-of-Modules (MoM)",
    "paper": {
        "title": "Mixture-of-Modules: Reinventing Transformers as Dynamic Assemblies of Modules",
        "authors": [
            "Zhuocheng Gong",
            "Ang Lv",
            "Jian Guan",
            "Junxi Yan",
            "Wei Wu",
            "Huishuai Zhang",
            "Minlie Huang",
            "Dongyan Zhao",
            "Rui Yan",
        ],
        "year": 2024,
        "url": "https://arxiv.org/abs/2407.06677",
    },
    "equations": [
        {
            "tex": r"h_s = \mathrm{GRU}(x_s, h_{s-1}),\qquad p_s = \mathrm{softmax}(W h_s / \tau)",
            "text": {
                "en": "At every step s the router reads the stream of a token and remembers its earlier choices. "
                "The last class is SKIP.",
                "zh": "在每一步 s，路由器读取词元的残差流，并记住此前的选择。最后一类是 SKIP。",
            },
            "source": "gzhch/Mixture-of-Modules, mom/model.py",
        },
        {
            "tex": r"C = \mathrm{top}_2(p),\qquad g_m = p_m \big/ \textstyle\sum_{c\in C} p_c",
            "text": {
                "en": "The best two are taken; their shares are made to sum to 1, SKIP's included.",
                "zh": "取概率最高的两个；它们的份额（含 SKIP）归一化为和为 1。",
            },
            "source": "gzhch/Mixture-of-Modules, mom/model.py",
        },
        {
            "tex": r"[q;k;v] = \sum_{m\in C} W^{qkv}_m\,\mathrm{LN}_m(x),\qquad "
            r"o = \sum_{m\in C} g_m\,W^O_m\,\mathrm{MHA}(q,k,v)",
            "text": {
                "en": "The chosen modules assemble one attention together; only their outputs are weighted.",
                "zh": "被选模块共同组装出一个注意力；只有输出被加权。",
            },
            "source": "gzhch/Mixture-of-Modules, mom/model.py",
        },
        {
            "tex": r"o = \sum_{m\in C} g_m\,\mathrm{FFN}_m(\mathrm{LN}_m(x))",
            "text": {
                "en": "The feed-forward modules are chosen by a router of their own.",
                "zh": "前馈模块由另一个独立的路由器选择。",
            },
            "source": "gzhch/Mixture-of-Modules, mom/model.py",
        },
    ],
}
