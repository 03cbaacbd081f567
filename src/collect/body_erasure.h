#pragma once

#include <string_view>

#include "base/result.h"
#include "collect/webhook_sources.h"
#include "model/identity_rules.h"
#include "unify/person.h"

namespace wend::collect {

// Takes a person out of bodies as the log keeps them. Of a body with many messages only the
// person's go, and the others stay byte for byte, so that they can be read again; a body that is
// all the person's, or that cannot be taken apart and names the person, goes as a whole. Where
// others' messages name the person by a telling value, that value goes. One serves one thread.
class BodyErasure {
 public:
  BodyErasure(const model::IdentityRules& rules, WebhookMappings mappings);
  ~BodyErasure();

  // Errors: those of the mappings of webhooks, which pass.
  base::Result<unify::ErasedBody> erase(std::string_view payload,
                                        const unify::PersonInBodies& person);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace wend::collect
