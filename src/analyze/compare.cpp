#include <algorithm>
#include <fmt/format.h>

#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/result_differences.h"
#include "analyze/sub_question.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kGroupsMax = 10;

struct CompareGroup {
  std::string name;
  model::Predicate who;
};

struct CompareAsk {
  std::vector<CompareGroup> groups;
  SubQuestion question;
};

// Groups are answered one after another, so that no more than one is in memory.
class CompareAnswer final : public Answer {
 public:
  CompareAnswer(const QueryRun& run, const CompareAsk& ask) : run_(run), ask_(ask) {}

  base::Status find_members() {
    for (const CompareGroup& group : ask_.groups) {
      WEND_ASSIGN(auto mask, run_.masks.profiles(group.who));
      members_.push_back(std::move(mask));
    }
    return {};
  }

  base::Result<json::object> result() override {
    json::array groups, differences;
    std::vector<json::object> results;
    std::vector<std::uint64_t> sizes;
    for (std::size_t i = 0; i < ask_.groups.size(); ++i) {
      WEND_ASSIGN(const auto sub, SubAnswer::make(run_, ask_.question, &members_[i]));
      WEND_ASSIGN(auto own, sub->answer().result());
      results.push_back(own);
      sizes.push_back(sub->scope().customer_count);
      json::value result = std::move(own);
      prefix_refs(result, fmt::format("group:{}:", i));
      groups.push_back({{"name", ask_.groups[i].name},
                        {"customers", sub->scope().customer_count},
                        {"ref", fmt::format("group:{}", i)},
                        {"events", sub->scope().event_count},
                        {"result", std::move(result)}});
    }
    const auto answer_of = [&](std::size_t i, std::string_view prefix) {
      return ComparedAnswer{results[i], sizes[i], prefix};
    };
    for (std::size_t i = 1; i < results.size(); ++i) {
      const std::string prefix = fmt::format("group:{}:", i);
      for (auto& difference :
           result_differences(answer_of(0, "group:0:"), answer_of(i, prefix), kDifferencesMax)) {
        difference.as_object()["group"] = i;
        differences.push_back(std::move(difference));
      }
    }
    WEND_ASSIGN(const auto overlap, customers([](std::size_t count) { return count > 1; }));
    if (!overlap.empty()) {
      run_.notes.add(
          fmt::format("{} customers are in more than one group; the intervals of the "
                      "differences take the groups as separate.",
                      overlap.size()));
    }
    return json::object{{"groups", std::move(groups)},
                        {"overlap", overlap.size()},
                        {"overlap_ref", "overlap"},
                        {"differences", std::move(differences)}};
  }

  // overlap | group:I | group:I: and a ref of the question
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref == "overlap") {
      WEND_ASSIGN(auto list, customers([](std::size_t count) { return count > 1; }));
      return list;
    }
    const auto parts = parts_of_ref(ref);
    if (parts.size() < 2 || parts[0] != "group") return std::nullopt;
    const auto group = index_in_ref(parts[1], ask_.groups.size());
    if (!group) return std::nullopt;
    if (parts.size() == 2) {
      return looked_at_of(members_[*group]);
    }
    const std::string_view own =
        ref.substr(std::string_view("group:").size() + parts[1].size() + 1);
    WEND_ASSIGN(const auto sub, SubAnswer::make(run_, ask_.question, &members_[*group]));
    return sub->answer().people(own);
  }

 private:
  // Those of `members` (one byte a profile) who are looked at.
  base::Result<ProfileList> looked_at_of(const Mask& members) const {
    return profiles_where(
        run_, [] { return 0; },
        [&](int, std::uint32_t profile) {
          return members[profile] != 0 && is_looked_at(run_, profile);
        });
  }

  // Those of whom `wanted(number of groups)` is true, among the customers looked at.
  template <typename Wanted>
  base::Result<ProfileList> customers(Wanted&& wanted) const {
    return profiles_where(
        run_, [] { return 0; },
        [&](int, std::uint32_t profile) {
          std::size_t count = 0;
          for (const Mask& members : members_) count += members[profile];
          return wanted(count) && is_looked_at(run_, profile);
        });
  }

  const QueryRun run_;
  const CompareAsk& ask_;
  std::vector<Mask> members_;  // by group, one byte a profile
};

class CompareQuestion final : public Question {
 public:
  explicit CompareQuestion(CompareAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<CompareAnswer>(run, ask_);
    WEND_TRY(answer->find_members());
    return answer;
  }

 private:
  CompareAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_compare(model::ObjectReader& document,
                                                     model::PredicateReader& predicates) {
  CompareAsk ask;
  WEND_ASSIGN(const json::array* groups, document.list("groups", kGroupsMax));
  if (groups == nullptr || groups->size() < 2) {
    return base::fail(ErrorCode::kInvalidInput, "A comparison has two groups or more.",
                      document.place_of("groups"),
                      "Write [{\"name\": \"iOS\", \"who\": predicate}, …].");
  }
  for (std::size_t i = 0; i < groups->size(); ++i) {
    WEND_ASSIGN(auto reader, model::ObjectReader::open(
                                 (*groups)[i], model::entry_place(document.place_of("groups"), i)));
    CompareGroup group;
    WEND_ASSIGN(const auto name, reader.text("name"));
    group.name = name ? *name : fmt::format("Group {}", i + 1);
    const auto* who = reader.find("who");
    if (who == nullptr) {
      return base::fail(ErrorCode::kInvalidInput, "The group does not say who is in it.",
                        reader.place_of("who"), "Give it a predicate; {} is everybody.");
    }
    WEND_ASSIGN(group.who, predicates.read(*who, reader.place_of("who")));
    WEND_TRY(reader.finish());
    ask.groups.push_back(std::move(group));
  }
  const auto* question = document.find("question");
  if (question == nullptr) {
    return base::fail(ErrorCode::kInvalidInput, "The document does not say what is compared.",
                      document.place_of("question"),
                      "Give it a document of another kind, without range, where and who.");
  }
  WEND_ASSIGN(ask.question, read_sub_question(*question, document.place_of("question"), predicates,
                                              SubFilters::kNone));
  return std::make_unique<CompareQuestion>(std::move(ask));
}

}  // namespace wend::analyze
