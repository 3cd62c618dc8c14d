// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum-decoder: decodes frames for the program that started it, over the socket on descriptor 3.
#include "dicom/file/decoder_wire.h"

int main() {
    constexpr int kSocket = 3;
    return hilum::dicom::wire::serveDecoder(kSocket);
}
