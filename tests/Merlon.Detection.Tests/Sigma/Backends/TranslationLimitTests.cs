using Merlon.Sigma;
using Merlon.Sigma.Backends;

namespace Merlon.Detection.Tests.Sigma.Backends;

/// <summary>What is too large for a database is refused by name, and nothing smaller is.</summary>
public sealed class TranslationLimitTests
{
    [Fact]
    public void Groups_nest_as_deeply_as_the_limit()
    {
        Read(new string('(', RegexReader.DepthMax) + "a" + new string(')', RegexReader.DepthMax)).Unsupported.ShouldBe("");
        Read(new string('(', RegexReader.DepthMax + 1) + "a" + new string(')', RegexReader.DepthMax + 1)).Unsupported.ShouldBe("groups nested too deeply");
    }

    [Theory]
    [InlineData(255, 255, "")]
    [InlineData(255, 256, "a bound that is too large")]
    public void A_bound_is_at_most_what_the_engine_takes(int min, int max, string unsupported)
        => RegexDialect.Postgres.Write(Tree(FormattableString.Invariant($"^a{{{min},{max}}}b"))).Unsupported.ShouldBe(unsupported);

    [Fact]
    public void A_larger_least_number_is_nested()
        => RegexDialect.Postgres.Write(Tree("^a{1001}b")).Text.ShouldBe(@"***:\A(?:a{250}){4}ab");

    [Theory]
    [InlineData(10, 1_000, "")]
    [InlineData(10, 1_001, "an expression that is too large")]
    public void Repeated_characters_count_as_often_as_they_repeat(int times, int characters, string unsupported)
        => (RegexDialect.Pcre with { NodesMax = 10_003 }).Write(Tree(FormattableString.Invariant($"^(?:{new string('a', characters)}){{{times}}}$"))).Unsupported.ShouldBe(unsupported);

    [Theory]
    [InlineData(LuceneBackend.RegexCharsMax, true)]
    [InlineData(LuceneBackend.RegexCharsMax + 1, false)]
    public void An_expression_for_Elasticsearch_has_a_length(int characters, bool isSaid)
        => (Translate("elasticsearch-lucene", $"s: {{Image: '{new string('1', characters - 1)}?'}}") is Translation.Query).ShouldBe(isSaid);

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Letters_are_replaced_one_by_one_up_to_a_number(int letters, bool isSaid)
    {
        // Each of these has one other case.
        var text = string.Concat(Enumerable.Range(0x430, 32).Concat(Enumerable.Range(0x561, 38)).Concat(Enumerable.Range(0x10D0, 31))
            .Select(char.ConvertFromUtf32).Where(static c => CaseVariants.OfText(char.ConvertToUtf32(c, 0)).Count == 2).Concat(Enumerable.Range(0x1E00, 200)
            .Where(static c => c % 2 == 0 && CaseVariants.OfText(c).Count == 2).Select(char.ConvertFromUtf32)).Take(letters));
        text.Length.ShouldBe(letters);
        (Translate("sqlite", $"s: {{Image: '{text}'}}") is Translation.Query).ShouldBe(isSaid);
    }

    [Theory]
    [InlineData(16_664, true)]
    [InlineData(16_665, false)]
    public void A_pattern_of_SQLite_has_a_length(int characters, bool isSaid)
        => (Translate("sqlite", $"s: {{Image|endswith: '{new string('a', characters - 1)}'}}") is Translation.Query).ShouldBe(isSaid);

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_name_of_PostgreSQL_has_a_length(int bytes, bool isSaid)
        => (Translate("postgres", $"s: {{{new string('a', bytes)}: x}}") is Translation.Query).ShouldBe(isSaid);

    static Translation Translate(string target, string detection)
        => TranslationTarget.Find(target).ShouldNotBeNull().Translate(TranslationGoldenTests.Rule("l", detection), new() { IsWithLogSource = false });

    static RegexTree Tree(string expression) => Read(expression).Tree.ShouldNotBeNull();

    static (RegexTree? Tree, string Unsupported) Read(string expression)
        => RegexReader.Read(new SigmaPredicate.RegexMatch("f", expression, IsIgnoringCase: false, IsMultiline: false, IsDotAll: false, default));
}
