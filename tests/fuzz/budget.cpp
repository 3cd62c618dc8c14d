// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// Memory: AddressSanitizer tells of every block that comes and goes; elsewhere the kernel's own peak is asked.
#include "tests/fuzz/budget.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "core/image/window_level.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HILUM_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define HILUM_ASAN 1
#endif

#ifdef HILUM_ASAN
#include <sanitizer/allocator_interface.h>

#include <atomic>
#endif

namespace hilum::fuzz {

namespace {

namespace fs = std::filesystem;

double threadSeconds() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

#ifdef HILUM_ASAN
constexpr double kMostSeconds = 20.0;
std::atomic<std::int64_t> liveBytes = 0, peakBytes = 0;

void onMalloc(const volatile void*, std::size_t bytes) {
    const std::int64_t now = liveBytes += static_cast<std::int64_t>(bytes);
    if (now > peakBytes) peakBytes = now;
}
void onFree(const volatile void* block) {
    if (block != nullptr)
        liveBytes -= static_cast<std::int64_t>(__sanitizer_get_allocated_size(const_cast<const void*>(block)));
}
std::uint64_t startCounting() {
    static const int kInstalled = __sanitizer_install_malloc_and_free_hooks(
        [](const volatile void* block, std::size_t bytes) { onMalloc(block, bytes); },
        [](const volatile void* block) { onFree(block); });
    (void)kInstalled;
    peakBytes = liveBytes.load();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, liveBytes));
}
std::uint64_t peak() { return static_cast<std::uint64_t>(std::max<std::int64_t>(0, peakBytes)); }
#else
constexpr double kMostSeconds = 2.0;

std::uint64_t statusBytes(const char* key) {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(key)) return std::stoull(line.substr(std::string(key).size())) * 1024;
    return 0;
}
std::uint64_t startCounting() {
    std::ofstream("/proc/self/clear_refs") << "5";
    return statusBytes("VmRSS:");
}
std::uint64_t peak() { return statusBytes("VmHWM:"); }
#endif

struct Folder {
    std::string path;
    Folder() {
        std::string pattern = (fs::temp_directory_path() / "hilum-fuzz-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) fail("no folder can be made for the inputs");
        path = pattern;
    }
    ~Folder() {
        std::error_code code;
        fs::remove_all(path, code);
    }
};

}  // namespace

void fail(const std::string& what) {
    std::fprintf(stderr, "hilum fuzz: %s\n", what.c_str());
    std::abort();
}

Budget::Budget(std::size_t inputBytes)
    : m_limitBytes(kFreeBytes + kBytesPerByte * inputBytes),
      m_startBytes(startCounting()),
      m_startSeconds(threadSeconds()) {}

void Budget::check() const {
    const double seconds = threadSeconds() - m_startSeconds;
    if (seconds > kMostSeconds) fail("the input took " + std::to_string(seconds) + " s");
    const std::uint64_t most = peak(), used = most > m_startBytes ? most - m_startBytes : 0;
    if (used > m_limitBytes)
        fail("the input took " + std::to_string(used) + " bytes of memory, more than " + std::to_string(m_limitBytes));
}

void requireTyped(const base::Error& error) {
    if (error.code == base::ErrorCode::Internal) fail("an internal error: " + error.message + " " + error.detail);
    if (error.message.empty() || error.message.back() != '.' || error.message.find('\n') != std::string::npos)
        fail("an error that is not a sentence: " + error.message);
}

void requireWhole(const image::Image& image) {
    const std::size_t bytes =
        image.pixelCount() * static_cast<std::size_t>(image.channels) * image::sizeBytes(image.type);
    require(image.pixels != nullptr && image.pixels->size() == bytes, "an image of another size than it says");
    const auto raster = image::render(image, image::defaultWindow(image));
    require(raster.width == image.width && raster.height == image.height &&
                raster.pixels->size() == image.pixelCount() * static_cast<std::size_t>(raster.channels),
            "a picture of another size than its image");
}

const std::string& ownFolder() {
    static const Folder kFolder;
    return kFolder.path;
}

std::string writeInput(Input input, const char* name) {
    const std::string path = ownFolder() + "/" + name;
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
    return path;
}

}  // namespace hilum::fuzz
