using System.Text;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Detection.Tests.Hunting;

public sealed class RecordMatcherTests
{
    static readonly RuleSet Rules = RuleSet.Compile(
        SigmaReader.ReadContent(
            Encoding.UTF8.GetBytes("""
                title: One
                logsource: {product: app}
                detection:
                    a:
                        user.name: alice
                        attempts|gte: 3
                        tags: red
                        ok: false
                        none: null
                    condition: a
                ---
                title: Two
                logsource: {product: app}
                detection:
                    keywords: [needle]
                    condition: keywords
                """),
            "r.yml", SigmaReadOptions.Default).Value.ShouldNotBeNull(),
        PipelineSet.BuiltIn);

    static readonly Pipeline App = Pipeline.Of(new SigmaLogSource("app", "", ""));

    [Fact]
    public void A_record_means_the_same_as_JSON_as_a_dictionary_and_as_an_event()
    {
        var matcher = new RecordMatcher(Rules, App);
        Titles(matcher.Match("""{"user":{"name":"Alice"},"attempts":5,"tags":["blue","red"],"ok":false,"none":null}"""u8)).ShouldBe("One");
        Dictionary<string, object?> fields = new(StringComparer.Ordinal)
        {
            ["user"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["name"] = "Alice" },
            ["attempts"] = 5L,
            ["tags"] = new List<string> { "blue", "red" },
            ["ok"] = false,
            ["none"] = null,
            ["at"] = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero),
            ["share"] = double.NaN,
            ["kind"] = new Uri("https://example.com"),
        };
        Titles(matcher.Match(fields)).ShouldBe("One");
        LogEvent record = new();
        record.Add("user.name", "ALICE", depth: 1);
        record.Add("attempts", "3.0", LogValueKind.Number);
        record.Add("tags", "red");
        record.Add("ok", "false", LogValueKind.Boolean);
        Titles(matcher.Match(record)).ShouldBe("One");
        fields["attempts"] = 2.5m;
        Titles(matcher.Match(fields)).ShouldBeEmpty();
        Titles(matcher.Match(""" {"text":"a Needle in it"} """u8)).ShouldBe("Two");
        (matcher.Records, matcher.Failed).ShouldBe((5, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1} x")]
    [InlineData("{\"a\":1}{\"a\":1}")]
    [InlineData("{a:1}")]
    public void What_is_no_object_is_counted_and_matches_nothing(string text)
    {
        var matcher = new RecordMatcher(Rules, App);
        matcher.Match(Encoding.UTF8.GetBytes(text)).ShouldBeEmpty();
        (matcher.Records, matcher.Failed).ShouldBe((1, 1));
    }

    [Fact]
    public void A_dictionary_within_itself_is_cut_off_and_does_no_harm()
    {
        var matcher = new RecordMatcher(Rules, App);
        Dictionary<string, object?> circle = new(StringComparer.Ordinal) { ["text"] = "needle" };
        circle["again"] = circle;
        Titles(matcher.Match(circle)).ShouldBe("Two");
    }

    static string Titles(IReadOnlyList<SigmaRule> rules) => string.Join(',', rules.Select(static rule => rule.Title));
}
