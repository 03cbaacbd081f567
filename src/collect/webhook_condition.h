#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "collect/webhook_path.h"
#include "model/comparison.h"

namespace wend::collect {

// True or false of a webhook's body and headers: {"path": …, "op": …, "value": …} with the
// operators of model::Comparison, {"all": […]}, {"any": […]}, {"not": …}; {} is always true.
class WebhookCondition {
 public:
  // Errors: kInvalidInput, kTooLarge with the field as the place.
  static base::Result<WebhookCondition> parse(const boost::json::value& document,
                                              const std::string& place);
  bool holds(WebhookScope& scope) const;

 private:
  enum class Form { kPath, kAll, kAny, kNot };
  static base::Result<WebhookCondition> read(const boost::json::value& document,
                                             const std::string& place, int level);

  Form form_ = Form::kAll;
  std::vector<WebhookCondition> parts_;
  WebhookPath path_;
  model::Comparison comparison_;
};

}  // namespace wend::collect
