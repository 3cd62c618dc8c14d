// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// unimed-clip: CLIP's vision transformer beside a BERT text tower, open_clip's CustomTextCLIP as UniMed-CLIP publishes
// it (Khattak et al. 2024, arXiv 2412.10372). Keys: visual.* as OpenAI's, text.transformer.* as Hugging Face's BERT,
// text.proj (one matrix) or text.proj.{0,2} (two with a GELU), logit_scale.
#include "core/nn/encoder_registry.h"
#include "core/nn/layers/holder.h"
#include "core/nn/published_options.h"

namespace hilum::nn {

namespace {

class UnimedClip : public DualEncoder {
public:
    UnimedClip(const ClipVisionOptions& vision, const BertOptions& text, std::int64_t hidden, bool meanOfTokens)
        : m_meanOfTokens(meanOfTokens) {
        const auto plain = [](std::int64_t in, std::int64_t out) {
            return torch::nn::Linear(torch::nn::LinearOptions(in, out).bias(false));
        };
        m_vision = register_module("visual", ClipVision(vision));
        auto tower = child(*this, "text");
        m_text = tower->register_module("transformer", Bert(text));
        if (hidden > 0) {
            auto projection = child(*tower, "proj");
            m_hidden = projection->register_module("0", plain(text.width, hidden));
            m_out = projection->register_module("2", plain(hidden, vision.dim));
        } else {
            m_out = tower->register_module("proj", plain(text.width, vision.dim));
        }
        m_scale = register_parameter("logit_scale", torch::tensor(kScaleInit, torch::kFloat32));
    }
    torch::Tensor encodeImage(const torch::Tensor& pixels) override { return m_vision->forward(pixels); }
    ImageTap tapImage(const torch::Tensor& pixels) override { return m_vision->tap(pixels); }
    torch::Tensor encodeText(const torch::Tensor& ids, const torch::Tensor& mask) override {
        const auto pooled = m_meanOfTokens ? meanPool(m_text->forward(ids, mask), mask) : m_text->firstToken(ids, mask);
        return m_out->forward(m_hidden ? torch::gelu(m_hidden->forward(pooled)) : pooled);
    }
    torch::Tensor logitScale() const override { return m_scale; }
    void fuse() override {}
    bool pack(NumberFormat format) override {
        const bool pictures = m_vision->pack(format);
        return m_text->pack(format) || pictures;
    }
    std::size_t picturesAtOnce() const override { return 4; }

private:
    static constexpr double kScaleInit = 2.6592600369;  // ln(1 / 0.07)
    bool m_meanOfTokens;
    ClipVision m_vision{nullptr};
    Bert m_text{nullptr};
    torch::nn::Linear m_hidden{nullptr}, m_out{nullptr};
    torch::Tensor m_scale;
};

base::Result<std::shared_ptr<DualEncoder>> make(const nlohmann::json& json) {
    OptionReader reader(json, "unimed-clip");
    ClipVisionOptions vision;
    BertOptions text{30522, 768, 12, 12, 3072};
    std::int64_t hidden = 0;
    bool meanOfTokens = false;
    reader.number("dim", vision.dim, 1, kMostDim);
    reader.number("textHidden", hidden, 0, kMostDim);
    reader.flag("meanOfTokens", meanOfTokens);
    readInside(reader, "vision", vision);
    readInside(reader, "text", text);
    HILUM_TRY_STATUS(reader.status());
    return std::shared_ptr<DualEncoder>(std::make_shared<UnimedClip>(vision, text, hidden, meanOfTokens));
}

}  // namespace

void register_unimed_clip(EncoderRegistry& registry);

void register_unimed_clip(EncoderRegistry& registry) {
    registry.add({"unimed-clip", "UniMed-CLIP: CLIP's vision transformer and a BERT in open_clip's layout", true},
                 make);
}

}  // namespace hilum::nn
