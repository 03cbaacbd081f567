#pragma once

#include <optional>
#include <string_view>

namespace wend::analyze {

// What the words of a name say; English and German. Words are compared by their beginning, so
// "fail" also finds "failed" and "failure".

bool names_an_error(std::string_view name);
// "Application declined", "Order cancelled": an error on the way, or the outcome of a decision.
bool names_a_refusal(std::string_view name);
// What trackers tell beside the pages: that one was left, how fast it was, a click on anything. It
// is no step of a journey.
bool names_a_measurement(std::string_view name);
bool names_a_contact(std::string_view name);
bool names_a_message(std::string_view name);
bool is_contact_channel(std::string_view channel);
bool is_message_channel(std::string_view channel);
// Whether it is something the customer does in answer to a message ("Invite accepted"), and so a
// step of the journey although it comes in on a message's channel.
bool names_a_reaction(std::string_view name);

// How much a name sounds like what the customer came for: 0 (not), 1 (perhaps), 2 (surely).
int names_a_goal(std::string_view name);

// The property looks like money earned. Higher is surer; 0: no.
int names_revenue(std::string_view property);

// "NPS survey answered", "Review written": the customer may have said something of us.
bool names_a_survey(std::string_view name);
// "Page viewed", "Home page", "Screen": where the customer was.
bool names_a_page(std::string_view name);

// The property holds a score that was given ("rating", "nps"), where a page lies ("path", "url"),
// or what a customer wrote or said ("comment").
bool names_a_score(std::string_view property);
bool names_a_path(std::string_view property);
bool names_own_words(std::string_view property);

// The property tells the outcome of an event ("status", "error_code") rather than its
// circumstances.
bool names_an_outcome(std::string_view property);

// The property is a version of something that is released ("app_version", "build").
bool names_a_version(std::string_view property);

// Index into kCommercialStages.
std::optional<std::size_t> commercial_stage(std::string_view name);
inline constexpr std::string_view kCommercialStages[] = {"Awareness", "Consideration", "Purchase",
                                                         "Retention", "Advocacy"};

}  // namespace wend::analyze
