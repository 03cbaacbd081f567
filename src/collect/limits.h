#pragma once

#include <cstddef>
#include <cstdint>

#include "env/clock.h"

// Every limit of file import and of collected messages, in one place; docs/import.md and
// docs/collect.md list them.
namespace wend::collect {

// A cell, a JSON text or an XML attribute. Long enough for any comment, short enough to show in a
// browser.
inline constexpr std::size_t kCellBytesMax = 1024 * 1024;
// A whole row. A quote that is never closed is noticed after this many bytes.
inline constexpr std::size_t kRecordBytesMax = 8 * 1024 * 1024;
// Names of events, channels and customers.
inline constexpr std::size_t kNameBytesMax = 1024;
inline constexpr std::size_t kColumnsMax = 4096;
inline constexpr std::size_t kColumnNameBytesMax = 1024;
// Depth of JSON and XML. Journeys need three or four.
inline constexpr int kDepthMax = 32;

// Blocks are what one thread parses at a time: large against the cost of handing them over, small
// in memory.
inline constexpr std::size_t kBlockBytes = 1024 * 1024;
inline constexpr std::size_t kBlockRows = 16 * 1024;

// A compressed file may grow by this factor. Event files shrink to between a fifth and a hundredth;
// only made-up ones go further. The first bytes are free, so that small files are never refused.
inline constexpr std::uint64_t kExpansionMax = 250;
inline constexpr std::uint64_t kExpansionFreeBytes = 64ULL * 1024 * 1024;

// What guessing looks at.
inline constexpr std::size_t kSampleRows = 5000;
inline constexpr std::size_t kSampleBytes = 4 * 1024 * 1024;
inline constexpr std::size_t kPreviewEvents = 20;
inline constexpr std::size_t kPreviewProblems = 20;

// Times outside are mistakes (an empty date read as 1900, milliseconds read as seconds):
// 1900-01-01T00:00:00Z, and a year from now, which leaves room for what is planned.
inline constexpr env::TimeUs kTimeMin = -2'208'988'800LL * env::kSecondUs;
inline constexpr env::TimeUs kFutureMax = 366 * env::kDayUs;

// The properties of a collected message, as they are stored. Segment takes 32 KB of an event; a
// session of long texts from a server may well be longer.
inline constexpr std::size_t kMessageBytesMax = 1024 * 1024;
// What one message may say of who its customer is, beside user and anonymous id.
inline constexpr std::size_t kIdentitiesMax = 32;
inline constexpr std::size_t kNamespaceBytesMax = 64;
// Messages in one body. SDKs send 20 to 1,000 at a time.
inline constexpr std::size_t kBatchMessagesMax = 10'000;
// A whole body, unpacked.
inline constexpr std::size_t kBodyBytesMax = 32 * 1024 * 1024;
// A parser keeps memory of about ten times the largest body it read; larger ones get a parser of
// their own.
inline constexpr std::size_t kKeptParserBytes = 1024 * 1024;
// Of those larger ones so many bytes are read at a time by all threads together: one of the
// longest, or several shorter ones.
inline constexpr std::size_t kLargeBytesAtOnce = kBodyBytesMax;

// What is kept of a refused message or body, and of the reason.
inline constexpr std::size_t kRefusalSampleBytesMax = 4 * 1024;
inline constexpr std::size_t kReasonBytesMax = 400;
// Refused messages of one body of which a sample is taken.
inline constexpr std::size_t kRefusalSamplesMax = 4;

// Mappings of webhooks.
inline constexpr std::size_t kWebhookMappingBytesMax = 1024 * 1024;
inline constexpr std::size_t kWebhookMappingDepthMax = 64;
inline constexpr std::size_t kWebhookRulesMax = 500;
inline constexpr std::size_t kWebhookPartsMax = 100;  // of `copy` and of `pairs`
// Events that one body of a webhook may become, and what they may take as they are stored.
inline constexpr std::size_t kWebhookEventsMax = 10'000;
inline constexpr std::size_t kWebhookEventBytesMax = 64 * 1024 * 1024;
// Members and entries that the paths of a mapping may look at for one body; a fraction of a second.
inline constexpr std::int64_t kWebhookStepsMax = 20'000'000;
// Headers that are kept with a body, all together.
inline constexpr std::size_t kWebhookHeaderBytesMax = 16 * 1024;

// A rejected row is written out up to here.
inline constexpr std::size_t kRejectedRowBytesMax = 10'000;

}  // namespace wend::collect
