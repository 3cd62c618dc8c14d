// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Result<T>: value or Error, the only way a fallible call answers (C++20 has no std::expected).
// HILUM_TRY unwraps or returns early; guarded() turns exceptions of foreign libraries into Error.
#pragma once

#include <exception>
#include <functional>
#include <new>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/base/error.h"

namespace hilum::base {

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }
    T& value() & { return std::get<0>(m_state); }
    const T& value() const& { return std::get<0>(m_state); }
    T&& value() && { return std::get<0>(std::move(m_state)); }
    T* operator->() { return &std::get<0>(m_state); }
    const T* operator->() const { return &std::get<0>(m_state); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    const Error& error() const& { return std::get<1>(m_state); }
    Error&& error() && { return std::get<1>(std::move(m_state)); }
    T valueOr(T other) const& { return ok() ? value() : std::move(other); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_failed(true), m_error(std::move(error)) {}
    bool ok() const { return !m_failed; }
    explicit operator bool() const { return ok(); }
    const Error& error() const& { return m_error; }
    Error&& error() && { return std::move(m_error); }

private:
    bool m_failed = false;
    Error m_error;
};

using Status = Result<void>;
inline Status okStatus() { return {}; }

// Runs f and turns an escaping exception into an Error; f returns a Result.
template <class F>
auto guarded(std::string_view what, F&& f) -> std::invoke_result_t<F> {
    try {
        return std::forward<F>(f)();
    } catch (const std::bad_alloc&) {
        return makeError(ErrorCode::OutOfMemory, std::string(what) +
                                                     " needs more memory than this machine can give; close other "
                                                     "studies or use a smaller file.");
    } catch (const std::exception& e) {
        return makeError(ErrorCode::Internal, std::string(what) + " failed unexpectedly; the log has the details.",
                         e.what());
    }
}

}  // namespace hilum::base

#define HILUM_CONCAT_INNER(a, b) a##b
#define HILUM_CONCAT(a, b) HILUM_CONCAT_INNER(a, b)
#define HILUM_TRY_INNER(tmp, target, expr)        \
    auto tmp = (expr);                            \
    if (!tmp.ok()) return std::move(tmp).error(); \
    target = std::move(tmp).value()
// HILUM_TRY(auto x, readThing()); returns the error of readThing() from the enclosing function.
#define HILUM_TRY(target, expr) HILUM_TRY_INNER(HILUM_CONCAT(hilumTry, __LINE__), target, expr)
// HILUM_TRY_STATUS(doThing()); the same for Result<void>.
#define HILUM_TRY_STATUS(expr)                                                                   \
    do {                                                                                         \
        if (auto hilumStatus = (expr); !hilumStatus.ok()) return std::move(hilumStatus).error(); \
    } while (false)
