#include <fmt/format.h>

#include "collect/import_fixture.h"
#include "collect/limits.h"

// Input that is wrong in every way we could think of: a clear sentence with the place, nothing
// half-written.
namespace wend::collect {
namespace {

using BadInputTest = ImportFixture;
using testing::UnitTest;

bool says(const base::Error& error, std::string_view part) {
  return error.to_sentence().find(part) != std::string::npos;
}

TEST_F(BadInputTest, UnknownFileTypes) {
  EXPECT_TRUE(says(refused("a.xlsx", "PK\x03\x04 rest of a spreadsheet"),
                   "a spreadsheet or a zip archive"));
  EXPECT_TRUE(says(refused("a.pdf", "%PDF-1.7 and so on"), "a PDF document"));
  EXPECT_TRUE(says(refused("a.csv", std::string("\x89PNG\r\n\x1a\n\0\0\0", 11)), "a picture"));
  EXPECT_TRUE(
      says(refused("a.html", "<!DOCTYPE html><html><body>Sign in</body></html>"), "a web page"));
  EXPECT_TRUE(
      says(refused("a.xml", "<?xml version='1.0'?><orders><order/></orders>"), "no XES event log"));
  std::string bytes(5000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7919 >> 3);
  EXPECT_TRUE(says(refused("a.bin", bytes), "not known"));
  EXPECT_TRUE(says(refused("a.gz.gz", gzipped(gzipped("customer,event,time\n"))), "packed twice"));
}

TEST_F(BadInputTest, NoFileAtAll) {
  EXPECT_EQ(try_import(path_ / "missing.csv").error().code, base::ErrorCode::kNotFound);
  EXPECT_TRUE(says(try_import(path_).error(), "This is a folder."));
}

TEST_F(BadInputTest, EmptyFiles) {
  EXPECT_TRUE(says(refused("a.csv", ""), "The file is empty."));
  EXPECT_TRUE(says(refused("a.csv.gz", gzipped("")), "The file is empty."));
  EXPECT_TRUE(says(refused("a.csv", "\n\n  \n"), "nothing but blanks"));
  EXPECT_TRUE(says(refused("a.csv", "customer,event,time\n"), "no rows to import"));
  EXPECT_TRUE(says(refused("a.json", "[]"), "no rows to import"));
}

TEST_F(BadInputTest, WrongDelimiter) {
  Mapping mapping{
      .customer = "customer", .event = {.column = "event"}, .time = "time", .delimiter = ";"};
  const auto error = refused("a.csv", "customer,event,time\nann,Cart,2026-01-02\n", mapping);
  EXPECT_TRUE(says(error, "a.csv: customer")) << error.to_sentence();
  EXPECT_TRUE(says(error, "is the delimiter right?"));
}

TEST_F(BadInputTest, ColumnsThatAreNotThere) {
  Mapping mapping{.customer = "client", .event = {.column = "event"}, .time = "time"};
  const auto error = refused("a.csv", "customer,event,time\nann,Cart,2026-01-02\n", mapping);
  EXPECT_TRUE(says(error, "no column called \"client\""));
  EXPECT_TRUE(says(error, "customer, event, time"));
}

TEST_F(BadInputTest, BrokenQuotesCostTheirRowOnly) {
  const auto outcome = import_text("a.csv",
                                   "customer,event,time,note\n"
                                   "ann,A,2026-01-01,\"never closed\n"
                                   "ann,B,2026-01-02,fine\n"
                                   "ann,C,2026-01-03,\"closed\" but more\n"
                                   "ann,D,2026-01-04,\"fine, too\"\n"
                                   "ann,E,2026-01-05,5\" pipe\n");
  EXPECT_EQ(outcome.record.added, 3U);
  EXPECT_EQ(outcome.record.rejected, 2U);
  std::string names;
  for (const auto& event : events_of("ann")) names += event.name;
  EXPECT_EQ(names, "BDE");
  EXPECT_EQ(read_all(outcome.rejects_file),
            "line,column,reason,row\n"
            "2,4,\"A quote is not closed, or text follows the closing "
            "quote.\",\"ann,A,2026-01-01,\"\"never closed\"\n"
            "4,4,\"A quote is not closed, or text follows the closing "
            "quote.\",\"ann,C,2026-01-03,\"\"closed\"\" but "
            "more\"\n");
}

TEST_F(BadInputTest, EveryRejectHasItsLineColumnAndReason) {
  const auto outcome =
      import_text("a.csv",
                  "customer,event,time\n"
                  "ann,A,2026-01-01\n"
                  ",A,2026-01-01\n"
                  "ann,,2026-01-01\n"
                  "ann,A,\n"
                  "ann,A,tomorrow\n"
                  "ann,A\n"
                  "ann,A,2026-01-01,more\n"
                  "=cmd(),,2026-01-01\n"
                  "ann,A,2026-01-02\n"
                  "ann,A,2026-01-02\n"
                  "ann,A,2026-01-02\n"
                  "ann,A,2026-01-02\n"
                  "ann,A,2026-01-02\n"
                  "ann,A,2026-01-02\n"
                  "ann,A,2026-01-02\n",
                  Mapping{.customer = "customer", .event = {.column = "event"}, .time = "time"});
  EXPECT_EQ(outcome.record.added, 8U);
  EXPECT_EQ(outcome.record.rejected, 7U);
  EXPECT_EQ(read_all(outcome.rejects_file),
            "line,column,reason,row\n"
            "3,customer,The customer is empty.,\",A,2026-01-01\"\n"
            "4,event,The event name is empty.,\"ann,,2026-01-01\"\n"
            "5,time,The time is empty.,\"ann,A,\"\n"
            "6,time,The time cannot be read as iso.,\"ann,A,tomorrow\"\n"
            "7,3,The row has fewer cells than the header.,\"ann,A\"\n"
            "8,4,The row has more cells than the header.,\"ann,A,2026-01-01,more\"\n"
            "9,event,The event name is empty.,\"'=cmd(),,2026-01-01\"\n");
  ASSERT_FALSE(outcome.record.reject_reasons.empty());
  EXPECT_EQ(outcome.record.reject_reasons[0].reason, "The event name is empty.");
  EXPECT_EQ(outcome.record.reject_reasons[0].count, 2U);
}

TEST_F(BadInputTest, MixedEncodings) {
  const auto outcome = import_text("a.csv",
                                   "customer,event,time\n"
                                   "M\xC3\xBCller,A,2026-01-01\nJos\xC3\xA9,A,2026-01-01\n"
                                   "M\xFCller,A,2026-01-01\n");
  EXPECT_EQ(outcome.record.added, 2U);
  ASSERT_EQ(outcome.record.reject_reasons.size(), 1U);
  EXPECT_NE(outcome.record.reject_reasons[0].reason.find("mixes encodings"), std::string::npos);
  EXPECT_EQ(events_of("M\xC3\xBCller").size(), 1U);
}

TEST_F(BadInputTest, Windows1252AndUtf16AreRead) {
  const auto latin =
      import_text("latin.csv", "customer,event,time\nM\xFCller,Preis 5 \x80,2026-01-01\n");
  EXPECT_EQ(latin.record.added, 1U);
  EXPECT_EQ(events_of("M\xC3\xBCller").at(0).name, "Preis 5 \xE2\x82\xAC");
  const std::string text = "customer,event,time\r\nann,Caf\xE9,2026-01-01\r\n";
  for (const bool little : {true, false}) {
    std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
    for (const char c : text) bytes += little ? std::string{c, '\0'} : std::string{'\0', c};
    EXPECT_EQ(import_text(little ? "le.csv" : "be.csv", bytes).record.added, 1U);
  }
  EXPECT_EQ(events_of("ann").at(0).name, "Caf\xC3\xA9");
}

TEST_F(BadInputTest, ByteOrderMarkAndCarriageReturns) {
  const auto outcome =
      import_text("a.csv",
                  "\xEF\xBB\xBF"
                  "customer,event,time\r\nann,\"A\",2026-01-01\r\n\r\nann,B,2026-01-02");
  EXPECT_EQ(outcome.mapping.customer, "customer");
  EXPECT_EQ(outcome.record.added, 2U);
  EXPECT_EQ(outcome.record.rejected, 0U);
}

TEST_F(BadInputTest, NoDatesAtAll) {
  const auto error = refused("a.csv", "customer,event,when\nann,A,soon\nbob,B,later\n");
  EXPECT_TRUE(says(error, "No column holds the time.")) << error.to_sentence();
}

TEST_F(BadInputTest, NegativeAndFarFutureTimes) {
  const auto outcome = import_text("a.csv",
                                   "customer,event,time\nann,A,-62135596800\nann,B,0\nann,C,"
                                   "1767225600\nann,D,-1\nann,E,253402300799\n",
                                   Mapping{.customer = "customer",
                                           .event = {.column = "event"},
                                           .time = "time",
                                           .time_format = "unix_s"});
  EXPECT_EQ(outcome.record.added, 3U);  // 1969, 1970 and 2026
  EXPECT_EQ(read_all(outcome.rejects_file),
            "line,column,reason,row\n"
            "2,time,The time is before 1900.,\"ann,A,-62135596800\"\n"
            "6,time,The time is more than a year in the future.,\"ann,E,253402300799\"\n");
}

TEST_F(BadInputTest, LargeCells) {
  const std::string megabyte(kCellBytesMax, 'x');
  const auto outcome =
      import_text("a.csv", "customer,event,time,note\nann,A,2026-01-01," + megabyte +
                               "\nann,B,2026-01-01," + megabyte + "y\nann,C,2026-01-01,z\n" +
                               std::string(2000, 'n') + ",D,2026-01-01,z\n");
  EXPECT_EQ(outcome.record.added, 2U);
  const std::string rejects = read_all(outcome.rejects_file);
  EXPECT_NE(rejects.find("The cell is longer than 1 MiB."), std::string::npos);
  EXPECT_NE(rejects.find("too long for a customer"), std::string::npos);
  EXPECT_LT(rejects.size(), 3 * kRejectedRowBytesMax);
  EXPECT_EQ(events_of("ann")[0].properties.size(),
            megabyte.size() + std::string_view(R"({"note":""})").size());
}

TEST_F(BadInputTest, RowsWithoutEnd) {
  std::string text = "customer,event,time\nann,A,2026-01-01\n";
  text += std::string(kRecordBytesMax + 5'000'000, 'x') + "\nann,B,2026-01-01\n";
  const auto outcome = import_text("a.csv", text);
  EXPECT_EQ(outcome.record.added, 2U);
  EXPECT_EQ(outcome.record.reject_reasons.at(0).reason, "The row is longer than 8 MiB.");
}

TEST_F(BadInputTest, AMillionColumns) {
  std::string header = "customer,event,time", row = "ann,A,2026-01-01";
  for (int i = 0; i < 1'000'000; ++i) {
    header += ",c" + std::to_string(i);
    row += ",1";
  }
  const auto error = refused("a.csv", header + "\n" + row + "\n");
  EXPECT_EQ(error.code, base::ErrorCode::kTooLarge);
  EXPECT_TRUE(says(error, "a.csv:1: The first row has 1000003 columns; the limit is 4096."));
  std::string object = R"({"customer":"ann")";
  for (int i = 0; i < 10'000; ++i) object += fmt::format(R"(,"c{}":1)", i);
  const auto outcome = import_text(
      "a.jsonl", object + "}\n" + R"({"customer":"ann","event":"A","time":"2026-01-01"})" + "\n");
  EXPECT_EQ(outcome.record.added, 1U);
  EXPECT_EQ(outcome.record.reject_reasons.at(0).reason, "The row has more than 4,096 fields.");
}

TEST_F(BadInputTest, DuplicateHeaderNames) {
  const auto outcome =
      import_text("a.csv", "customer,event,time,price,price,\nann,A,2026-01-01,1,2,3\n");
  EXPECT_EQ(events_of("ann").at(0).properties, R"x({"column_6":3,"price (2)":2,"price":1})x");
  EXPECT_TRUE(std::ranges::any_of(outcome.remarks, [](const std::string& remark) {
    return remark.find("Two columns are called \"price\"") != std::string::npos;
  }));
}

TEST_F(BadInputTest, TruncatedAndDamagedCompression) {
  std::string text = "customer,event,time\n";
  for (int i = 0; i < 200'000; ++i)
    text += fmt::format("c{},event {},2026-01-01\n", i * 7919 % 10007, i);
  const std::string whole = gzipped(text);
  const auto error = refused("a.csv.gz", whole.substr(0, whole.size() - 100));
  EXPECT_EQ(error.code, base::ErrorCode::kInvalidInput);
  EXPECT_TRUE(says(error, "The gzip data ends too early at byte")) << error.to_sentence();
  std::string damaged = whole;
  damaged[damaged.size() - 3000] ^= 0x55;
  damaged[damaged.size() - 2999] ^= 0x55;
  EXPECT_TRUE(says(refused("b.csv.gz", damaged), "The gzip data is damaged at byte"));
  const std::string zst = zstandard(text);
  EXPECT_TRUE(
      says(refused("c.csv.zst", zst.substr(0, zst.size() / 2)), "The zstd data ends too early"));
}

TEST_F(BadInputTest, ZipBombs) {
  std::string bomb;
  const std::string piece = gzipped(std::string(64 << 20, 'a'));
  for (int i = 0; i < 4; ++i) bomb += piece;
  const auto error = refused("bomb.csv.gz", bomb);
  EXPECT_EQ(error.code, base::ErrorCode::kTooLarge);
  EXPECT_TRUE(says(error, "more than 250 times its size")) << error.to_sentence();
  EXPECT_TRUE(says(refused("bomb.csv.zst", zstandard(std::string(200 << 20, 'a'))),
                   "more than 250 times its size"));
}

constexpr std::string_view kEvil = R"(<?xml version="1.0"?>
<!DOCTYPE log [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<log><trace><string key="concept:name" value="1"/><event><string key="concept:name" value="&secret;"/>
<date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event></trace></log>)";

TEST_F(BadInputTest, XesWithEntities) {
  EXPECT_TRUE(says(refused("a.xes", kEvil), "a.xes:2:")) << refused("a.xes", kEvil).to_sentence();
  EXPECT_TRUE(says(refused("a.xes", kEvil), "declares entities"));
  EXPECT_TRUE(says(refused("b.xes", R"(<!DOCTYPE log SYSTEM "http://127.0.0.1:1/evil.dtd"><log/>)"),
                   "nothing is fetched"));
  std::string laughs = "<!DOCTYPE log [<!ENTITY a \"ha\">";
  for (char c = 'b'; c < 'z'; ++c)
    laughs +=
        fmt::format("<!ENTITY {} \"&{};&{};&{};\">", c, char(c - 1), char(c - 1), char(c - 1));
  EXPECT_TRUE(says(refused("c.xes", laughs + "]><log>&y;</log>"), "declares entities"));
}

TEST_F(BadInputTest, BrokenXml) {
  const auto error = refused("a.xes", "<log><trace><event></trace></log>");
  EXPECT_TRUE(says(error, "a.xes:1:")) << error.to_sentence();
  EXPECT_TRUE(says(refused("b.xes", "<log><trace>"), "The XML is broken"));
  std::string deep = "<log><trace>";
  for (int i = 0; i < 1000; ++i) deep += "<list key='a'>";
  EXPECT_TRUE(says(refused("c.xes", deep), "more than 32 levels"));
}

TEST_F(BadInputTest, BrokenJson) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += R"({"a":)";
  deep += "1" + std::string(100, '}');
  const auto outcome = import_text(
      "a.jsonl", R"({"customer":"ann","event":"A","time":"2026-01-01"})"
                 "\nnot json\n[1,2]\n{\"customer\":\"ann\",\n" +
                     deep + "\n" + R"({"customer":"ann","event":"B","time":"2026-01-02"})");
  EXPECT_EQ(outcome.record.added, 2U);
  EXPECT_EQ(outcome.record.rejected, 4U);
  EXPECT_TRUE(
      says(refused("b.json", R"([{"customer":"ann","event":"A","time":"2026-01-01"},{"customer":)"),
           "The file ends inside an object"));
}

TEST_F(BadInputTest, BrokenParquet) {
  EXPECT_EQ(refused("a.parquet", "PAR1 this is no Parquet file PAR1").code,
            base::ErrorCode::kInvalidInput);
}

TEST_F(BadInputTest, WrongMappings) {
  for (const char* text :
       {"[]", "{\"custmer\":\"a\"}", "{\"customer\":1}", "{\"delimiter\":\"::\"}", "{",
        "{\"time\":{\"colum\":\"a\"}}", "{\"event\":{\"constant\":\"\"}}"}) {
    EXPECT_FALSE(mapping_from_text(text)) << text;
  }
  const Mapping mapping{
      .customer = "a", .event = {.constant = "E"}, .time = "t", .time_zone = "Nowhere"};
  EXPECT_TRUE(
      says(refused("a.csv", "a,t\nx,2026-01-01\n", mapping), "no time zone called \"Nowhere\""));
}

}  // namespace
}  // namespace wend::collect
