using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Logs;

namespace Merlon.Detection.Tests.Logs.Text;

public sealed class CsvLogReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a=1|b=2")]
    [InlineData("a;b\r\n1;2\r\n\r\n3;4", "a=1|b=2\na=3|b=4")]
    [InlineData("a|b\n1|2\n", "a=1|b=2")]
    [InlineData("sep=,\na,b\n1,2\n", "a=1|b=2")]
    [InlineData("\"a\",\"b b\",\"\"\n\"1\",\"x \"\"y\"\", z\",\n", "a=1|b b=x \"y\", z|column3=")]
    [InlineData("a,b\n\"1\n2\r\n3\",4\n", "a=1\n2\n3|b=4")]
    [InlineData("a,b\nx \"y\" z,\"1\"2\n", "a=x \"y\" z|b=12")]
    [InlineData("a,b\n1,2\na,b\n3,4\n", "a=1|b=2\na=3|b=4")]
    [InlineData("only\nx\n", "only=x")]
    [InlineData("a,b\n", "")]
    [InlineData("Level,Date and Time,Source,Event ID,Task Category\nInformation,1/1/2024,S,1,None,\"long\ntext\"\n", "Level=Information|Date and Time=1/1/2024|Source=S|Event ID=1|Task Category=None|Message=long\ntext")]
    [InlineData("a,AuditData\n1,\"{\"\"Operation\"\":\"\"X\"\",\"\"P\"\":[{\"\"Name\"\":\"\"n\"\"}]}\"\n", "a=1|AuditData={\"Operation\":\"X\",\"P\":[{\"Name\":\"n\"}]}|AuditData.Operation>=X|AuditData.P>:[{\"Name\":\"n\"}]|AuditData.P>+:{\"Name\":\"n\"}|AuditData.P.Name>>+=n")]
    public void Rows_are_records_under_the_names_of_the_header(string text, string expected)
        => TextLogs.ReadAll(LogFormat.Csv, text).ShouldBe((expected, 0, ""));

    [Theory]
    [InlineData("a,b\n1\n1,2,3\n", "a=1\na=1|b=2|column3=3", "LOG021")]
    [InlineData("a,b\n\"1,2\n3,4\n", "a=1,2\n3,4", "LOG020 LOG021")]
    [InlineData("a,b\n1,{x}\n2,\"{\"\"a\"\":\"\"\\ud800\"\"}\"\n", "a=1|b={x}\na=2|b={\"a\":\"\\ud800\"}", "LOG022")]
    public void Uneven_rows_are_read_and_what_is_odd_is_said(string text, string expected, string codes)
        => TextLogs.ReadAll(LogFormat.Csv, text).ShouldBe((expected, 0, codes));

    [Fact]
    public void Tabs_part_the_values_of_TSV() => TextLogs.Read(LogFormat.Tsv, "a\tb,c\n1\t\"2\t3\"\n").ShouldBe("a=1|b,c=2\t3");

    [Theory]
    [InlineData(5, "a=123\n45678|b=x", "")]
    [InlineData(4, "a=123\na=45678\"|b=x", "LOG020 LOG021")]
    public void A_lost_quote_takes_no_more_lines_past_the_limit(int max, string expected, string codes)
        => TextLogs.ReadAll(LogFormat.Csv, "a,b\n\"123\n45678\",x\n", new LogReadOptions { Limits = new LogLimits { RecordBytesMax = max } }).ShouldBe((expected, 0, codes));

    [Theory]
    [InlineData(2, "a=1|b=2", "")]
    [InlineData(1, "a=1", "LOG005 LOG021")]
    public void Columns_past_the_limit_are_left_out(int max, string expected, string codes)
        => TextLogs.ReadAll(LogFormat.Csv, "a,b\n1,2\n", new LogReadOptions { Limits = new LogLimits { FieldsMax = max } }).ShouldBe((expected, 0, codes));

    [Theory]
    [InlineData(3, "a=1|b={\"c\":{\"d\":[1]}}|b.c>:{\"d\":[1]}|b.c.d>>:[1]|b.c.d>>+#1", "")]
    [InlineData(2, "a=1|b={\"c\":{\"d\":[1]}}", "LOG022")]
    public void JSON_in_a_cell_is_looked_into_down_to_the_limit(int depth, string expected, string codes)
        => TextLogs.ReadAll(LogFormat.Csv, "a,b\n1,\"{\"\"c\"\":{\"\"d\"\":[1]}}\"\n", new LogReadOptions { Limits = new LogLimits { NestingDepthMax = depth } }).ShouldBe((expected, 0, codes));

    // The naive twin: one character after the other.
    [Fact]
    public void Cells_are_those_that_a_reader_of_single_characters_finds()
        => Prop.ForAll(
            Gen.Elements("a", ",", "\"", "\"\"", "\n", "é", ";", " ", "\",\"", "\"\n\"").ListOf().Select(static parts => string.Concat(parts)).ToArbitrary(),
            static text =>
            {
                var whole = "x,y\n" + text;
                var expected = Naive(whole).Skip(1).Select(static row => string.Join('|', row.Select(static (cell, i) => $"{(i < 2 ? "xy"[i].ToString() : $"column{i + 1}")}={cell}")));
                TextLogs.Read(LogFormat.Csv, whole).ShouldBe(string.Join('\n', expected));
            }).Check(Cases.Quick);

    static IEnumerable<List<string>> Naive(string text)
    {
        List<string> row = [];
        var cell = new StringBuilder();
        var (isQuoted, isStart, line) = (false, true, 0);
        text = text.EndsWith('\n') ? text : text + "\n";
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (isQuoted && c == '"')
            {
                isQuoted = false;
            }
            else if (isQuoted && i < text.Length - 1)
            {
                cell.Append(c);
            }
            else if (isStart && c == '"')
            {
                (isQuoted, isStart) = (true, false);
            }
            else if (c is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                isStart = true;
                if (c == '\n')
                {
                    if (text[line..i].Any(static x => x is not (' ' or '\t')) && !(row is ["x", "y"] && line > 0))
                    {
                        yield return row;
                    }

                    row = [];
                    line = i + 1;
                }
            }
            else
            {
                cell.Append(c);
                isStart = false;
            }
        }
    }
}
