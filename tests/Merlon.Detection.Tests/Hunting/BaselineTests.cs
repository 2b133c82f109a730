using System.Text;
using Merlon.Hunting;

namespace Merlon.Detection.Tests.Hunting;

public sealed class BaselineTests
{
    static Finding Finding(string rule, string host, params (string Name, string Value)[] marks) => new()
    {
        Rule = new HuntedRule { Id = rule, Title = $"Rule {rule}", Document = "r.yml" },
        Host = host,
        Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Document = "a",
        Fields = [.. marks.Select(static mark => new FindingField(mark.Name, mark.Value, IsMarked: true)), new FindingField("Other", "x", IsMarked: false)],
    };

    static string Text(Baseline baseline)
    {
        using var stream = new MemoryStream();
        baseline.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void What_is_written_is_read_again_and_says_the_same()
    {
        var baseline = new Baseline();
        baseline.Learn(Finding("b", "pc", ("Image", "C:\\ä\u0001\"<&")));
        baseline.Learn(Finding("a", "", ("X", ""), ("Y", "2")));
        baseline.Learn(Finding("a", "", ("X", ""), ("Y", "2")));

        var read = Baseline.Read(Encoding.UTF8.GetBytes(Text(baseline)), "b.json");

        read.Diagnostics.ShouldBeEmpty();
        var again = read.Value.ShouldNotBeNull();
        Text(again).ShouldBe(Text(baseline));
        again.IsNormal(Finding("b", "pc", ("Image", "C:\\ä\u0001\"<&"))).ShouldBeTrue();
        again.IsNormal(Finding("b", "pc2", ("Image", "C:\\ä\u0001\"<&"))).ShouldBeFalse();
        again.IsNormal(Finding("b", "pc", ("Image", "C:\\a"))).ShouldBeFalse();
        again.Entries.Select(static entry => (entry.Rule, entry.Count)).ShouldBe([("a", 2), ("b", 1)]);
    }

    [Theory]
    [InlineData("", "HUNT010")]
    [InlineData("{", "HUNT010")]
    [InlineData("[]", "HUNT011")]
    [InlineData("{\"format\":\"other\",\"version\":1,\"entries\":[]}", "HUNT011")]
    [InlineData("{\"format\":\"merlon-baseline\",\"version\":1}", "HUNT011")]
    [InlineData("{\"format\":\"merlon-baseline\",\"version\":2,\"entries\":[]}", "HUNT012")]
    [InlineData("{\"format\":\"merlon-baseline\",\"entries\":[]}", "HUNT012")]
    public void What_is_no_baseline_is_refused(string text, string code)
    {
        var read = Baseline.Read(Encoding.UTF8.GetBytes(text), "b.json");

        read.Value.ShouldBeNull();
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"rule\":\"r\",\"host\":\"h\",\"values\":[[\"a\"]]}")]
    [InlineData("{\"rule\":\"r\",\"host\":\"h\",\"values\":[[\"a\",1]]}")]
    [InlineData("{\"rule\":\"\\ud800\",\"host\":\"h\",\"values\":[]}")]
    public void An_entry_that_is_none_is_left_out_and_counted(string entry)
    {
        var read = Baseline.Read(Encoding.UTF8.GetBytes($$"""{"format":"merlon-baseline","version":1,"entries":[{{entry}},{"rule":"r","host":"h","values":[]}]}"""), "b.json");

        read.Value.ShouldNotBeNull().Count.ShouldBe(1);
        read.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("HUNT013");
    }

    [Fact]
    public void It_takes_as_many_entries_as_fit_and_counts_the_others()
    {
        var baseline = new Baseline();
        for (var i = 0; i <= HuntLimits.BaselineEntriesMax; i++)
        {
            baseline.Learn(Finding("r", $"h{i}"));
        }

        (baseline.Count, baseline.Refused).ShouldBe((HuntLimits.BaselineEntriesMax, 1));
    }
}
