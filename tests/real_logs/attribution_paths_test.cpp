// Attribution of the 10,000 channel paths that come with the packages ChannelAttribution (R) and
// mta (Python), as events of generated customers: every conversion and every lost path is a
// customer.
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <zlib.h>

#include "analyze/journey_table_builder.h"
#include "analyze/query.h"

namespace wend {
namespace {

namespace json = boost::json;

std::filesystem::path paths_file() {
  const char* named = std::getenv("WEND_TEST_DATA");
  return std::filesystem::path(named != nullptr ? named : "../shared/data") / "mta_paths.csv.gz";
}

std::string unpacked(const std::filesystem::path& path) {
  std::string text;
  gzFile file = gzopen(path.c_str(), "rb");
  char block[65'536];
  for (int read = 0; (read = gzread(file, block, sizeof(block))) > 0;)
    text.append(block, static_cast<std::size_t>(read));
  gzclose(file);
  return text;
}

// Lines of "a > b > c,conversions,value,lost".
std::vector<analyze::MemoryEvent> events_of(const std::string& csv) {
  std::vector<analyze::MemoryEvent> events;
  int customer = 0;
  for (std::size_t at = csv.find('\n') + 1; at < csv.size();) {
    const std::size_t end = csv.find('\n', at);
    const std::string line = csv.substr(at, end - at);
    at = end + 1;
    const std::size_t comma = line.find(',');
    std::vector<std::string> channels;
    for (std::size_t from = 0; from < comma;) {
      const std::size_t to = std::min(line.find(" > ", from), comma);
      channels.push_back(line.substr(from, to - from));
      from = to + 3;
    }
    char* rest = nullptr;
    const long conversions = std::strtol(line.c_str() + comma + 1, &rest, 10);
    const double value = std::strtod(rest + 1, &rest);
    const long lost = std::strtol(rest + 1, nullptr, 10);
    for (long i = 0; i < conversions + lost; ++i) {
      const std::string name = std::to_string(++customer);
      analyze::TimeUs time = 0;
      for (const std::string& channel : channels)
        events.push_back({name, time += 1'000'000, "Visit", channel});
      if (i < conversions)
        events.push_back(
            {name, time + 1'000'000, "Order", "shop",
             "{\"value\": " + std::to_string(value / static_cast<double>(conversions)) + "}"});
    }
  }
  return events;
}

// By channel: what each model must say, in conversions.
struct Expected {
  const char* channel;
  double first, last, linear, position, j, inverse_j;
  double markov_1, markov_2, shapley, shapley_rate;
};

// first, last and linear as `heuristic_models` of ChannelAttribution defines them; all were
// computed apart from this program, the Markov chains by elimination, the Shapley values over all
// 4,096 sets.
constexpr Expected kExpected[] = {
    {"alpha", 6308, 8447, 7574.7186, 7444.8238, 7894.6238, 6995.0238, 5344.9477, 5617.4539,
     7627.9440, 1629.7816},
    {"beta", 2831, 989, 2083.5001, 1969.7662, 1572.8162, 2366.7162, 2527.3522, 2439.6490, 1982.7393,
     1912.3977},
    {"delta", 1, 5, 1.7250, 2.5867, 3.3867, 1.7867, 4.6136, 5.1591, 2.2929, -0.9449},
    {"epsilon", 99, 531, 272.1704, 301.0502, 390.0502, 212.0502, 599.5707, 614.3735, 374.6774,
     2328.7407},
    {"eta", 3164, 4167, 3539.9512, 3618.7961, 3833.4961, 3404.0961, 3340.8474, 3391.8582, 3613.6560,
     1872.0812},
    {"iota", 4606, 3355, 3857.0962, 3944.9482, 3696.5482, 4193.3482, 3884.6147, 3810.5110,
     3505.0440, 1593.2614},
    {"mi", 2, 2, 2.2222, 2.0571, 2.0571, 2.0571, 1.7224, 2.0732, 2.6667, 2203.2742},
    {"zeta", 27, 107, 136.5515, 88.6229, 105.9729, 71.2729, 381.0626, 374.0313, 199.9917, -89.7661},
};

TEST(AttributionPaths, AgreeWithWhatIsKnownOfThem) {
  if (!std::filesystem::exists(paths_file()))
    GTEST_SKIP() << paths_file()
                 << " is missing: set WEND_TEST_DATA to the folder of the real logs";
  const auto table = analyze::make_journey_table(events_of(unpacked(paths_file())));
  const auto answer = analyze::run_query(
      {.table = table}, analyze::parse_query(R"({"kind": "attribution", "value": "value",
          "conversion": {"event": "Order"}, "models": ["first", "last", "linear", "position", "j", "inverse-j",
          "markov", {"model": "markov", "order": 2}, "shapley", {"model": "shapley", "worth": "rate"}]})")
                            .value());
  ASSERT_TRUE(answer) << answer.error().to_sentence();
  const auto& result = answer->at("result").as_object();
  EXPECT_EQ(result.at("conversions").to_number<int>(), 19'785);
  EXPECT_EQ(result.at("not_converted").at("paths").to_number<int>(), 68'602);
  EXPECT_NEAR(result.at("value").at("total").to_number<double>(), 74'802.97, 0.05);
  std::map<std::string, const json::array*> credits;
  for (const auto& channel : result.at("channels").as_array())
    credits[std::string(channel.at("label").as_string())] = &channel.at("credits").as_array();
  EXPECT_EQ(credits.size(), 12u);
  for (const Expected& row : kExpected) {
    ASSERT_TRUE(credits.contains(row.channel));
    const double expected[] = {row.first,   row.last,        row.linear,   row.position,
                               row.j,       row.inverse_j,   row.markov_1, row.markov_2,
                               row.shapley, row.shapley_rate};
    for (std::size_t model = 0; model < std::size(expected); ++model) {
      EXPECT_NEAR(credits[row.channel]->at(model).at("conversions").to_number<double>(),
                  expected[model], 0.001)
          << row.channel << " by model " << model;
    }
  }
  EXPECT_NEAR(credits["alpha"]->at(0).at("value").to_number<double>(), 19'121.27, 0.02);
}

}  // namespace
}  // namespace wend
