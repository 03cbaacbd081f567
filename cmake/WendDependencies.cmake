# One interface target per outside library, named after what it is, so that folders say what they stand on.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(OpenSSL REQUIRED)

function(wend_pkg name module)
  pkg_check_modules(${name}_pkg REQUIRED IMPORTED_TARGET ${module})
  add_library(${name} INTERFACE)
  target_link_libraries(${name} INTERFACE PkgConfig::${name}_pkg)
endfunction()

wend_pkg(sqlite sqlite3)
wend_pkg(sodium libsodium)
wend_pkg(simdjson simdjson)
wend_pkg(expat expat)
wend_pkg(re2 re2)
wend_pkg(xxhash libxxhash)
wend_pkg(icu icu-i18n)
wend_pkg(pugixml pugixml)
wend_pkg(xlsxwriter xlsxwriter)
wend_pkg(spdlog spdlog)
target_link_libraries(spdlog INTERFACE fmt::fmt)

pkg_check_modules(zstd_pkg REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(zlib_pkg REQUIRED IMPORTED_TARGET zlib)
add_library(compression INTERFACE)
target_link_libraries(compression INTERFACE PkgConfig::zstd_pkg PkgConfig::zlib_pkg)

pkg_check_modules(prometheus_pkg REQUIRED IMPORTED_TARGET prometheus-cpp-core)
add_library(prometheus INTERFACE)
target_link_libraries(prometheus INTERFACE PkgConfig::prometheus_pkg)

# Drawing: text by Pango, pictures by cairo, fonts by fontconfig.
pkg_check_modules(pangocairo_pkg REQUIRED IMPORTED_TARGET pangocairo pangoft2 cairo-pdf cairo-svg cairo-png fontconfig
                  libwoff2dec)
add_library(pangocairo INTERFACE)
target_link_libraries(pangocairo INTERFACE PkgConfig::pangocairo_pkg)

add_library(boost_json INTERFACE)
target_link_libraries(boost_json INTERFACE Boost::json)
add_library(boost_beast INTERFACE)
target_link_libraries(boost_beast INTERFACE Boost::url Threads::Threads)
target_compile_definitions(boost_beast INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
                           BOOST_BEAST_SEPARATE_COMPILATION)
add_library(openssl INTERFACE)
target_link_libraries(openssl INTERFACE OpenSSL::SSL OpenSSL::Crypto)
add_library(cli11 INTERFACE)
add_library(tomlplusplus INTERFACE)

# DuckDB: a system library when there is one, else the official build that npm carries (see docs/decisions).
find_path(WEND_DUCKDB_INCLUDE duckdb.h
  HINTS ${CMAKE_SOURCE_DIR}/third_party/duckdb/node_modules/duckdb/src/duckdb/src/include)
find_library(WEND_DUCKDB_LIBRARY duckdb
  HINTS ${CMAKE_SOURCE_DIR}/third_party/duckdb/node_modules/@duckdb/node-bindings-linux-x64)
if(NOT WEND_DUCKDB_INCLUDE OR NOT WEND_DUCKDB_LIBRARY)
  message(FATAL_ERROR "DuckDB is missing. Run ./run --build, which installs it from npm into third_party/duckdb, "
                      "or set WEND_DUCKDB_INCLUDE and WEND_DUCKDB_LIBRARY.")
endif()
# Only duckdb.h is used: the C++ headers beside it are not part of the stable interface.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/duckdb-include)
configure_file(${WEND_DUCKDB_INCLUDE}/duckdb.h ${CMAKE_BINARY_DIR}/duckdb-include/duckdb.h COPYONLY)
# The program runs from the build folder: the library goes beside it.
get_filename_component(WEND_DUCKDB_REAL ${WEND_DUCKDB_LIBRARY} REALPATH)
configure_file(${WEND_DUCKDB_REAL} ${CMAKE_BINARY_DIR}/libduckdb.so COPYONLY)
add_library(duckdb INTERFACE)
target_include_directories(duckdb SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/duckdb-include)
target_link_libraries(duckdb INTERFACE ${CMAKE_BINARY_DIR}/libduckdb.so)
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
set(CMAKE_BUILD_RPATH ${CMAKE_BINARY_DIR})
