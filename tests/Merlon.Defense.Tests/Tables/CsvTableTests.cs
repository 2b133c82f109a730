using System.Text;
using Merlon.Documents;
using Merlon.Tables;

namespace Merlon.Defense.Tests.Tables;

public sealed class CsvTableTests
{
    static (IReadOnlyList<TableRecord> Rows, IReadOnlyList<Diagnostic> Said) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    static (IReadOnlyList<TableRecord> Rows, IReadOnlyList<Diagnostic> Said) Read(byte[] bytes)
    {
        var log = new DiagnosticLog("t.csv", ReadLimits.Default);
        return (CsvTable.Read(bytes, log), log.ToList());
    }

    [Fact]
    public void Quotes_hold_separators_line_breaks_and_doubled_quotes_and_places_are_lines()
    {
        var (rows, said) = Read("ID, Some Name \n1,\"a, \"\"b\"\"\nc\"\n\n2,plain\n");
        said.ShouldBeEmpty();
        rows.Count.ShouldBe(2);
        rows[0].Find("some_name")!.Value.Text.ShouldBe("a, \"b\"\nc");
        rows[1].Find("some_name")!.Value.Place.ToString().ShouldBe("5:3 (some_name)");
    }

    [Theory]
    [InlineData("a;b\n1;2,5\n", "2,5")]
    [InlineData("a\tb\n1\tx,y;z\n", "x,y;z")]
    [InlineData("\uFEFFa,b\r\n1,last", "last")]
    public void The_separator_is_the_one_that_the_header_has_most_of(string text, string second)
        => Read(text).Rows.ShouldHaveSingleItem().Find("b")!.Value.Text.ShouldBe(second);

    [Theory]
    [InlineData("", "CSV002")]
    [InlineData("a,a\n1,2\n", "CSV002")]
    [InlineData("a,b\n1\n", "CSV003")]
    [InlineData("a\n\"open\n", "CSV005")]
    public void What_is_wrong_with_a_table_is_said(string text, string code) => Read(text).Said.ShouldHaveSingleItem().Code.ShouldBe(code);

    [Fact]
    public void What_is_no_utf8_is_refused() => Read([0x61, 0xFF, 0xFE]).Said.ShouldHaveSingleItem().Code.ShouldBe("CSV001");

    [Fact]
    public void Rows_columns_fields_and_bytes_are_bounded()
    {
        var full = "a\n" + string.Concat(Enumerable.Repeat("1\n", CsvTable.RowsMax));
        Read(full).Said.ShouldBeEmpty();
        var over = Read(full + "1\n");
        over.Rows.Count.ShouldBe(CsvTable.RowsMax);
        over.Said.ShouldHaveSingleItem().Code.ShouldBe("CSV004");
        Read(string.Join(',', Enumerable.Range(0, CsvTable.ColumnsMax).Select(static i => $"c{i}")) + "\n").Said.ShouldBeEmpty();
        Read(string.Join(',', Enumerable.Range(0, CsvTable.ColumnsMax + 1).Select(static i => $"c{i}")) + "\n").Said.ShouldHaveSingleItem().Code.ShouldBe("CSV004");
        Read($"a\n{new string('x', CsvTable.FieldCharsMax)}\n").Said.ShouldBeEmpty();
        Read($"a\n{new string('x', CsvTable.FieldCharsMax + 1)}\n").Said.ShouldHaveSingleItem().Code.ShouldBe("CSV004");
        Read(new byte[CsvTable.BytesMax + 1]).Said.ShouldHaveSingleItem().Code.ShouldBe("CSV004");
    }

    [Fact]
    public void Broken_tables_never_throw()
    {
        var text = Encoding.UTF8.GetBytes("id,category,amount\n1,\"tools\",5\n2,people,\"6\"\"\"\n");
        var random = new Random(11);
        for (var round = 0; round < 3_000; round++)
        {
            var broken = (byte[])text.Clone();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                broken[random.Next(broken.Length)] = (byte)",;\t\"\n\r\0é="[random.Next(9)];
            }

            Read(broken[..random.Next(broken.Length + 1)]);
        }
    }
}
