"""What the app says about this architecture, besides the notes."""

META = {
    "name": "RWKV-4",
    "title": "RWKV-4",
    "paper": {
        "title": "RWKV: Reinventing RNNs for the Transformer Era",
        "authors": [
            "Bo Peng",
            "Eric Alcaide",
            "Quentin Anthony",
            "Alon Albalak",
            "Samuel Arcadinho",
            "Stella Biderman",
            "Huanqi Cao",
            "Xin Cheng",
            "Michael Chung",
            "Matteo Grella",
            "Kranthi Kiran GV",
            "Xuzheng He",
            "Haowen Hou",
            "Jiaju Lin",
            "Przemysław Kazienko",
            "Jan Kocoń",
            "Jiaming Kong",
            "Bartłomiej Koptyra",
            "Hayden Lau",
            "Krishna Sri Ipsit Mantri",
            "Ferdinand Mom",
            "Atsushi Saito",
            "Guangyu Song",
            "Xiangru Tang",
            "Bolun Wang",
            "Johan S. Wind",
            "Stanisław Woźniak",
            "Ruichong Zhang",
            "Zhenyuan Zhang",
            "Qihang Zhao",
            "Peng Zhou",
            "Qinghua Zhou",
            "Jian Zhu",
            "Rui-Jie Zhu",
        ],
        "year": 2023,
        "url": "https://arxiv.org/abs/2305.13048",
    },
    "equations": [
        {
            "tex": r"k_t = W_k\,(\mu_k \odot x_t + (1-\mu_k) \odot x_{t-1}),\quad v_t, r_t \text{ likewise}",
            "text": {
                "en": "Token shift: every vector is a mixture of this token and the one before it.",
                "zh": "词元移位：每个向量都是当前词元与前一个词元的混合。",
            },
            "source": "arXiv 2305.13048, section 3; BlinkDL/RWKV-LM, RWKV-v4/src/model.py",
        },
        {
            "tex": r"wkv_t = \frac{\sum_{i<t} e^{-(t-1-i)w + k_i}\, v_i + e^{u+k_t}\, v_t}"
            r"{\sum_{i<t} e^{-(t-1-i)w + k_i} + e^{u+k_t}}",
            "text": {
                "en": "A weighted mean of the past in every channel: the weight falls with the distance by the channel's "
                "own decay; the present token gets a bonus u instead.",
                "zh": "每个通道对过去作加权平均：权重随距离按该通道自己的衰减下降；当前词元改用加成 u。",
            },
            "source": "arXiv 2305.13048, eq. 16",
        },
        {
            "tex": r"o_t = W_o\,(\sigma(r_t) \odot wkv_t)",
            "text": {
                "en": "The receptance lets a share of each channel through.",
                "zh": "接受门决定每个通道放行多少。",
            },
            "source": "arXiv 2305.13048, section 3; BlinkDL/RWKV-LM, RWKV-v4/src/model.py",
        },
    ],
}
