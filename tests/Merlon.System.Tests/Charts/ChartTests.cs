using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Merlon.Web.Charts;

namespace Merlon.System.Tests.Charts;

public sealed partial class ChartTests
{
    static readonly double[][] Numbers =
    [
        [], [0], [1], [-1], [double.NaN], [double.PositiveInfinity, 1], [double.NegativeInfinity], [1e308, -1e308], [1e-300, 2e-300], [0, 0, 0], [5, 5, 5],
        [1e15, 1e15 + 1], [0.1, 0.2, 0.30000000000000004], [-5, 3, double.NaN, 12_345.678], [double.MaxValue, double.Epsilon, double.MinValue], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ];

    static readonly string[] Texts =
    [
        "plain", "", "<script>alert(1)</script>", "\"' & </svg><b>", "\u202Etxt.exe\u2066", "\0\u0001\uFFFE", "\uD800 lone", "日本語のとても長いラベルはどこまでも続くのだろうか",
        "a very long label that goes on and on and on and never ends because somebody wrote a whole sentence where a word was asked for", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
    ];

    public static TheoryData<string> Kinds => [.. SampleCharts.Names];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_drawn_as_reviewed(string kind)
    {
        var chart = SampleCharts.Of(kind);
        Golden.Verify(chart.Svg("c", Chart.Wide) + "\n" + chart.Svg("n", Chart.Narrow) + "\n", $"tests/Merlon.System.Tests/Charts/golden/{kind}.svg.txt");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_comes_in_the_drawing_is_well_formed_and_inside_its_frame(string kind)
    {
        var random = new Random(5);
        var many = Enumerable.Range(0, 200).Select(i => Math.Round((random.NextDouble() - 0.3) * Math.Pow(10, i % 9), 3)).ToArray();
        foreach (var (numbers, text) in Numbers.Append(many).Select(static numbers => (numbers, Texts[0])).Concat(Texts.Select(static text => (Numbers[13], text))))
        {
            var chart = SampleCharts.Wild(kind, numbers, text);
            foreach (var width in (double[])[Chart.Wide, Chart.Narrow, 0])
            {
                Offences(chart.Svg("id", width)).ShouldBeEmpty($"{string.Join(' ', numbers.Take(5))} {text} {width}");
            }

            chart.Table.Rows.Count(row => row.Count != chart.Table.Columns.Count).ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_name_and_what_it_says_are_there_for_those_who_cannot_look(string kind)
    {
        var chart = SampleCharts.Of(kind);
        var svg = XElement.Parse(chart.Svg("c", Chart.Wide));
        ((string?)svg.Attribute("role")).ShouldBe("img");
        var named = (((string?)svg.Attribute("aria-labelledby")) ?? "").Split(' ').Select(id => svg.Elements().Single(element => (string?)element.Attribute("id") == id).Value);
        named.ShouldBe([chart.Title, chart.Summary]);
        chart.Table.Rows.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_chart_gives_the_same_bytes_in_every_culture(string kind)
    {
        var here = SampleCharts.Of(kind).Svg("c", Chart.Wide);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            SampleCharts.Of(kind).Svg("c", Chart.Wide).ShouldBe(here);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Looks_differ_by_more_than_their_colour()
    {
        var chart = (BarChart)SampleCharts.Of("stack");
        var svg = XElement.Parse(chart.Svg("c", Chart.Wide));
        svg.Descendants().Where(static element => element.Name.LocalName == "pattern").Select(static element => (string?)element.Attribute("id")).ShouldBe(["c-p1", "c-p4"]);
    }

    [Fact]
    public void What_is_not_drawn_is_counted()
    {
        var chart = SampleCharts.Wild("bars", [.. Enumerable.Range(0, 75).Select(static i => (double)i)], "row");
        chart.Svg("c", Chart.Wide).ShouldContain("and 15 more in the table");
        chart.Table.Rows.Count.ShouldBe(75);
    }

    [Fact]
    public void A_waterfall_says_what_its_changes_do_not_explain()
    {
        var chart = (WaterfallChart)SampleCharts.Of("waterfall");
        chart.Table.Rows.Select(static row => row[0]).ShouldBe(["2026-08-22", "Sysmon lost on servers", "new rules for PowerShell", "tests faded", "other", "2026-11-22"]);
        (chart with { Changes = [new("all", -0.03)] }).Table.Rows.Count.ShouldBe(3);
    }

    [Fact]
    public void A_tornado_has_its_widest_row_on_top()
        => SampleCharts.Of("tornado").Table.Rows.Select(static row => row[0]).ShouldBe(["frequency 0.1 to 0.6 a year", "downtime 2 to 9 days", "covered 20 % to 40 %"]);

    [Theory]
    [InlineData(0.125, "12.5\u00A0%")]
    [InlineData(0, "0\u00A0%")]
    [InlineData(-0.5, "−50\u00A0%")]
    [InlineData(0.000301, "0.03\u00A0%")]
    [InlineData(-0.0000213, "−0.002\u00A0%")]
    [InlineData(double.NaN, "–")]
    public void Shares_are_percentages(double value, string words) => ChartUnit.Share.Of(value).ShouldBe(words);

    [Theory]
    [InlineData(0, "0\u00A0EUR")]
    [InlineData(950, "950\u00A0EUR")]
    [InlineData(113_600, "113.6\u00A0k\u00A0EUR")]
    [InlineData(2_500_000, "2.5\u00A0M\u00A0EUR")]
    [InlineData(1e13, "1E+13\u00A0EUR")]
    public void Money_is_short(double value, string words) => ChartUnit.Money("EUR").Of(value).ShouldBe(words);

    static List<string> Offences(string text)
    {
        var svg = XElement.Parse(text); // well formed, or this throws
        var frame = ((string?)svg.Attribute("viewBox") ?? "").Split(' ').Select(static part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        List<string> offences = [];
        void Check(bool isSound, string what)
        {
            if (!isSound)
            {
                offences.Add(what);
            }
        }

        Check(!text.Contains("<script", StringComparison.Ordinal) && text.AsSpan().IndexOfAny('\u202E', '\u2066') < 0, "foreign text");
        Check(frame[2] is >= 240 and <= 2_000 && frame[3] is >= 10 and <= 6_000, "frame");
        foreach (var element in svg.Descendants().Where(static element => !element.Ancestors().Any(static one => one.Name.LocalName is "defs")))
        {
            foreach (var (name, most) in ((string, double)[])[("x", frame[2]), ("x1", frame[2]), ("x2", frame[2]), ("cx", frame[2]), ("y", frame[3]), ("y1", frame[3]), ("y2", frame[3]), ("cy", frame[3])])
            {
                Check(Of(element, name) >= 0 && Of(element, name) <= most, $"{name} of {element}");
            }

            if (element.Name.LocalName == "rect")
            {
                Check(Of(element, "x") + Of(element, "width") <= frame[2] + 0.11 && Of(element, "y") + Of(element, "height") <= frame[3] + 0.11, $"{element}");
            }

            var numbers = Coordinate().Matches((string?)element.Attribute("d") ?? "").Select(static match => double.Parse(match.Value, CultureInfo.InvariantCulture)).ToArray();
            Check(!numbers.Where((number, i) => !(number >= 0 && number <= frame[2 + i % 2])).Any(), $"{element}");
        }

        return offences;
    }

    static double Of(XElement element, string name) => double.Parse((string?)element.Attribute(name) ?? "0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?[\d.]+(E[+-]\d+)?|NaN|∞", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Coordinate();
}
