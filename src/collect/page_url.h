#pragma once

#include <string>
#include <string_view>

namespace wend::collect {

// "/shop/shoes" of "https://example.com/shop/shoes?size=9#top"; "/" when there is only a host,
// empty when the text is no such address.
std::string_view path_of_url(std::string_view url);

// A parameter of the query, decoded; empty when it is not there.
std::string url_parameter(std::string_view url, std::string_view name);

}  // namespace wend::collect
