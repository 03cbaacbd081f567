#pragma once

#include <string>
#include <string_view>

#include "demo/incidents.h"
#include "demo/people.h"
#include "demo/timeline.h"
#include "env/random.h"

namespace wend::demo {

// Everything one customer does. Each step is drawn from the customer's own generator, so that an
// incident changes only the lives that it touches.
class Life {
 public:
  Life(const Customer& customer, const Incidents& incidents, env::Random random, Timeline& timeline,
       TimeUs start_us, TimeUs end_us)
      : customer_(customer),
        incidents_(incidents),
        random_(random),
        timeline_(timeline),
        start_us_(start_us),
        end_us_(end_us) {}

  void live();

 private:
  // What the digital events of one visit share.
  struct Visit {
    TimeUs now_us;
    std::string_view channel, platform, source;
    std::string context;  // properties of every event of the visit
    double eagerness;     // multiplies the chance of buying
  };

  // life.cpp: the calendar of a life
  void introduce();
  void newsletters();
  void digital_day(TimeUs day_us);
  void store_day(TimeUs day_us);

  // life_visit.cpp: one visit to the web shop or the app
  Visit enter(TimeUs time_us, bool app, std::string_view campaign);
  void visit(Visit visit);
  bool browse(Visit& visit);  // true: something is in the cart
  bool search(Visit& visit);  // false: gave up
  void check_out(Visit& visit);
  bool fill_shipping_form(Visit& visit);
  void pay(Visit& visit, double revenue);
  void step(Visit& visit, std::string_view name, std::string properties, double median_s);

  // life_after.cpp: what follows an order, and help
  void fulfil(TimeUs ordered_us, double revenue);
  void call(TimeUs time_us, std::string_view topic);
  void chat(TimeUs time_us, std::string_view topic);
  void ask_for_help(TimeUs time_us, std::string_view topic);

  const Customer& customer_;
  const Incidents& incidents_;
  env::Random random_;
  Timeline& timeline_;
  TimeUs start_us_, end_us_;
  bool signed_up_ = false;
  std::size_t orders_ = 0;
};

}  // namespace wend::demo
