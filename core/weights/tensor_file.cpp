// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/weights/tensor_file.h"

#include <algorithm>
#include <optional>

namespace hilum::weights {

torch::ScalarType torchType(DType type) {
    switch (type) {
        case DType::Bool: return torch::kBool;
        case DType::U8: return torch::kUInt8;
        case DType::I8: return torch::kInt8;
        case DType::F8E5M2: return torch::kFloat8_e5m2;
        case DType::F8E4M3: return torch::kFloat8_e4m3fn;
        case DType::I16: return torch::kInt16;
        case DType::F16: return torch::kFloat16;
        case DType::BF16: return torch::kBFloat16;
        case DType::I32: return torch::kInt32;
        case DType::F32: return torch::kFloat32;
        case DType::I64: return torch::kInt64;
        case DType::F64: return torch::kFloat64;
        case DType::U16: return torch::kUInt16;
        case DType::U32: return torch::kUInt32;
        case DType::U64: return torch::kUInt64;
    }
    return torch::kUInt8;
}

namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

constexpr std::size_t kNamesShown = 5;

std::optional<DType> fileType(torch::ScalarType type) {
    for (const auto candidate :
         {DType::Bool, DType::U8, DType::I8, DType::F8E5M2, DType::F8E4M3, DType::I16, DType::U16, DType::F16,
          DType::BF16, DType::I32, DType::U32, DType::F32, DType::I64, DType::U64, DType::F64})
        if (torchType(candidate) == type) return candidate;
    return std::nullopt;
}

// torch's words without their backtrace, as one line for the log.
template <class F>
auto torchGuarded(const char* what, F&& f) -> std::invoke_result_t<F> {
    return base::guarded(what, [&]() -> std::invoke_result_t<F> {
        try {
            return f();
        } catch (const c10::Error& e) {
            return base::makeError(ErrorCode::Internal,
                                   std::string(what) + " failed unexpectedly; the log has the details.",
                                   e.what_without_backtrace());
        }
    });
}

std::string shapeText(at::IntArrayRef shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + "]";
}

std::string listed(const char* head, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::string text = std::string(head) + " ";
    for (std::size_t i = 0; i < std::min(kNamesShown, names.size()); ++i) text += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kNamesShown) text += " and " + std::to_string(names.size() - kNamesShown) + " more";
    return text;
}

// Everything that does not fit, gathered before anything is changed.
struct Faults {
    std::vector<std::string> missing, unexpected, shape;
    bool any() const { return !missing.empty() || !unexpected.empty() || !shape.empty(); }
    base::Error error() const {
        std::string words, detail;
        for (const auto& part :
             {listed("missing", missing), listed("unexpected", unexpected), listed("wrong shape or type", shape)})
            if (!part.empty()) words += (words.empty() ? "" : "; ") + part;
        for (const auto& [head, names] :
             {std::pair{"missing", &missing}, {"unexpected", &unexpected}, {"wrong", &shape}})
            for (const auto& entry : *names) detail += std::string(head) + ": " + entry + "\n";
        return base::makeError(
            ErrorCode::ModelMismatch,
            "The weights do not fit the model (" + words + "); use the weights that belong to this pack.", detail);
    }
};

bool isOptional(const std::string& name) { return name.ends_with("num_batches_tracked"); }

// The file's keys under the module's names, without the scales of quantised tables.
std::map<std::string, std::string> wantedKeys(const NamedTensors& tensors, const LoadRules& rules) {
    const std::string_view suffix = kScaleSuffix;
    std::map<std::string, std::string> keys;  // module key -> file key
    for (const auto& [name, tensor] : tensors) {
        if (name.ends_with(suffix)) {
            const auto table = tensors.find(name.substr(0, name.size() - suffix.size()));
            if (table != tensors.end() && table->second.scalar_type() == torch::kInt8) continue;
        }
        const auto key = rules.rename ? rules.rename(name) : name;
        if (!key.empty()) keys.emplace(key, name);
    }
    return keys;
}

Result<torch::Tensor> dequantised(const std::string& fileKey, const torch::Tensor& table, const torch::Tensor& scale) {
    if (table.dim() != 2 || scale.dim() != 1 || scale.size(0) != table.size(0) || !scale.is_floating_point())
        return base::makeError(ErrorCode::ModelMismatch, "The table " + fileKey +
                                                             " of the weights has a scale that does not fit its rows; "
                                                             "fetch the file again.");
    return table.to(torch::kFloat32) * scale.to(torch::kFloat32).unsqueeze(1);
}

// Value of one parameter or buffer, or an undefined tensor when its shape or kind does not fit.
Result<torch::Tensor> valueFor(const torch::Tensor& target, const NamedTensors& tensors, const std::string& fileKey,
                               std::vector<std::string>& wrong) {
    auto value = tensors.at(fileKey);
    const auto scale = tensors.find(fileKey + kScaleSuffix);
    if (value.scalar_type() == torch::kInt8 && target.is_floating_point() && scale != tensors.end()) {
        HILUM_TRY(value, dequantised(fileKey, value, scale->second));
    }
    if (value.sizes() != target.sizes() || value.is_floating_point() != target.is_floating_point()) {
        wrong.push_back(fileKey + " " + shapeText(value.sizes()) + " " +
                        std::string(c10::toString(value.scalar_type())) + ", expected " + shapeText(target.sizes()) +
                        " " + c10::toString(target.scalar_type()));
        return torch::Tensor();
    }
    return value;
}

torch::Tensor tensorFrom(const std::shared_ptr<const TensorStore>& store, const TensorInfo& info) {
    const auto bytes = store->bytes(info);
    const auto options = torch::TensorOptions().dtype(torchType(info.type));
    if (bytes.empty()) return torch::empty(info.shape, options);
    // The buffer is never written: modules copy into their own parameters.
    auto* data = const_cast<std::uint8_t*>(bytes.data());
    if (reinterpret_cast<std::uintptr_t>(data) % sizeBytes(info.type) == 0)
        return torch::from_blob(
            data, info.shape, [store](void*) {}, options);
    auto copy = torch::empty(info.shape, options);
    std::copy(bytes.begin(), bytes.end(), static_cast<std::uint8_t*>(copy.data_ptr()));
    return copy;
}

}  // namespace

Result<NamedTensors> tensorsOf(const std::shared_ptr<const TensorStore>& store) {
    return torchGuarded("Reading the weights", [&]() -> Result<NamedTensors> {
        NamedTensors tensors;
        for (const auto& info : store->layout().tensors) tensors[info.name] = tensorFrom(store, info);
        return tensors;
    });
}

Result<NamedTensors> readTensors(const std::filesystem::path& path, const base::JobContext& context) {
    HILUM_TRY(const auto store, TensorStore::open(path, context));
    return tensorsOf(store);
}

Result<std::vector<PlannedTensor>> planLoad(torch::nn::Module& module, const NamedTensors& tensors,
                                            const LoadRules& rules) {
    return torchGuarded("Loading the weights", [&]() -> Result<std::vector<PlannedTensor>> {
        auto keys = wantedKeys(tensors, rules);
        Faults faults;
        std::vector<PlannedTensor> plan;
        const auto match = [&](const std::string& name, const torch::Tensor& target) -> Status {
            const auto found = keys.find(name);
            if (found == keys.end()) {
                if (!rules.allowMissing && !isOptional(name)) faults.missing.push_back(name);
                return base::okStatus();
            }
            HILUM_TRY(const auto value, valueFor(target, tensors, found->second, faults.shape));
            if (value.defined()) plan.push_back({target, found->second});
            keys.erase(found);
            return base::okStatus();
        };
        for (const auto& item : module.named_parameters()) HILUM_TRY_STATUS(match(item.key(), item.value()));
        for (const auto& item : module.named_buffers()) HILUM_TRY_STATUS(match(item.key(), item.value()));
        if (!rules.allowUnexpected)
            for (const auto& [key, fileKey] : keys) faults.unexpected.push_back(fileKey);
        if (faults.any()) return faults.error();
        return plan;
    });
}

Result<torch::Tensor> valueOf(const PlannedTensor& planned, const NamedTensors& tensors) {
    std::vector<std::string> wrong;
    return valueFor(planned.target, tensors, planned.fileKey, wrong);
}

Status loadInto(torch::nn::Module& module, const NamedTensors& tensors, const LoadRules& rules) {
    HILUM_TRY(auto plan, planLoad(module, tensors, rules));
    return torchGuarded("Loading the weights", [&]() -> Status {
        const torch::NoGradGuard noGrad;
        for (auto& planned : plan) {
            HILUM_TRY(const auto value, valueOf(planned, tensors));
            planned.target.copy_(value);
        }
        return base::okStatus();
    });
}

Status writeTensors(const std::filesystem::path& path, const NamedTensors& tensors,
                    const std::map<std::string, std::string>& metadata) {
    return torchGuarded("Writing the weights", [&]() -> Status {
        std::vector<torch::Tensor> kept;  // contiguous copies live until the file is written
        std::vector<TensorToWrite> rows;
        for (const auto& [name, tensor] : tensors) {
            kept.push_back(tensor.detach().to(torch::kCPU).contiguous());
            const auto& value = kept.back();
            const auto type = fileType(value.scalar_type());
            if (!type)
                return base::makeError(ErrorCode::InvalidInput,
                                       "The tensor " + name + " has the type " + c10::toString(value.scalar_type()) +
                                           ", which safetensors cannot hold; convert it first.");
            rows.push_back({name,
                            *type,
                            value.sizes().vec(),
                            {static_cast<const std::uint8_t*>(value.data_ptr()), value.nbytes()}});
        }
        return writeSafetensors(path, std::move(rows), metadata);
    });
}

}  // namespace hilum::weights
