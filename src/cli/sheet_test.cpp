#include "cli/sheet.h"

#include <gtest/gtest.h>

namespace wend::cli {
namespace {

const Sheet kSheet{.name = "steps",
                   .columns = {{"name", CellKind::kText},
                               {"from_first", CellKind::kShare},
                               {"count", CellKind::kCount},
                               {"median_s", CellKind::kSeconds},
                               {"ref", CellKind::kText, true}},
                   .rows = {{"Cart", 1.0, 12'345, nullptr, "step:1"},
                            {"Größe \"M\", rot", 0.2915, 7, 139.16, "step:2"}}};

TEST(Sheet, IsCsvWithNumbersAsTheyAre) {
  EXPECT_EQ(to_csv(kSheet),
            "name,from_first,count,median_s,ref\r\n"
            "Cart,1,12345,,step:1\r\n"
            "\"Größe \"\"M\"\", rot\",0.2915,7,139.16,step:2\r\n");
}

TEST(Sheet, OfCsvRunsNoFormula) {
  const Sheet sheet{.columns = {{"event"}, {"change", CellKind::kNumber}},
                    .rows = {{"=HYPERLINK(\"x\")", -0.4},
                             {"+1", 1},
                             {"-1", 2},
                             {"@sum", 3},
                             {"a\nb", 4},
                             {"a=b", nullptr}}};
  EXPECT_EQ(to_csv(sheet),
            "event,change\r\n"
            "\"'=HYPERLINK(\"\"x\"\")\",-0.4\r\n"
            "'+1,1\r\n"
            "'-1,2\r\n"
            "'@sum,3\r\n"
            "\"a\nb\",4\r\n"
            "a=b,\r\n");
}

TEST(Sheet, IsAnAlignedTableForPeople) {
  EXPECT_EQ(to_table(kSheet),
            "name            from first   count   median\n"
            "--------------  ----------  ------  -------\n"
            "Cart               100.0 %  12,345\n"
            "Größe \"M\", rot      29.1 %       7  2.3 min\n");
}

TEST(Sheet, OfATableKeepsTheTerminalSafeAndInLine) {
  std::string endless;
  for (int i = 0; i < 70; ++i) endless += "ü";
  const Sheet sheet{.columns = {{"event"}, {"count", CellKind::kCount}},
                    .rows = {{"\x1b[31mred\nline", 1},
                             {"注文", 2},
                             {"bad \xff byte", 3},
                             {boost::json::string(endless), 4}}};
  const std::string table = to_table(sheet);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  EXPECT_NE(table.find(" [31mred line "), std::string::npos);
  EXPECT_NE(table.find("\n注文" + std::string(60 - 4, ' ') + "      2\n"), std::string::npos)
      << table;
  EXPECT_NE(table.find("\nbad   byte" + std::string(60 - 10, ' ') + "      3\n"),
            std::string::npos);
  EXPECT_NE(table.find("…      4\n"), std::string::npos);
  EXPECT_EQ(table.find(endless), std::string::npos);
}

TEST(Sheet, OfNothingIsItsHeader) {
  const Sheet sheet{.columns = {{"event"}, {"count", CellKind::kCount}}};
  EXPECT_EQ(to_csv(sheet), "event,count\r\n");
  EXPECT_EQ(to_table(sheet), "event  count\n-----  -----\n");
}

TEST(Sheet, WritesTimesInTheUnitThatFits) {
  EXPECT_EQ(duration_text(0), "0 s");
  EXPECT_EQ(duration_text(0.25), "250 ms");
  EXPECT_EQ(duration_text(59.4), "59 s");
  EXPECT_EQ(duration_text(60), "1 min");
  EXPECT_EQ(duration_text(660), "11 min");
  EXPECT_EQ(duration_text(5400), "1.5 h");
  EXPECT_EQ(duration_text(518'400), "6 d");
}

}  // namespace
}  // namespace wend::cli
