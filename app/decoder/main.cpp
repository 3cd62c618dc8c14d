// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: 2026 The Hilum developers
//
// hilum-decoder: decodes frames for the program that started it, over the socket and the
// memory that it inherits from it.
#include "dicom/file/decoder_wire.h"

int main() { return hilum::dicom::wire::serveDecoder(); }
