// The part of CustomerShelf that finds customers.
#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <tuple>

#include "model/event.h"
#include "unify/customer_shelf.h"
#include "unify/term_merge.h"

namespace wend::unify {
namespace {

using Bits = std::vector<std::uint64_t>;

// So many of those who have a term that is the whole of what is looked for are asked whether it is
// an identity of theirs, the latest first.
constexpr std::size_t kExactLooked = 500;
// Fewer customers are sorted by their names; more are met by going through all names in order.
constexpr std::size_t kNamesRead = 5000;

void set(Bits& bits, Ordinal ordinal) {
  bits[ordinal / 64] |= std::uint64_t{1} << (ordinal % 64);
}

bool has(const Bits& bits, Ordinal ordinal) {
  return (bits[ordinal / 64] >> (ordinal % 64) & 1) != 0;
}

std::size_t count(const Bits& bits) {
  std::size_t sum = 0;
  for (const std::uint64_t word : bits) sum += static_cast<std::size_t>(std::popcount(word));
  return sum;
}

template <typename Take>
void each(const Bits& bits, Take&& take) {
  for (std::size_t word = 0; word < bits.size(); ++word)
    for (std::uint64_t left = bits[word]; left != 0; left &= left - 1)
      take(static_cast<Ordinal>(word * 64 + static_cast<std::size_t>(std::countr_zero(left))));
}

}  // namespace

// Who has a term that begins so, or that is this as a whole. Some who are found had it before.
base::Status CustomerShelf::collect(std::string_view prefix, bool whole, Bits& found) const {
  const auto matches = [&](std::string_view term) {
    return whole ? term == prefix : term.starts_with(prefix);
  };
  for (auto at = pending_terms_.lower_bound(prefix);
       at != pending_terms_.end() && matches(at->first); ++at)
    for (const Ordinal ordinal : at->second) set(found, ordinal);
  std::vector<Ordinal> ordinals;
  Bits said;
  for (const TermRun& run : runs_) {
    said.assign(found.size(), 0);
    // Many are said several times: whether the run may speak of them is asked once, in their order.
    const auto take = [&](Ordinal ordinal) {
      if (ordinal < columns_.size()) set(said, ordinal);
    };
    const auto decode = [&](std::string_view bytes) {
      TermBlockReader reader(bytes);
      ordinals.clear();
      while (reader.next()) {
        if (matches(reader.term())) {
          if (!reader.read_ordinals(ordinals)) return false;
        } else if (reader.term() > prefix) {
          break;
        }
      }
      if (reader.damaged()) return false;
      std::ranges::for_each(ordinals, take);
      return true;
    };
    const auto& firsts = run.first_terms;
    const auto from =
        static_cast<std::size_t>(std::ranges::lower_bound(firsts, prefix) - firsts.begin());
    const auto to = static_cast<std::size_t>(
        std::ranges::partition_point(
            firsts, [&](const std::string& term) { return term < prefix || matches(term); }) -
        firsts.begin());
    // All terms of the blocks in between begin so; at both ends others stand beside.
    const std::size_t inner_end = to > from ? to - 1 : from;
    if (from > 0)
      WEND_TRY(file_->each_block(run, from - 1, from, CustomerFile::Part::kTerms, decode));
    WEND_TRY(file_->each_block(run, from, inner_end, CustomerFile::Part::kOrdinals,
                               [&](std::string_view bytes) { return each_ordinal(bytes, take); }));
    WEND_TRY(file_->each_block(run, inner_end, to, CustomerFile::Part::kTerms, decode));
    each(said, [&](Ordinal ordinal) {
      if (speaks_of(run, columns_.written(ordinal))) set(found, ordinal);
    });
  }
  return {};
}

base::Result<CustomerShelf::Bits> CustomerShelf::found_by(const model::SearchWords& words) const {
  const std::size_t size = (columns_.size() + 63) / 64;
  Bits found(size, 0);
  for (const auto& way : words.ways) {
    Bits all;
    for (const std::string& prefix : way) {
      Bits one(size, 0);
      WEND_TRY(collect(prefix, false, one));
      if (all.empty()) {
        all = std::move(one);
        continue;
      }
      for (std::size_t i = 0; i < size; ++i) all[i] &= one[i];
    }
    for (std::size_t i = 0; i < size; ++i) found[i] |= all[i];
  }
  for (std::size_t word = 0; word < size; ++word)
    for (std::uint64_t left = found[word]; left != 0; left &= left - 1) {
      const auto ordinal =
          static_cast<Ordinal>(word * 64 + static_cast<std::size_t>(std::countr_zero(left)));
      if (!columns_.shown(ordinal)) found[word] &= ~(left & (~left + 1));
    }
  return found;
}

// Those of `found` who have the very identity, sorted.
base::Result<std::vector<Ordinal>> CustomerShelf::exact(const model::SearchWords& words,
                                                        const Bits& found) const {
  Bits candidates(found.size(), 0);
  for (const auto& way : words.ways)
    if (way.size() == 1) WEND_TRY(collect(way[0], true, candidates));
  std::vector<Ordinal> looked;
  each(candidates, [&](Ordinal ordinal) {
    if (has(found, ordinal)) looked.push_back(ordinal);
  });
  if (looked.size() > kExactLooked) {
    std::ranges::nth_element(
        looked, looked.begin() + kExactLooked, std::ranges::greater{},
        [this](Ordinal ordinal) { return std::pair(columns_.last_us(ordinal), ordinal); });
    looked.resize(kExactLooked);
  }
  std::vector<Ordinal> exact;
  for (const Ordinal ordinal : looked) {
    WEND_ASSIGN(const auto card, card_of(ordinal));
    if (std::ranges::any_of(card.identities, [&](const CustomerCard::Identity& one) {
          return model::is_identity(words, one.value);
        }))
      exact.push_back(ordinal);
  }
  std::ranges::sort(exact);
  return exact;
}

base::Result<CustomerEntry> CustomerShelf::entry_of(Ordinal ordinal) const {
  CustomerEntry entry{.first_us = columns_.first_us(ordinal),
                      .last_us = columns_.last_us(ordinal),
                      .events = columns_.events(ordinal)};
  WEND_ASSIGN(entry.card, card_of(ordinal));
  for (std::size_t code = 0; code < channels_.size(); ++code)
    if ((columns_.channels(ordinal) >> code & 1) != 0) entry.channels.push_back(channels_[code]);
  std::ranges::sort(entry.channels);
  return entry;
}

// `key` answers what a customer is sorted by, the lowest first.
template <typename Key>
base::Status CustomerShelf::page_by(const CustomerAsk& ask, const Bits& found,
                                    const std::vector<Ordinal>& exact, Key&& key,
                                    CustomerPage& page) const {
  using Place = std::tuple<bool, std::int64_t, std::int64_t, Ordinal>;
  const auto place_of = [&](Ordinal ordinal) {
    return Place(!std::ranges::binary_search(exact, ordinal), key(ordinal),
                 columns_.profile(ordinal), ordinal);
  };
  Place after(false, std::numeric_limits<std::int64_t>::min(), 0, 0);
  bool from_begin = true;
  if (ask.after_id) {
    after = place_of(*columns_.find(*ask.after_id));
    from_begin = false;
  }
  std::vector<Place> best;  // a heap with the last on top
  each(found, [&](Ordinal ordinal) {
    const Place place = place_of(ordinal);
    if (!from_begin && place <= after) return;
    if (best.size() <= ask.limit) {
      best.push_back(place);
      std::ranges::push_heap(best);
    } else if (place < best.front()) {
      std::ranges::pop_heap(best);
      best.back() = place;
      std::ranges::push_heap(best);
    }
  });
  std::ranges::sort(best);
  page.more = best.size() > ask.limit;
  if (page.more) best.pop_back();
  for (const Place& place : best) {
    WEND_ASSIGN(auto entry, entry_of(std::get<Ordinal>(place)));
    page.customers.push_back(std::move(entry));
  }
  return {};
}

base::Status CustomerShelf::page_by_name(const CustomerAsk& ask, const Bits& found,
                                         const std::vector<Ordinal>& exact,
                                         CustomerPage& page) const {
  using Place = std::tuple<bool, std::string, std::int64_t, Ordinal>;
  const auto place_of = [&](Ordinal ordinal) -> base::Result<Place> {
    std::string key;
    if (const auto waiting = pending_.find(ordinal); waiting != pending_.end()) {
      key = name_key_of(waiting->second);
    } else {
      WEND_ASSIGN(key, file_->name_key(ordinal));
    }
    return Place(!std::ranges::binary_search(exact, ordinal), std::move(key),
                 columns_.profile(ordinal), ordinal);
  };
  std::optional<Place> after;
  if (ask.after_id) {
    WEND_ASSIGN(after, place_of(*columns_.find(*ask.after_id)));
  }
  std::vector<Place> places;
  const auto add = [&](Ordinal ordinal) -> base::Status {
    WEND_ASSIGN(auto place, place_of(ordinal));
    if (!after || place > *after) places.push_back(std::move(place));
    return {};
  };
  if (page.total <= kNamesRead) {
    base::Status added;
    each(found, [&](Ordinal ordinal) {
      if (added) added = add(ordinal);
    });
    WEND_TRY(added);
  } else {
    // What waits and what comes first is looked at one by one, the rest in the order of names.
    for (const Ordinal ordinal : exact) WEND_TRY(add(ordinal));
    for (const auto& [ordinal, card] : pending_)
      if (has(found, ordinal) && !std::ranges::binary_search(exact, ordinal))
        WEND_TRY(add(ordinal));
    std::size_t in_order = 0;
    const bool later = after && std::get<bool>(*after);
    WEND_TRY(file_->each_name(
        later ? std::get<std::string>(*after) : std::string(), later ? std::get<2>(*after) : -1,
        [&](Ordinal ordinal, std::int64_t profile, std::string_view key) {
          // The file may have customers that were taken out since.
          if (ordinal >= columns_.size() || columns_.profile(ordinal) != profile ||
              !has(found, ordinal) || pending_.contains(ordinal) ||
              std::ranges::binary_search(exact, ordinal))
            return true;
          places.emplace_back(true, std::string(key), profile, ordinal);
          return ++in_order <= ask.limit;
        }));
  }
  std::ranges::sort(places);
  page.more = places.size() > ask.limit;
  if (page.more) places.resize(ask.limit);
  for (const Place& place : places) {
    WEND_ASSIGN(auto entry, entry_of(std::get<Ordinal>(place)));
    page.customers.push_back(std::move(entry));
  }
  return {};
}

base::Result<CustomerPage> CustomerShelf::find(const CustomerAsk& ask) const {
  const auto words = model::search_words(ask.search);
  std::shared_lock lock(mutex_);
  if (ask.after_id) {
    const auto after = columns_.find(*ask.after_id);
    if (!after || !columns_.shown(*after))
      return base::fail(base::ErrorCode::kInvalidInput,
                        "The customer that this cursor names is gone.", "cursor",
                        "Begin again with the first page.");
  }
  Bits found;
  std::vector<Ordinal> first;
  if (ask.search.empty()) {
    found.assign((columns_.size() + 63) / 64, 0);
    for (Ordinal ordinal = 0; ordinal < columns_.size(); ++ordinal)
      if (columns_.shown(ordinal)) set(found, ordinal);
  } else {
    WEND_ASSIGN(found, found_by(words));
    WEND_ASSIGN(first, exact(words, found));
    if (const auto id = model::customer_id_from(ask.search)) {
      const auto ordinal = columns_.find(*id);
      if (ordinal && columns_.shown(*ordinal)) {
        set(found, *ordinal);
        first = {*ordinal};
      }
    }
  }
  CustomerPage page;
  page.total = count(found);
  switch (ask.sort) {
    case CustomerSort::kLastSeen:
      WEND_TRY(
          page_by(ask, found, first, [this](Ordinal o) { return -columns_.last_us(o); }, page));
      break;
    case CustomerSort::kFirstSeen:
      WEND_TRY(
          page_by(ask, found, first, [this](Ordinal o) { return -columns_.first_us(o); }, page));
      break;
    case CustomerSort::kEvents:
      WEND_TRY(page_by(
          ask, found, first, [this](Ordinal o) { return -std::int64_t{columns_.events(o)}; },
          page));
      break;
    case CustomerSort::kName:
      WEND_TRY(page_by_name(ask, found, first, page));
      break;
  }
  return page;
}

base::Result<std::vector<CustomerEntry>> CustomerShelf::entries(
    std::span<const std::int64_t> profiles) const {
  std::vector<CustomerEntry> entries;
  std::shared_lock lock(mutex_);
  for (const std::int64_t profile : profiles) {
    const auto ordinal = columns_.find(profile);
    if (!ordinal || !columns_.shown(*ordinal)) continue;
    WEND_ASSIGN(auto entry, entry_of(*ordinal));
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::uint64_t CustomerShelf::events_of(std::span<const std::int64_t> profiles) const {
  std::shared_lock lock(mutex_);
  std::uint64_t events = 0;
  for (const std::int64_t profile : profiles)
    if (const auto ordinal = columns_.find(profile)) events += columns_.events(*ordinal);
  return events;
}

}  // namespace wend::unify
