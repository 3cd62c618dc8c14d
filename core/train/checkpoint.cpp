// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/train/checkpoint.h"

#include <map>

#include "core/weights/tensor_file.h"

namespace hilum::train {

namespace {

constexpr const char* kModel = "model.";
constexpr const char* kMean = "adam.mean.";
constexpr const char* kSquare = "adam.square.";
constexpr const char* kStep = "adam.step.";
constexpr const char* kState = "state";  // F64 [3]: step, best score, best step

constexpr const char* kConfig = "config";  // U8 [64]: hash of the configuration

// Parameter name by tensor identity, since the optimizer knows only tensors.
std::map<void*, std::string> parameterNames(const torch::nn::Module& model) {
    std::map<void*, std::string> names;
    for (const auto& item : model.named_parameters()) names[item.value().unsafeGetTensorImpl()] = item.key();
    return names;
}

torch::Tensor bytesOf(const std::string& text) {
    auto tensor = torch::empty({static_cast<std::int64_t>(text.size())}, torch::kUInt8);
    std::copy(text.begin(), text.end(), tensor.data_ptr<std::uint8_t>());
    return tensor;
}

}  // namespace

base::Status saveCheckpoint(const std::filesystem::path& path, const torch::nn::Module& model,
                            torch::optim::AdamW& optimizer, const TrainState& state) {
    weights::NamedTensors tensors;
    for (const auto& item : model.named_parameters())
        tensors.emplace(kModel + item.key(), item.value().detach().contiguous());
    for (const auto& item : model.named_buffers())
        tensors.emplace(kModel + item.key(), item.value().detach().contiguous());
    const auto names = parameterNames(model);
    for (const auto& [key, value] : optimizer.state()) {
        const auto found = names.find(key);
        if (found == names.end()) continue;
        const auto& adam = static_cast<const torch::optim::AdamWParamState&>(*value);
        tensors.emplace(kMean + found->second, adam.exp_avg().contiguous());
        tensors.emplace(kSquare + found->second, adam.exp_avg_sq().contiguous());
        tensors.emplace(kStep + found->second, torch::tensor({adam.step()}, torch::kInt64));
    }
    tensors.emplace(
        kState, torch::tensor({static_cast<double>(state.step), state.bestScore, static_cast<double>(state.bestStep)},
                              torch::kFloat64));
    tensors.emplace(kConfig, bytesOf(state.configHash));
    return weights::writeTensors(path, tensors, {{"format", "hilum-checkpoint-1"}});
}

base::Result<TrainState> loadCheckpoint(const std::filesystem::path& path, torch::nn::Module& model,
                                        torch::optim::AdamW& optimizer, const std::string& configHash) {
    HILUM_TRY(const auto tensors, weights::readTensors(path));
    const auto corrupt = [&](const std::string& what) {
        return base::makeError(base::ErrorCode::Corrupt, "The checkpoint " + path.string() + " cannot be resumed: " +
                                                             what + "; start anew without --resume.");
    };
    if (!tensors.contains(kState) || !tensors.contains(kConfig))
        return corrupt("it is not a checkpoint of this trainer");
    const auto hash = tensors.at(kConfig).contiguous();
    if (hash.scalar_type() != torch::kUInt8 ||
        std::string(hash.data_ptr<std::uint8_t>(), hash.data_ptr<std::uint8_t>() + hash.numel()) != configHash)
        return corrupt("it belongs to another configuration");
    const auto state = tensors.at(kState).contiguous();
    if (state.scalar_type() != torch::kFloat64 || state.numel() != 3) return corrupt("its state is damaged");
    weights::LoadRules rules;
    rules.rename = [](const std::string& key) {
        return key.starts_with(kModel) ? key.substr(std::string(kModel).size()) : std::string();
    };
    HILUM_TRY_STATUS(weights::loadInto(model, tensors, rules));
    for (const auto& item : model.named_parameters()) {
        const auto meanAt = tensors.find(kMean + item.key());
        const auto squareAt = tensors.find(kSquare + item.key());
        const auto stepAt = tensors.find(kStep + item.key());
        if (meanAt == tensors.end() || squareAt == tensors.end() || stepAt == tensors.end()) continue;
        const auto& mean = meanAt->second;
        const auto& square = squareAt->second;
        const auto& step = stepAt->second;
        if (!mean.sizes().equals(item.value().sizes()) || !square.sizes().equals(item.value().sizes()) ||
            step.numel() != 1)
            return corrupt("the optimiser state does not fit " + item.key());
        auto adam = std::make_unique<torch::optim::AdamWParamState>();
        adam->step(step.item<std::int64_t>());
        adam->exp_avg(mean.clone());
        adam->exp_avg_sq(square.clone());
        optimizer.state()[item.value().unsafeGetTensorImpl()] = std::move(adam);
    }
    const auto* numbers = state.data_ptr<double>();
    return TrainState{static_cast<std::int64_t>(numbers[0]), numbers[1], static_cast<std::int64_t>(numbers[2]),
                      configHash};
}

}  // namespace hilum::train
