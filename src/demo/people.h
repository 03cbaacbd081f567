#pragma once

#include <string>
#include <string_view>

#include "env/random.h"
#include "model/event.h"

namespace wend::demo {

// A kind of customer: how often they come, through which door, and how readily they buy.
struct Persona {
  std::string_view name;
  double share;
  double visits_per_week;
  double app_share;  // of their digital visits
  double store_per_week;
  double cart_chance;  // that a product viewed goes into the cart
  double newsletter;   // chance of being subscribed
  double stay_weeks;   // mean time until they stay away for good
};

struct Customer {
  std::string id;
  std::string name, email, city, birth_year;
  std::string_view country, plan, web_platform, app_platform, payment_method;
  const Persona* persona = nullptr;
  bool newsletter = false;
  bool push = false;             // allows notifications of the app
  bool is_new = false;           // signs up within the data
  model::TimeUs arrives_us = 0;  // first moment at which they may act
  model::TimeUs leaves_us = 0;   // after it they stay away
};

// Draws one customer; `number` makes the id.
Customer make_customer(std::size_t number, env::Random& random, model::TimeUs start_us,
                       model::TimeUs end_us);

}  // namespace wend::demo
