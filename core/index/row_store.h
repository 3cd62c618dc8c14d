// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// RowStore: float32 rows [N, dim] for exact scores. Small ones stay in memory; beyond a limit they lie in a nameless
// file that is mapped for reading, because a million rows of 512 are 2 GB of which a search touches a few hundred.
// Rows are written with write calls, so that a full disk is an error and not the end of the process; where the file
// takes no more, further rows stay in memory and the log says so.
// Not thread-safe while adding; concurrent reads are fine. Errors: Io (a row of the file cannot be replaced).
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace hilum::index {

class RowStore {
public:
    // memoryBytes: what may stay in memory. folder: of the file, the system's temporary one when empty.
    explicit RowStore(std::size_t dim, std::size_t memoryBytes = std::size_t{256} << 20U,
                      std::filesystem::path folder = {});
    ~RowStore();
    RowStore(const RowStore&) = delete;
    RowStore& operator=(const RowStore&) = delete;

    std::size_t size() const { return m_rows; }
    void append(std::span<const float> row);
    base::Status replace(std::size_t slot, std::span<const float> row);
    const float* row(std::size_t slot) const {
        return slot < m_fileRows ? m_map + slot * m_dim : m_tail.data() + (slot - m_fileRows) * m_dim;
    }
    bool isMapped() const { return m_file >= 0; }

private:
    base::Status flush();  // the rows in memory to the file

    std::size_t m_dim, m_memoryBytes;
    std::filesystem::path m_folder;
    std::size_t m_rows = 0, m_fileRows = 0, m_mapBytes = 0;
    std::vector<float> m_tail;  // rows that are not in the file yet
    const float* m_map = nullptr;
    int m_file = -1;
    bool m_isFull = false;  // the file takes no more
};

}  // namespace hilum::index
