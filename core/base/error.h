// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Error: the one typed answer for everything that can go wrong in Hilum. Errors are values; an
// exception never crosses a function boundary of the project. Used from every thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hilum::base {

// Closed list: a new code needs a line in ui/common/error_text.cpp, in exitCodeFor() and a test.
enum class ErrorCode {
    Cancelled,         // the person or a newer request stopped the job
    NotFound,          // a named input does not exist
    InvalidInput,      // the input or an argument cannot be used as it is
    Unsupported,       // well formed, but not handled by this version (the message names it)
    Corrupt,           // the content contradicts its own format
    PermissionDenied,  // the operating system refused access
    Io,                // reading or writing failed (full disk, lost share, locked database)
    Network,           // a peer could not be reached or broke the protocol
    Timeout,           // a deadline passed
    OutOfMemory,       // an allocation was refused or a stated limit would be passed
    ModelMismatch,     // a model pack is missing, altered, or does not fit its family
    Internal,          // our own bug
};

// Stable lower-case name used in JSON and in logs, for instance "invalid-input".
std::string_view name(ErrorCode code);

// message is one sentence for people: what happened, why, and what to do. It holds no patient data
// beyond the path that the person named. detail is for the log ("Details" in the window).
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string detail;
    std::vector<std::pair<std::string, std::string>> args;  // path, tag, expected, got, ...
};

Error makeError(ErrorCode code, std::string message, std::string detail = {});
Error cancelled();

// Exit status of the command line (product.md): 3 input, 4 model, 5 environment, 130 never used.
int exitCodeFor(const Error& error);

}  // namespace hilum::base
