"""What the app says about this architecture, besides the notes."""

META = {
    "name": "Transformer",
    "paper": {
        "title": "Attention Is All You Need",
        "authors": [
            "Ashish Vaswani",
            "Noam Shazeer",
            "Niki Parmar",
            "Jakob Uszkoreit",
            "Llion Jones",
            "Aidan N. Gomez",
            "Łukasz Kaiser",
            "Illia Polosukhin",
        ],
        "year": 2017,
        "url": "https://arxiv.org/abs/1706.03762",
    },
    "equations": [
        {
            "tex": r"S_h = \frac{Q_h K_h^{\top}}{\sqrt{d}}",
            "text": {
                "en": "Scores: how well the query of a token fits the key of every token before it.",
                "zh": "分数：一个词元的查询与它之前每个词元的键有多匹配。",
            },
            "source": "Vaswani et al. 2017, eq. 1",
        },
        {
            "tex": r"A_h = \operatorname{softmax}\left(S_h + M\right),\quad M_{ij} = \begin{cases}0 & j \le i\\ -\infty & j > i\end{cases}",
            "text": {
                "en": "Attention map: scores of earlier tokens made into shares that add up to one. Later tokens are masked.",
                "zh": "注意力图：把之前各词元的分数变成总和为一的份额，之后的词元被遮住。",
            },
            "source": "Vaswani et al. 2017, section 3.2.3",
        },
        {
            "tex": r"Y = X + \left[A_1 V_1;\dots;A_H V_H\right] W^{O}",
            "text": {
                "en": "Each head adds up values by these shares; the heads side by side are projected and added to the stream.",
                "zh": "每个头按这些份额对值求和；各头并排后经投影加回残差流。",
            },
            "source": "Vaswani et al. 2017, section 3.2.2, with the norm before the layer",
        },
        {
            "tex": r"\begin{pmatrix}q'_{2i}\\q'_{2i+1}\end{pmatrix} = \begin{pmatrix}\cos t\theta_i & -\sin t\theta_i\\ \sin t\theta_i & \cos t\theta_i\end{pmatrix}\begin{pmatrix}q_{2i}\\q_{2i+1}\end{pmatrix},\quad \theta_i = 10000^{-2i/d}",
            "text": {
                "en": "Rotary positions: neighbouring pairs of features turn with the token's place t, so scores see only distances.",
                "zh": "旋转位置编码：相邻的特征对随词元位置 t 旋转，因此分数只与距离有关。",
            },
            "source": "Su et al. 2021, arXiv 2104.09864, eq. 15",
        },
    ],
}
