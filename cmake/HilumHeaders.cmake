# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
#
# Proves that every header compiles alone: one generated source per header that includes it and nothing else.
# Part of every build with tests, so a header that leans on its users' includes breaks the build at once; the
# compiler cache makes the second time free. Facade headers of core and dicom are compiled without a single
# foreign include path, which also shows that no torch, Qt or DCMTK type stands in them.

# hilum_header_check(NAME FOLDER dir... [EXCLUDE regex] [LIBS lib...] [TORCH])
function(hilum_header_check name)
  cmake_parse_arguments(ARG "TORCH" "EXCLUDE" "FOLDER;LIBS" ${ARGN})
  set(units)
  foreach(folder IN LISTS ARG_FOLDER)
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${folder}/*.h)
    if(ARG_EXCLUDE)
      list(FILTER headers EXCLUDE REGEX "${ARG_EXCLUDE}")
    endif()
    foreach(header IN LISTS headers)
      string(MAKE_C_IDENTIFIER ${header} stem)
      set(unit ${CMAKE_BINARY_DIR}/headers/${stem}.cpp)
      set(text "#include \"${header}\"\n")
      set(old "")
      if(EXISTS ${unit})
        file(READ ${unit} old)
      endif()
      if(NOT old STREQUAL text)  # an untouched file is not compiled again
        file(WRITE ${unit} ${text})
      endif()
      list(APPEND units ${unit})
    endforeach()
  endforeach()
  if(NOT units)
    return()
  endif()
  add_library(${name} OBJECT ${units})
  set_target_properties(${name} PROPERTIES AUTOMOC OFF)
  target_link_libraries(${name} PRIVATE hilum_flags ${ARG_LIBS})
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE hilum::torch)
    target_precompile_headers(${name} REUSE_FROM hilum_torch_pch)
  endif()
endfunction()

set(_torch_folders core/nn core/weights core/losses core/train core/saliency core/engine/module)
list(JOIN _torch_folders "/|" _torch_regex)
hilum_header_check(headers_core FOLDER core dicom EXCLUDE "^(${_torch_regex}/)" LIBS nlohmann_json::nlohmann_json)
hilum_header_check(headers_window FOLDER ui app LIBS nlohmann_json::nlohmann_json CLI11::CLI11
                   Qt6::Widgets Qt6::Svg Qt6::PrintSupport)
if(HILUM_WITH_TORCH)
  hilum_header_check(headers_torch FOLDER ${_torch_folders} LIBS nlohmann_json::nlohmann_json TORCH)
endif()
