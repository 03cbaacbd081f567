#include "analyze/event_signatures.h"

#include <xxhash.h>

namespace wend::analyze {

std::size_t SignatureBook::Hash::operator()(const EventSignature& one) const {
  const std::uint32_t parts[] = {one.name, one.channel, one.source, one.type};
  return XXH3_64bits(parts, sizeof parts);
}

std::uint32_t SignatureBook::code_of(model::EventType type, std::string_view name,
                                     std::string_view channel, std::string_view source) {
  const EventSignature signature{names_.code_of(name), channels_.code_of(channel),
                                 sources_.code_of(source), static_cast<std::uint8_t>(type)};
  const auto [found, is_new] =
      codes_.try_emplace(signature, static_cast<std::uint32_t>(signatures_.size()));
  if (is_new) signatures_.push_back(signature);
  return found->second;
}

namespace {

// The code in `to`, which is sorted then, of each text of `from`, changed by `change`.
template <typename Change>
std::vector<std::uint32_t> put_in_order(const Dictionary& from, Dictionary& to, Change&& change) {
  std::vector<std::uint32_t> codes;
  for (std::uint32_t code = 0; code < from.size(); ++code)
    codes.push_back(to.code_of(change(from.text(code))));
  const auto sorted = to.sort();
  for (std::uint32_t& code : codes) code = sorted[code];
  return codes;
}

}  // namespace

std::shared_ptr<const ShownSignatures> ShownSignatures::of(const SignatureBook& book) {
  const auto shown = std::make_shared<ShownSignatures>();
  const auto same = [](std::string_view text) { return text; };
  const auto name = put_in_order(book.names(), shown->names, same);
  const auto channel = put_in_order(book.channels(), shown->channels, same);
  const auto source = put_in_order(book.sources(), shown->sources, same);
  for (const EventSignature& signature : book.signatures()) {
    shown->name.push_back(name[signature.name]);
    shown->channel.push_back(channel[signature.channel]);
    shown->source.push_back(source[signature.source]);
    shown->type.push_back(signature.type);
  }
  return shown;
}

std::shared_ptr<const ShownSignatures> ShownSignatures::renamed(const EventNames& by) const {
  const auto shown = std::make_shared<ShownSignatures>(*this);
  shown->names = Dictionary();
  const auto codes =
      put_in_order(names, shown->names, [&](std::string_view text) { return by.shown(text); });
  for (std::uint32_t& code : shown->name) code = codes[code];
  return shown;
}

}  // namespace wend::analyze
