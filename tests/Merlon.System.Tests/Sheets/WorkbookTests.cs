using System.IO.Compression;
using DocumentFormat.OpenXml.Spreadsheet;
using Merlon.Sheets;
using Sheet = Merlon.Sheets.Sheet;

namespace Merlon.System.Tests.Sheets;

public sealed class WorkbookTests
{
    static readonly SheetColumn[] TwoColumns = [new("id"), new("name", 40, Wraps: true)];

    [Fact]
    public void Every_kind_of_cell_is_read_back_by_another_library()
    {
        using var book = new WrittenWorkbook(new Sheet(
            "All", [new("text"), new("number"), new("flag"), new("day"), new("moment"), new("nothing")],
            [
                [
                    "T1059", 12.5, true, SheetCell.Of(new DateOnly(2026, 11, 22)),
                    SheetCell.Of(new DateTimeOffset(2026, 11, 22, 6, 0, 0, TimeSpan.FromHours(-6))), SheetCell.Empty,
                ],
                [SheetCell.Of(double.NaN), -0.5, false, SheetCell.Of(new DateOnly(1899, 1, 1)), SheetCell.Of(new DateTimeOffset(1066, 10, 14, 9, 0, 0, TimeSpan.Zero))],
            ]));
        book.Complaints().ShouldBeEmpty();
        book.Diagnostics.ShouldBeEmpty();
        var cells = book.Cells();
        cells["A1"].ShouldBe("text");
        cells["A2"].ShouldBe("T1059");
        cells["B2"].ShouldBe("12.5");
        cells["C2"].ShouldBe("1");
        cells["D2"].ShouldBe("46348");
        cells["E2"].ShouldBe("46348.5");
        cells.ShouldNotContainKey("F2");
        cells["A3"].ShouldBe("NaN");
        cells["D3"].ShouldBe("1899-01-01");
        cells["E3"].ShouldBe("1066-10-14 09:00");
    }

    [Fact]
    public void The_header_is_frozen_and_has_a_filter_and_columns_have_their_widths()
    {
        using var book = new WrittenWorkbook(new Sheet("Techniques", TwoColumns, [["T1", "One"], ["T2", "Two"]]) { FrozenColumns = 1 });
        book.Complaints().ShouldBeEmpty();
        var sheet = book.Part(0).Worksheet;
        var pane = sheet.Descendants<Pane>().Single();
        (pane.TopLeftCell?.Value, pane.State?.Value).ShouldBe(("B2", PaneStateValues.Frozen));
        sheet.Descendants<AutoFilter>().Single().Reference?.Value.ShouldBe("A1:B3");
        sheet.Descendants<Column>().Select(static column => column.Width?.Value ?? 0).ShouldBe([16, 40]);
        book.FormatOf("B2").Alignment?.WrapText?.Value.ShouldBe(true);
    }

    [Fact]
    public void The_same_sheets_give_the_same_bytes()
    {
        Sheet[] Sheets() =>
        [
            new("One", TwoColumns, [["a", SheetCell.LinkTo("b", "https://attack.mitre.org/") with { Note = "note" }]]),
            new("Two", TwoColumns, Enumerable.Range(0, 500).Select(static i => (IReadOnlyList<SheetCell>)[i, $"row {i}"])),
        ];
        using var first = new WrittenWorkbook(Sheets());
        using var second = new WrittenWorkbook(Sheets());
        second.Bytes.ShouldBe(first.Bytes);
        using var zip = new ZipArchive(new MemoryStream(first.Bytes));
        zip.Entries.Select(static entry => entry.LastWriteTime.Year).Distinct().ShouldBe([1980]);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("'quoted")]
    public void Text_that_begins_like_a_formula_stays_text_also_when_it_is_edited(string text)
    {
        using var book = new WrittenWorkbook(new Sheet("S", TwoColumns, [[text]]));
        book.Complaints().ShouldBeEmpty();
        book.Cells()["A2"].ShouldBe(text);
        book.CellAt("A2").CellFormula.ShouldBeNull();
        book.FormatOf("A2").QuotePrefix?.Value.ShouldBe(true);
    }

    [Fact]
    public void Characters_that_xml_cannot_hold_are_replaced_and_counted()
    {
        using var book = new WrittenWorkbook(new Sheet("S", TwoColumns, [["a\u0000b\u001b[31m", "\ud800 half"], ["\udc00", "\uffff 😀 \r\n<&>\"']]>"]]));
        book.Complaints().ShouldBeEmpty();
        book.Cells()["A2"].ShouldBe("a\ufffdb\ufffd[31m");
        book.Cells()["B2"].ShouldBe("\ufffd half");
        book.Cells()["B3"].ShouldBe("\ufffd 😀 \n<&>\"']]>");
        var diagnostic = book.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe("SHEET004");
        diagnostic.Message.ShouldContain("4 times, first A2");
    }

    [Fact]
    public void Text_that_looks_like_a_numbered_character_is_written_so_that_it_is_read_as_it_was()
    {
        SheetText.Escape("a _x0041_ and _X000D_ but _x41_").ShouldBe("a _x005F_x0041_ and _x005F_X000D_ but _x41_");
        SheetText.Escape("_x_x0041_").ShouldBe("_x_x005F_x0041_");
    }

    [Fact]
    public void A_cell_holds_32767_characters_and_one_more_is_cut_and_said()
    {
        var limit = new string('x', SheetLimits.CellCharsMax);
        using var book = new WrittenWorkbook(new Sheet("S", TwoColumns, [[limit, limit + "y"]]));
        book.Complaints().ShouldBeEmpty();
        book.Cells()["A2"].ShouldBe(limit);
        book.Cells()["B2"].Length.ShouldBe(SheetLimits.CellCharsMax);
        book.Cells()["B2"].ShouldEndWith("… (cut here; 32,768 characters in all)");
        book.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("SHEET003");
        SheetText.Head("ab😀", 3).ShouldBe("ab");
    }

    [Fact]
    public void Columns_past_the_limit_are_left_out_and_said()
    {
        using var book = new WrittenWorkbook(new Sheet("S", [new("a")], [[.. Enumerable.Repeat<SheetCell>("c", SheetLimits.ColumnsMax)]]));
        book.Diagnostics.ShouldBeEmpty();
        book.Cells().Last().Key.ShouldBe("XFD2");
        using var larger = new WrittenWorkbook(new Sheet("S", [new("a")], [[.. Enumerable.Repeat<SheetCell>("c", SheetLimits.ColumnsMax + 1)]]));
        larger.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("SHEET002");
        larger.Cells().Count.ShouldBe(SheetLimits.ColumnsMax + 1);
    }

    [Theory]
    [InlineData(SheetLimits.RowsMax - 1, 0)]
    [InlineData(SheetLimits.RowsMax, 1)]
    public void Rows_past_the_limit_are_left_out_and_said(int rows, int diagnostics)
        => Merlon.Sheets.Workbook.Write(Stream.Null, [new Sheet("S", [new("a")], Enumerable.Repeat<IReadOnlyList<SheetCell>>([SheetCell.Empty], rows))], "rows.xlsx", TestContext.Current.CancellationToken)
            .Count(static diagnostic => diagnostic.Code == "SHEET001").ShouldBe(diagnostics);

    [Fact]
    public void Only_web_addresses_and_own_tabs_are_links()
    {
        using var book = new WrittenWorkbook(
            new Sheet("S", TwoColumns,
            [
                [SheetCell.LinkTo("good", "https://attack.mitre.org/techniques/T1059"), SheetCell.LinkTo("again", "https://attack.mitre.org/techniques/T1059")],
                [SheetCell.LinkTo("script", "javascript:alert(1)"), SheetCell.LinkTo("file", "file:///etc/passwd")],
                [SheetCell.LinkTo("inside", "#O'Brien: list"), SheetCell.LinkTo("nowhere", "#missing")],
                [SheetCell.LinkTo("long", "https://x/" + new string('a', SheetLimits.LinkCharsMax)), SheetCell.LinkTo("spaces", "https://x/a b\"<>")],
            ]),
            new Sheet("O'Brien: list", TwoColumns, []));
        book.Complaints().ShouldBeEmpty();
        book.Links().ShouldBe(
        [
            ("A2", "https://attack.mitre.org/techniques/T1059"), ("B2", "https://attack.mitre.org/techniques/T1059"),
            ("A4", "'O''Brien- list'!A1"), ("B5", "https://x/a%20b%22%3C%3E"),
        ]);
        book.Diagnostics.Single(static diagnostic => diagnostic.Code == "SHEET005").Message.ShouldContain("4 times, first A3");
    }

    [Fact]
    public void A_sheet_holds_65530_links_and_the_next_is_text()
    {
        var rows = Enumerable.Range(0, SheetLimits.LinksMax + 1).Select(static _ => (IReadOnlyList<SheetCell>)[SheetCell.LinkTo("x", "https://x/")]);
        var diagnostics = Merlon.Sheets.Workbook.Write(Stream.Null, [new Sheet("S", TwoColumns, rows)], "links.xlsx", TestContext.Current.CancellationToken);
        diagnostics.ShouldHaveSingleItem().Message.ShouldEndWith("(A65532)");
    }

    [Fact]
    public void Notes_colours_and_spans_are_there()
    {
        var red = new SheetStyle { Fill = "ff0000", FontColor = "FFFFFF", IsBold = true, BorderColor = "333333" };
        using var book = new WrittenWorkbook(new Sheet("S", TwoColumns,
        [
            [SheetCell.Of("tall") with { Style = red, RowSpan = 3, Note = "line one\nline two" }, "b"],
            [SheetCell.Empty, "c"],
            [],
            [SheetCell.Of("wide") with { ColumnSpan = 2 }, SheetCell.Empty],
        ]));
        book.Complaints().ShouldBeEmpty();
        book.Notes().ShouldBe([("A2", "line one\nline two")]);
        book.FillOf("A2").ShouldBe("FFFF0000");
        book.FillOf("A4").ShouldBe("FFFF0000"); // a border goes all around only when the covered cells have it too
        book.FillOf("B3").ShouldBeNull();
        book.Part(0).Worksheet.Descendants<MergeCell>().Select(static merge => merge.Reference?.Value ?? "").ShouldBe(["A2:A4", "A5:B5"]);
        book.Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void Spans_that_overlap_are_written_as_single_cells_and_said()
    {
        using var book = new WrittenWorkbook(new Sheet("S", TwoColumns,
        [
            ["a", SheetCell.Of("tall") with { RowSpan = 2 }],
            [SheetCell.Of("wide") with { ColumnSpan = 2 }, "stands where it is covered"],
        ]));
        book.Complaints().ShouldBeEmpty();
        book.Part(0).Worksheet.Descendants<MergeCell>().Count().ShouldBe(1);
        book.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("SHEET006");
    }

    [Fact]
    public void A_span_past_the_last_row_still_has_its_rows()
    {
        using var book = new WrittenWorkbook(new Sheet("S", TwoColumns, [[SheetCell.Of("tall") with { RowSpan = 3 }]]));
        book.Complaints().ShouldBeEmpty();
        book.Part(0).Worksheet.Descendants<Row>().Count().ShouldBe(4);
    }

    [Fact]
    public void Widths_heights_and_colours_that_make_no_sense_are_tamed()
    {
        using var book = new WrittenWorkbook(new Sheet("S", [new("a", double.NaN), new("b", 1_000), new("c", -5)],
            [[SheetCell.Of("x") with { Style = new SheetStyle { Fill = "red", FontColor = "\"><", FontPoints = 0, NumberFormat = "0.0" } }]])
        { RowHeightPoints = 5_000 });
        book.Complaints().ShouldBeEmpty();
        book.FillOf("A2").ShouldBeNull();
    }

    [Fact]
    public void A_workbook_without_a_table_can_be_written()
    {
        using var book = new WrittenWorkbook(new Sheet("S", [], []) { HasHeader = false, FrozenRows = 0, ShowsGridLines = false });
        book.Complaints().ShouldBeEmpty();
        book.Cells().ShouldBeEmpty();
    }
}
