// Mixing the heads of every visible pair of tokens, and its slopes, for training on the CPU (see mix.py). Float32; all arrays
// are contiguous; keys after the query are not read, and their places in the results are 0.
//
//   out[b, h, t, s] = sum_g map[b, g, t, s] (of_query[b, t, g, h] + of_key[b, g, h, s]),   s <= t

#include <cstdint>
#include <cstring>

namespace {

template <int H>
void forward(const float* map, const float* of_query, const float* of_key, float* out, int64_t batch, int64_t length) {
  const int64_t plane = length * length;
  for (int64_t b = 0; b < batch; ++b) {
    const float* keys = of_key + b * H * H * length;
    for (int64_t t = 0; t < length; ++t) {
      const float* query = of_query + (b * length + t) * H * H;
      const int64_t visible = t + 1;
      for (int h = 0; h < H; ++h) {
        float* to = out + (b * H + h) * plane + t * length;
        std::memset(to, 0, length * sizeof(float));
        for (int g = 0; g < H; ++g) {
          const float* from = map + (b * H + g) * plane + t * length;
          const float* key = keys + (g * H + h) * length;
          const float fixed = query[g * H + h];
          for (int64_t s = 0; s < visible; ++s) to[s] += from[s] * (fixed + key[s]);
        }
      }
    }
  }
}

template <int H>
void backward(const float* slope, const float* map, const float* of_query, const float* of_key, float* d_map,
              float* d_query, float* d_key, int64_t batch, int64_t length) {
  const int64_t plane = length * length;
  std::memset(d_key, 0, batch * H * H * length * sizeof(float));
  for (int64_t b = 0; b < batch; ++b) {
    const float* keys = of_key + b * H * H * length;
    float* d_keys = d_key + b * H * H * length;
    for (int64_t t = 0; t < length; ++t) {
      const float* query = of_query + (b * length + t) * H * H;
      float* d_own = d_query + (b * length + t) * H * H;
      const int64_t visible = t + 1;
      for (int g = 0; g < H; ++g) {
        const float* from = map + (b * H + g) * plane + t * length;
        float* to = d_map + (b * H + g) * plane + t * length;
        std::memset(to, 0, length * sizeof(float));
        for (int h = 0; h < H; ++h) {
          const float* wanted = slope + (b * H + h) * plane + t * length;
          const float* key = keys + (g * H + h) * length;
          float* d_this = d_keys + (g * H + h) * length;
          const float fixed = query[g * H + h];
          float sum = 0;
          for (int64_t s = 0; s < visible; ++s) {
            const float product = from[s] * wanted[s];
            to[s] += wanted[s] * (fixed + key[s]);
            d_this[s] += product;
            sum += product;
          }
          d_own[g * H + h] = sum;
        }
      }
    }
  }
}

}  // namespace

extern "C" {
void mix_forward(const float* map, const float* of_query, const float* of_key, float* out, int64_t batch, int64_t length) {
  forward<HEADS>(map, of_query, of_key, out, batch, length);
}

void mix_backward(const float* slope, const float* map, const float* of_query, const float* of_key, float* d_map,
                  float* d_query, float* d_key, int64_t batch, int64_t length) {
  backward<HEADS>(slope, map, of_query, of_key, d_map, d_query, d_key, batch, length);
}
}
