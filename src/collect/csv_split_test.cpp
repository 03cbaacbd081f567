#include "collect/csv_split.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "collect/csv_reader.h"

namespace wend::collect {
namespace {

std::vector<std::string> cells_of(std::string_view row, char delimiter = ',', bool trim = true) {
  std::vector<Cell> cells;
  std::string storage;
  split_row(row, delimiter, trim, cells, storage);
  std::vector<std::string> texts;
  for (const Cell& cell : cells) texts.emplace_back(cell.text);
  return texts;
}
using Texts = std::vector<std::string>;

TEST(SplitRowTest, ReadsCellsAsRfc4180Does) {
  EXPECT_EQ(cells_of("a,b,c"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(cells_of(""), (Texts{""}));
  EXPECT_EQ(cells_of("a,,"), (Texts{"a", "", ""}));
  EXPECT_EQ(cells_of(R"("a,b",c)"), (Texts{"a,b", "c"}));
  EXPECT_EQ(cells_of(R"("say ""hello""","")"), (Texts{R"(say "hello")", ""}));
  EXPECT_EQ(cells_of("\"two\nlines\",x"), (Texts{"two\nlines", "x"}));
  EXPECT_EQ(cells_of(R"(5" pipe,x)"), (Texts{R"(5" pipe)", "x"}));
  EXPECT_EQ(cells_of(R"(a, "b" ,c)"), (Texts{"a", "b", "c"}));
  EXPECT_EQ(cells_of(" a , b ", ',', false), (Texts{" a ", " b "}));
  EXPECT_EQ(cells_of("a;b;c,d", ';'), (Texts{"a", "b", "c,d"}));
  EXPECT_EQ(cells_of("  00001   19970101  1   11.77", kSpaces),
            (Texts{"00001", "19970101", "1", "11.77"}));
}

TEST(FindRowEndTest, KnowsWholeBrokenAndUnfinishedRows) {
  using Kind = RowEnd::Kind;
  const auto end = [](std::string_view text, bool last = true) {
    return find_row_end(text, ',', last);
  };
  EXPECT_EQ(end("a,b\nc").size, 4U);
  EXPECT_EQ(end("a,b").size, 3U);
  EXPECT_EQ(end("a,b", false).kind, Kind::kNeedMore);
  EXPECT_EQ(end("\"a\nb\",c\nd").size, 8U);
  EXPECT_EQ(end("\"a\"\r\nb").size, 5U);
  EXPECT_EQ(end("\"a\nb", false).kind, Kind::kNeedMore);
  EXPECT_EQ(end("x,\"a\nb\nc").kind, Kind::kBroken);  // never closed: the first line goes
  EXPECT_EQ(end("x,\"a\nb\nc").size, 5U);
  EXPECT_EQ(end("\"a\"b,c\nd").kind, Kind::kBroken);
  EXPECT_EQ(end("5\" pipe,x\ny").size, 10U);
  EXPECT_EQ(end("a\"\n\"b\",c\n").size, 3U);
}

// Whatever the cells hold, writing them by the rules and reading them back gives the same cells.
RC_GTEST_PROP(SplitRowTest, ReadsBackWhatWasWritten, ()) {
  const auto cell = rc::gen::container<std::string>(
      rc::gen::element('a', 'b', ',', '"', '\n', '\r', ' ', ';', '1'));
  const auto rows = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<Texts>>(rc::gen::nonEmpty(rc::gen::container<Texts>(cell))));
  std::string text;
  for (const Texts& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      text += '"';
      for (const char c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += '\n';
  }
  std::string_view rest = text;
  for (const Texts& row : rows) {
    const RowEnd end = find_row_end(rest, ',', true);
    RC_ASSERT(end.kind == RowEnd::Kind::kWhole);
    RC_ASSERT(cells_of(without_line_end(rest.substr(0, end.size)), ',', false) == row);
    rest.remove_prefix(end.size);
  }
  RC_ASSERT(rest.empty());
}

// A row ends at the same place however much of the file is there to see.
RC_GTEST_PROP(FindRowEndTest, DoesNotDependOnWhereTheTextIsCut, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' '));
  const RowEnd whole = find_row_end(text, ',', true);
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const RowEnd part = find_row_end(std::string_view(text).substr(0, cut), ',', false);
    if (part.kind == RowEnd::Kind::kNeedMore) continue;
    RC_ASSERT(part.kind == whole.kind);
    RC_ASSERT(part.size == whole.size);
  }
}

TEST(GuessDelimiterTest, TakesWhatPartsTheRowsAlike) {
  EXPECT_EQ(guess_delimiter("a,b,c\n1,2,3\n4,5,6\n"), ',');
  EXPECT_EQ(guess_delimiter("a;b;c\n1,5;2;3\n4,5;5;6\n"), ';');
  EXPECT_EQ(guess_delimiter("a\tb\n1 2\t3\n"), '\t');
  EXPECT_EQ(guess_delimiter("a|b\n1|2\n"), '|');
  EXPECT_EQ(guess_delimiter(" id  date  value\n 001 19970101  11.77\n 002 19970112 12.00\n"),
            kSpaces);
  EXPECT_EQ(guess_delimiter("text,note\na b c,d e\nf,g h i j\n"), ',');
  EXPECT_EQ(guess_delimiter("single\nvalue\n"), ',');
}

}  // namespace
}  // namespace wend::collect
