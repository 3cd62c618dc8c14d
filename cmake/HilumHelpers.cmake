# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
#
# The project's three helpers: hilum_library, hilum_test and hilum_encoder_table.
# Nothing else in the build is clever.

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  # The sloppiness is what ccache asks for before it caches users of a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
endif()

add_library(hilum_flags INTERFACE)
target_include_directories(hilum_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(hilum_flags INTERFACE QT_NO_KEYWORDS)
target_compile_options(hilum_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       -fvisibility=hidden -fpch-preprocess)
# Presets release and ci share their flags, so that one compiler cache serves both; other compilers warn of
# other things, so only the one that CI proves turns warnings into errors.
if(HILUM_WERROR AND CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.")
  # What g++ 12 guesses while it optimises is often wrong (std::string + and -Wrestrict, GCC bug 105651): shown, not fatal.
  target_compile_options(hilum_flags INTERFACE -Werror -Wno-error=restrict -Wno-error=maybe-uninitialized
    -Wno-error=array-bounds -Wno-error=stringop-overflow -Wno-error=stringop-overread -Wno-error=free-nonheap-object
    -Wno-error=dangling-pointer -Wno-error=use-after-free -Wno-error=nonnull)
endif()
# DCMTK's and OpenCV's link lists name libraries that nobody uses; every start of the program would pay for them.
target_link_options(hilum_flags INTERFACE -Wl,--as-needed)
if(HILUM_SANITIZE)
  target_compile_options(hilum_flags INTERFACE -fsanitize=address,undefined
                         -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(hilum_flags INTERFACE -fsanitize=address,undefined)
endif()
if(HILUM_FUZZ)
  target_compile_options(hilum_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_compile_definitions(hilum_flags INTERFACE HILUM_FUZZ_SANITIZED=1)
endif()

# hilum_library(NAME FOLDER dir [FOLDER dir...] [PUBLIC lib...] [PRIVATE lib...] [TORCH])
# One static library of every .cpp directly in the folders (relative to the repository root).
# A folder without sources yet makes an INTERFACE library, so that arrows can be drawn first.
function(hilum_library name)
  cmake_parse_arguments(ARG "TORCH" "" "FOLDER;PUBLIC;PRIVATE" ${ARGN})
  set(sources)
  foreach(folder IN LISTS ARG_FOLDER)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
    file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.h)
    list(APPEND sources ${found} ${headers})
  endforeach()
  list(FILTER sources INCLUDE REGEX "\\.(cpp|h)$")
  set(units ${sources})
  list(FILTER units INCLUDE REGEX "\\.cpp$")
  if(NOT units)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE hilum_flags ${ARG_PUBLIC} ${ARG_PRIVATE})
    return()
  endif()
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC hilum_flags ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE hilum::torch)
    target_precompile_headers(${name} REUSE_FROM hilum_torch_pch)
  endif()
endfunction()

# hilum_test(NAME SOURCES file... LIBS lib... [LABELS label...] [TORCH] [QRC])
# One Qt Test executable and one ctest case; off-screen, with a time limit. Label gui: on a screen of 1920 x 1080,
# because the platform's own of 800 x 800 is smaller than the window and its menus would hang over the edge.
set(HILUM_TEST_SCREEN "offscreen:configfile=${CMAKE_SOURCE_DIR}/tests/ui/one_screen.json")
function(hilum_test name)
  cmake_parse_arguments(ARG "TORCH" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests/bin)
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} hilum_flags Qt6::Test)
  target_compile_definitions(${name} PRIVATE
    HILUM_SOURCE_DIR="${CMAKE_SOURCE_DIR}" HILUM_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE hilum::torch)
    target_precompile_headers(${name} REUSE_FROM hilum_torch_pch)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  set(screen offscreen)
  if("gui" IN_LIST ARG_LABELS)
    set(screen "${HILUM_TEST_SCREEN}")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    SKIP_REGULAR_EXPRESSION "all tests skipped"
    ENVIRONMENT "QT_QPA_PLATFORM=${screen};HILUM_TEST=1;LC_ALL=C.UTF-8")
endfunction()

# hilum_encoder_table(OUT file FOLDER dir): one registration line per encoder file, so that adding
# an encoder is adding one file (architecture: "a new encoder in one file").
function(hilum_encoder_table)
  cmake_parse_arguments(ARG "" "OUT;FOLDER" "" ${ARGN})
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${ARG_FOLDER}/*.cpp)
  set(decl "")
  set(calls "")
  foreach(f IN LISTS files)
    get_filename_component(stem ${f} NAME_WE)
    string(APPEND decl "void register_${stem}(EncoderRegistry& registry);\n")
    string(APPEND calls "    register_${stem}(registry);\n")
  endforeach()
  set(text "// Generated from the file names in ${ARG_FOLDER}; do not edit.\n#include \"core/nn/encoder_registry.h\"\nnamespace hilum::nn {\n${decl}void registerAllEncoders(EncoderRegistry& registry) {\n${calls}}\n}  // namespace hilum::nn\n")
  file(GENERATE OUTPUT ${ARG_OUT} CONTENT "${text}")
endfunction()
