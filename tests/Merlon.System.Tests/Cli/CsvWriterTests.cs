using Merlon.Answers;

namespace Merlon.System.Tests.Cli;

public sealed class CsvWriterTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a, b", "\"a, b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\r\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+49", "'+49")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1,B1)", "\"'@SUM(A1,B1)\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData("a=b", "a=b")]
    [InlineData("red\u001b[31m\u202eevil", "redevil")]
    public void A_text_is_quoted_where_it_must_be_and_is_no_formula(string text, string field)
        => Written(static _ => { }, text).ShouldBe($"{field}\r\n");

    [Fact]
    public void A_text_stays_as_published_for_those_who_ask()
    {
        using var output = new StringWriter();
        var csv = new CsvWriter(output, keepsFormulas: true);
        csv.Text("=1+1");
        csv.EndRecord();

        output.ToString().ShouldBe("=1+1\r\n");
    }

    [Fact]
    public void Numbers_and_days_are_no_texts()
        => Written(static csv =>
        {
            csv.Number(-1.5);
            csv.Number(1_000);
            csv.Day(new DateOnly(2026, 11, 22));
            csv.Day(null);
            csv.Texts(["a", "b"]);
        }, "end").ShouldBe("-1.5,1000,2026-11-22,,a; b,end\r\n");

    [Fact]
    public void A_record_with_too_few_fields_is_a_bug()
    {
        var csv = new CsvWriter(TextWriter.Null);
        csv.Header(["a", "b"]);
        csv.Text("one");

        Should.Throw<InvalidOperationException>(csv.EndRecord);
    }

    static string Written(Action<CsvWriter> first, string text)
    {
        using var output = new StringWriter();
        var csv = new CsvWriter(output);
        first(csv);
        csv.Text(text);
        csv.EndRecord();
        return output.ToString();
    }
}
