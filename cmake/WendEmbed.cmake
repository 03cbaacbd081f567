# wend_embed(TARGET NAMESPACE NAME FILE…): puts the texts of files into the program, as
#   extern const std::vector<std::string_view> NAMESPACE::NAME;
# A changed file configures and builds again.
function(wend_embed target namespace name)
  set(entries "")
  foreach(file ${ARGN})
    file(READ ${file} text)
    string(APPEND entries "    R\"embedded(${text})embedded\",\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  set(out ${CMAKE_BINARY_DIR}/embedded/${name}.cpp)
  set(code "#include <string_view>\n#include <vector>\n\nnamespace ${namespace} {\n\n")
  string(APPEND code "extern const std::vector<std::string_view> ${name};\n")
  string(APPEND code "const std::vector<std::string_view> ${name} = {\n${entries}};\n\n}\n")
  file(GENERATE OUTPUT ${out} CONTENT "${code}")
  target_sources(${target} PRIVATE ${out})
endfunction()
