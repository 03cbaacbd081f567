#pragma once

#include <string>
#include <string_view>

#include "model/event.h"
#include "model/person_texts.h"

namespace wend::events {

// The namespace of identities that tell nobody who somebody is.
inline constexpr std::string_view kPseudonymNamespace = "pseudonym";

// Whether an event says nothing but who somebody is: without that nothing is left.
bool is_about_identity(model::EventType type);
// Properties without what tells the person: their values wherever they stand, and what names a
// device or a visit whatever it holds.
std::string without_person(std::string_view properties, const model::PersonTexts& texts);

}  // namespace wend::events
