# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
#
# Finds LibTorch in a `torch` wheel or an official LibTorch folder without the CUDA toolkit that
# torch's own package file asks for. HILUM_LIBTORCH (variable or environment) names the folder that
# holds include/ and lib/; otherwise the user cache that bootstrap.sh fills is used.
set(HILUM_TORCH_VERSION "2.13.0")
if(NOT HILUM_LIBTORCH)
  set(HILUM_LIBTORCH $ENV{HILUM_LIBTORCH})
endif()
if(NOT HILUM_LIBTORCH)
  set(_cache $ENV{XDG_CACHE_HOME})
  if(NOT _cache)
    set(_cache $ENV{HOME}/.cache)
  endif()
  file(GLOB _found ${_cache}/hilum/torch-${HILUM_TORCH_VERSION}/torch
       ${_cache}/hilum/torch-${HILUM_TORCH_VERSION}/lib/python3*/site-packages/torch)
  list(LENGTH _found _n)
  if(_n GREATER 0)
    list(GET _found 0 HILUM_LIBTORCH)
  endif()
endif()
# Not cached: another HILUM_LIBTORCH must win over what an earlier run found.
find_library(HILUM_TORCH_CPU torch_cpu PATHS ${HILUM_LIBTORCH}/lib NO_DEFAULT_PATH NO_CACHE)
find_library(HILUM_TORCH_C10 c10 PATHS ${HILUM_LIBTORCH}/lib NO_DEFAULT_PATH NO_CACHE)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HilumTorch
  REQUIRED_VARS HILUM_TORCH_CPU HILUM_TORCH_C10
  REASON_FAILURE_MESSAGE "LibTorch ${HILUM_TORCH_VERSION} was not found, run ./bootstrap.sh test once or set HILUM_LIBTORCH")
if(HilumTorch_FOUND AND NOT TARGET hilum::torch)
  add_library(hilum::torch INTERFACE IMPORTED)
  set_target_properties(hilum::torch PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES
      "${HILUM_LIBTORCH}/include;${HILUM_LIBTORCH}/include/torch/csrc/api/include"
    INTERFACE_LINK_LIBRARIES "${HILUM_TORCH_CPU};${HILUM_TORCH_C10}")
  # The precompiled header that every torch source shares (one 21 s parse instead of one per file).
  file(WRITE ${CMAKE_BINARY_DIR}/torch_pch.cpp "// anchor of the shared precompiled header\n")
  add_library(hilum_torch_pch OBJECT ${CMAKE_BINARY_DIR}/torch_pch.cpp)
  target_link_libraries(hilum_torch_pch PRIVATE hilum_flags hilum::torch)
  target_precompile_headers(hilum_torch_pch PRIVATE <torch/torch.h>)
endif()
