#include "analyze/merge_suggestions.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "analyze/journey_table_store.h"

namespace wend::analyze {
namespace {

TEST(MailboxTest, IsWhereTheLetterArrives) {
  EXPECT_EQ(mailbox_of("Ann.Lee+shop@Gmail.com"), "annlee@gmail.com");
  EXPECT_EQ(mailbox_of("annlee@googlemail.com"), "annlee@gmail.com");
  EXPECT_EQ(mailbox_of("ann.lee+x@example.com"), "ann.lee@example.com");
  EXPECT_EQ(mailbox_of("+x@example.com"), "+x@example.com");
  EXPECT_EQ(mailbox_of("nobody"), "");
  EXPECT_EQ(mailbox_of("@example.com"), "");
}

class MergeSuggestionsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("wend_suggestions_" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = events::EventStore::open(folder_ / "events.duckdb", {}).value();
    shop_ = store_->create_source("Shop", "sdk")->id;
    tables_ = std::make_unique<JourneyTableStore>(*store_);
    suggestions_ = std::make_unique<MergeSuggestions>(*store_);
  }
  void TearDown() override {
    tables_.reset();
    suggestions_.reset();
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void identify(std::string_view user, std::string_view traits) {
    const int number = ++position_;
    const events::LiveRow row{.row = {.message_id = model::message_id_of(std::to_string(number)),
                                      .time_us = number * env::kSecondUs,
                                      .type = model::EventType::kIdentify,
                                      .name = "Identify",
                                      .channel = "web",
                                      .identity_namespace = "user_id",
                                      .identity_value = user,
                                      .properties = traits},
                              .source_id = shop_,
                              .received_at = number * env::kSecondUs};
    ASSERT_TRUE(store_->append({&row, 1}, number));
  }
  // "ann bob: email_spelling ann@x.de" for each, in their order.
  std::vector<std::string> suggested() {
    const auto table = tables_->current().value();
    const auto found = suggestions_->current();
    EXPECT_TRUE(found) << found.error().to_sentence();
    std::vector<std::string> all;
    for (const MergeSuggestion& one : *found) {
      const std::int64_t ids[] = {one.a, one.b};
      auto labels = table->identity_labels(ids).value();
      std::ranges::sort(labels);
      std::string text = labels[0].substr(8) + " " + labels[1].substr(8) + ":";
      for (const auto& reason : one.reasons)
        text += " " + std::string(to_string(reason.likeness)) + " " + reason.what;
      all.push_back(text);
    }
    return all;
  }
  using Texts = std::vector<std::string>;

  std::filesystem::path folder_;
  std::unique_ptr<events::EventStore> store_;
  std::unique_ptr<JourneyTableStore> tables_;
  std::unique_ptr<MergeSuggestions> suggestions_;
  std::int64_t shop_ = 0;
  int position_ = 0;
};

TEST_F(MergeSuggestionsTest, FindsWhoMayBeOnePerson) {
  identify("ann", R"({"email":"ann.lee@gmail.com","name":"Ann Lee","postcode":"20095"})");
  identify("anne", R"({"email":"AnnLee+shop@googlemail.com"})");
  identify("al", R"({"name":"ann  LEE","postcode":"20095","phone":"040 123 456 789"})");
  identify("bob", R"({"email":"bob@example.com","phone":"+49 40 123456789"})");
  identify("bobby", R"({"email":"bob@example.com"})");  // refused: two user ids
  identify("cem", R"({"name":"Ann Lee","postcode":"80331"})");
  EXPECT_EQ(suggested(), (Texts{"bob bobby: same_identity bob@example.com",
                                "ann anne: email_spelling ann.lee@gmail.com",
                                "al ann: name_and_postcode Ann Lee, 20095",
                                "al bob: phone_spelling +4940123456789"}));
}

TEST_F(MergeSuggestionsTest, WhatManyShareTellsNobodyApart) {
  for (int i = 0; i < 9; ++i)
    identify("u" + std::to_string(i), R"({"name":"Test User","postcode":"00000"})");
  EXPECT_EQ(suggested(), Texts{});
}

TEST_F(MergeSuggestionsTest, SeveralReasonsMakeItSurer) {
  identify("a1", R"({"name":"Ann Lee","postcode":"20095","birthday":"1990-01-02"})");
  identify("a2", R"({"name":"Ann Lee","zip":"20095","date_of_birth":"1990-01-02"})");
  identify("b1", R"({"name":"Bo Lee","postcode":"20095"})");
  identify("b2", R"({"name":"Bo Lee","postcode":"20095"})");
  EXPECT_EQ(
      suggested(),
      (Texts{"a1 a2: name_and_postcode Ann Lee, 20095 name_and_birth_date Ann Lee, 1990-01-02",
             "b1 b2: name_and_postcode Bo Lee, 20095"}));
  EXPECT_NEAR(suggestions_->current()->at(0).score, 1 - 0.4 * 0.3, 1e-9);
}

TEST_F(MergeSuggestionsTest, WhatWasDecidedIsNotSuggestedAgain) {
  for (const auto* user : {"a1", "a2", "b1", "b2"}) {
    identify(user, std::string(R"({"postcode":"1","name":")") + user[0] + "nn\"}");
  }
  EXPECT_EQ(suggested().size(), 2);
  const auto id = [](std::string_view user) { return model::identity_id_of("user_id", user); };
  const events::EventStore::IdentityDecision decisions[] = {
      {id("a1"), id("a2"), model::Decision::kTogether},
      {id("b2"), id("b1"), model::Decision::kApart}};
  EXPECT_EQ(store_->decide(decisions, "lea").value(), 2);
  EXPECT_EQ(suggested(), Texts{});
  const events::EventStore::IdentityDecision back[] = {
      {id("b1"), id("b2"), model::Decision::kNone}};
  EXPECT_EQ(store_->decide(back, "lea").value(), 1);
  EXPECT_EQ(suggested().size(), 1);
}

}  // namespace
}  // namespace wend::analyze
