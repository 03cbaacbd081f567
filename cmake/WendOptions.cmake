# Compiler settings shared by every target.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(WEND_CCACHE ccache)
if(WEND_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${WEND_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${WEND_CCACHE})
endif()

# Libraries ask for -pthread, each for itself; common headers (WendPrecompiled) need the same everywhere.
add_compile_options(-pthread -Wall -Wextra -Wshadow -Wno-missing-field-initializers -fno-omit-frame-pointer)
# Debug information would triple the size of the build tree and the time of every link.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g0")
if(WEND_FUZZ)
  # Fuzzing builds anew for half a minute of running: what the compiler saves is worth more.
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -g0")
endif()
# A test's own source runs once or twice for each time it is compiled.
set(WEND_TEST_OPTIONS $<$<CONFIG:Release>:-O1>)
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

# Debian 12's g++ links with mold through -fuse-ld since 12.1; the default linker is several times slower.
find_program(WEND_MOLD mold)
if(WEND_MOLD AND NOT WEND_FUZZ)
  add_link_options(-fuse-ld=mold)
endif()

if(WEND_SANITIZE)
  add_compile_options(-fsanitize=${WEND_SANITIZE} -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${WEND_SANITIZE})
endif()
