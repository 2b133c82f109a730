using System.Text;
using Merlon.Detection.Tests.Sigma.Matching;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma;

/// <summary>Filters, and what they make of rules.</summary>
public sealed class SigmaFilterTests
{
    const string Rule = "title: R\nid: 929a690e-bef0-4204-a928-ef5e620d6fcc\nname: r\nlogsource: {product: test, service: x}\ndetection: {s: {A: 1}, condition: s}\n";

    [Theory]
    [InlineData("rules: [r], s: {User: root}, condition: not s", "product: test", false)]
    [InlineData("rules: [r], s: {User: root}, condition: s", "product: test", true)] // as written: it now requires root
    [InlineData("rules: any, s: {User: root}, condition: not s", "product: test", false)]
    [InlineData("rules: [929A690E-bef0-4204-a928-ef5e620d6fcc], s: {User: root}, condition: not s", "product: test", false)]
    [InlineData("rules: r, s: {User: root}, condition: not s", "product: test, service: x", false)]
    [InlineData("rules: [other], s: {User: root}, condition: not s", "product: test", true)]
    [InlineData("rules: any, s: {User: root}, condition: not s", "product: windows", true)]
    [InlineData("rules: any, s: {User: root}, condition: not s", "product: test, category: dns", true)] // the rule's source is the wider one
    [InlineData("rules: any, s: {User|expand: '%x%'}, condition: not s", "product: test", true)] // cannot be evaluated: the rule stays as it is
    public void A_filter_is_joined_to_the_rules_that_it_names(string filter, string source, bool isMatch)
    {
        var content = Read($"{Rule}---\ntitle: F\nlogsource: {{{source}}}\nfilter: {{{filter}}}\n");
        var rules = content.FilteredRules();
        rules.Count.ShouldBe(1);
        SmallRules.IsMatch(rules[0] with { LogSource = new SigmaLogSource("test", "", "") }, """{"A":1,"User":"ROOT"}""").ShouldBe(isMatch);
    }

    [Fact]
    public void A_filter_without_not_requires_what_it_says()
    {
        var rules = Read($"{Rule}---\ntitle: F\nlogsource: {{product: test}}\nfilter: {{rules: any, s: {{User: root}}, condition: s}}\n").FilteredRules();
        SmallRules.IsMatch(rules[0] with { LogSource = new SigmaLogSource("test", "", "") }, """{"A":1,"User":"bob"}""").ShouldBeFalse();
    }

    [Fact]
    public void Several_filters_are_all_joined()
    {
        var rules = Read($"{Rule}---\ntitle: F\nlogsource: {{product: test}}\nfilter: {{rules: any, s: {{B: 1}}, condition: not s}}\n---\ntitle: G\nlogsource: {{service: x}}\nfilter: {{rules: [r], s: {{C: 1}}, condition: not s}}\n").FilteredRules();
        var rule = rules[0] with { LogSource = new SigmaLogSource("test", "", "") };
        SmallRules.IsMatch(rule, """{"A":1}""").ShouldBeTrue();
        SmallRules.IsMatch(rule, """{"A":1,"B":1}""").ShouldBeFalse();
        SmallRules.IsMatch(rule, """{"A":1,"C":1}""").ShouldBeFalse();
    }

    [Theory]
    [InlineData("title: F\nlogsource: {product: test}\nfilter: x", "SIGMA060")]
    [InlineData("title: F\nlogsource: {product: test}\nfilter: {s: {A: 1}, condition: s}", "SIGMA061")]
    [InlineData("title: F\nlogsource: {product: test}\nfilter: {rules: [], s: {A: 1}, condition: s}", "SIGMA061")]
    [InlineData("title: F\nlogsource: {product: test}\nfilter: {rules: any, condition: s}", "SIGMA014")]
    [InlineData("title: F\nlogsource: {product: test}\nfilter: {rules: any, s: {A: 1}}", "SIGMA013")]
    [InlineData("title: F\nfilter: {rules: any, s: {A: 1}, condition: s}", "SIGMA011")]
    [InlineData("logsource: {product: test}\nfilter: {rules: any, s: {A: 1}, condition: s}", "SIGMA010")]
    public void Without_what_it_needs_a_filter_is_an_error_and_not_read(string text, string code)
    {
        var parsed = SigmaReader.ReadContent(Encoding.UTF8.GetBytes(text), "f.yml", SigmaReadOptions.Default);
        parsed.Value.ShouldNotBeNull().Filters.ShouldBeEmpty();
        parsed.Diagnostics.Select(static d => d.Code).ShouldBe([code]);
    }

    static SigmaContent Read(string text) => SigmaReader.ReadContent(Encoding.UTF8.GetBytes(text), "f.yml", SigmaReadOptions.Default).Value.ShouldNotBeNull();
}
