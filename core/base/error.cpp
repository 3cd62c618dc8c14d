// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
#include "core/base/error.h"

namespace hilum::base {

std::string_view name(ErrorCode code) {
    switch (code) {
        case ErrorCode::Cancelled: return "cancelled";
        case ErrorCode::NotFound: return "not-found";
        case ErrorCode::InvalidInput: return "invalid-input";
        case ErrorCode::Unsupported: return "unsupported";
        case ErrorCode::Corrupt: return "corrupt";
        case ErrorCode::PermissionDenied: return "permission-denied";
        case ErrorCode::Io: return "io";
        case ErrorCode::Network: return "network";
        case ErrorCode::Timeout: return "timeout";
        case ErrorCode::OutOfMemory: return "out-of-memory";
        case ErrorCode::ModelMismatch: return "model-mismatch";
        case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

Error makeError(ErrorCode code, std::string message, std::string detail) {
    return Error{code, std::move(message), std::move(detail), {}};
}

Error cancelled() { return makeError(ErrorCode::Cancelled, "The job was cancelled; nothing was changed."); }

int exitCodeFor(const Error& error) {
    switch (error.code) {
        case ErrorCode::NotFound:
        case ErrorCode::InvalidInput:
        case ErrorCode::Unsupported:
        case ErrorCode::Corrupt: return 3;
        case ErrorCode::ModelMismatch: return 4;
        default: return 5;
    }
}

}  // namespace hilum::base
