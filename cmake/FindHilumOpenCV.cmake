# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: 2026 The Hilum developers
#
# The three OpenCV modules that core/image uses, as the targets that OpenCV's own package file calls
# opencv_core, opencv_imgproc and opencv_imgcodecs. That file lies in Debian's libopencv-dev, which brings 160
# more packages (VTK, OpenMPI, ...) that Hilum never links to; the modules' own -dev packages suffice here.
find_path(HILUM_OPENCV_INCLUDE opencv2/core/version.hpp PATH_SUFFIXES opencv4)
set(HilumOpenCV_VERSION)
if(HILUM_OPENCV_INCLUDE)
  file(STRINGS ${HILUM_OPENCV_INCLUDE}/opencv2/core/version.hpp _lines REGEX "#define CV_VERSION_(MAJOR|MINOR|REVISION) ")
  foreach(_line IN LISTS _lines)
    string(REGEX MATCH "[0-9]+$" _number "${_line}")
    list(APPEND HilumOpenCV_VERSION ${_number})
  endforeach()
  list(JOIN HilumOpenCV_VERSION "." HilumOpenCV_VERSION)
endif()
foreach(_module IN ITEMS core imgproc imgcodecs)
  find_library(HILUM_OPENCV_${_module} opencv_${_module})
endforeach()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(HilumOpenCV
  REQUIRED_VARS HILUM_OPENCV_core HILUM_OPENCV_imgproc HILUM_OPENCV_imgcodecs HILUM_OPENCV_INCLUDE
  VERSION_VAR HilumOpenCV_VERSION)
if(HilumOpenCV_FOUND AND NOT TARGET opencv_core)
  foreach(_module IN ITEMS core imgproc imgcodecs)
    add_library(opencv_${_module} UNKNOWN IMPORTED)
    set_target_properties(opencv_${_module} PROPERTIES
      IMPORTED_LOCATION ${HILUM_OPENCV_${_module}} INTERFACE_INCLUDE_DIRECTORIES ${HILUM_OPENCV_INCLUDE})
  endforeach()
  set_property(TARGET opencv_imgproc PROPERTY INTERFACE_LINK_LIBRARIES opencv_core)
  set_property(TARGET opencv_imgcodecs PROPERTY INTERFACE_LINK_LIBRARIES opencv_imgproc)
endif()
