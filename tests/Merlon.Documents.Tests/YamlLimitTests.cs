using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Merlon.Documents.Tests;

public sealed class YamlLimitTests
{
    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    public void Nesting_is_read_to_the_limit_and_refused_one_past_it(string open, string close)
    {
        var limits = ReadLimits.Default with { YamlDepthMax = 5 };
        Yaml.Read(Nested(5), limits).Diagnostics.ShouldBeEmpty();
        var refused = Yaml.Read(Nested(6), limits);
        refused.Value.ShouldBeNull();
        refused.Codes().ShouldBe(["YAML012"]);
        refused.Diagnostics[0].Location.Column.ShouldBe(5 * open.Length + 1);

        string Nested(int levels) => string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));
    }

    [Fact]
    public void An_alias_counts_with_the_levels_that_it_brings()
    {
        var limits = ReadLimits.Default with { YamlDepthMax = 4 };
        Yaml.Read("- &x [[1]]\n- [*x]\n", limits).Diagnostics.ShouldBeEmpty();
        Yaml.Read("- &x [[1]]\n- [[*x]]\n", limits).Codes().ShouldBe(["YAML012"]);
        Yaml.Read("- &x [[1]]\n- &y [*x]\n- *y\n", limits).Diagnostics.ShouldBeEmpty();
        Yaml.Read("- &x [[1]]\n- &y [*x]\n- [*y]\n", limits).Codes().ShouldBe(["YAML012"]);
    }

    [Fact]
    public void Nodes_are_read_to_the_limit_and_refused_one_past_it()
    {
        var limits = ReadLimits.Default with { YamlNodesMax = 5 };
        Yaml.Read("{a: 1, b: 2}", limits).Diagnostics.ShouldBeEmpty();
        Yaml.Read("{a: 1, b: []}", limits).Diagnostics.ShouldBeEmpty();
        Yaml.Read("{a: 1, b: [1]}", limits).Codes().ShouldBe(["YAML013"]);
        Yaml.ReadAll("a: 1\n---\na: 1\n", limits).Codes().ShouldBe(["YAML013"]);
    }

    [Fact]
    public void An_alias_counts_as_all_nodes_that_it_stands_for()
    {
        var limits = ReadLimits.Default with { YamlNodesMax = 9 };
        Yaml.Read("- &x [1, 2]\n- *x\n- 3\n- 4\n", limits).Diagnostics.ShouldBeEmpty(); // 1 + 3 + 3 + 2
        Yaml.Read("- &x [1, 2]\n- *x\n- *x\n", limits).Codes().ShouldBe(["YAML013"]); // 1 + 3 + 3 + 3
    }

    [Fact]
    public void Aliases_are_read_to_the_limit_and_refused_one_past_it()
    {
        var limits = ReadLimits.Default with { YamlAliasesMax = 2 };
        Yaml.Read("[&x 1, *x, *x]", limits).Diagnostics.ShouldBeEmpty();
        Yaml.Read("[&x 1, *x, *x, *x]", limits).Codes().ShouldBe(["YAML014"]);
        Yaml.Read("[*x, *x, *x]", limits).Codes().ShouldBe(["YAML022", "YAML022", "YAML014"]);
    }

    [Fact]
    public void Documents_before_a_limit_are_kept_in_a_stream()
    {
        var parsed = Yaml.ReadAll("a: 1\n---\n[[[1]]]\n", ReadLimits.Default with { YamlDepthMax = 2 });
        parsed.Value.ShouldNotBeNull().Select(Yaml.Show).ShouldBe(["{a: 1}"]);
        parsed.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void A_billion_laughs_are_refused()
    {
        var text = new StringBuilder("a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for (var c = 'b'; c <= 'i'; c++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{c}: &{c} [").AppendJoin(", ", Enumerable.Repeat($"*{(char)(c - 1)}", 10)).Append("]\n");
        }

        Yaml.Read(text.ToString()).Codes().ShouldBe(["YAML013"]);
    }

    [Fact]
    public void A_billion_merges_are_refused()
    {
        var text = new StringBuilder("a: &a {x: 1}\n");
        for (var i = 0; i < 60; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"m{i}: &m{i} {{k{i}: 1, <<: [*{(i == 0 ? "a" : $"m{i - 1}")}, *{(i == 0 ? "a" : $"m{i - 1}")}]}}\n");
        }

        Yaml.Read(text.ToString(), ReadLimits.Default with { YamlAliasesMax = 1_000 }).Codes().ShouldBe(["YAML013"]);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[{a: ")]
    [InlineData("[? ")]
    public void A_hundred_thousand_levels_overflow_nothing(string open)
    {
        var text = string.Concat(Enumerable.Repeat(open, 100_000));
        Yaml.Read(text).Codes().ShouldBe(["YAML012"]);
        Yaml.Read(text, ReadLimits.Default with { YamlDepthMax = int.MaxValue, YamlNodesMax = 5_000 }).HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Long_keys_below_each_other_do_not_multiply_in_paths()
    {
        var key = new string('k', 1_000_000);
        var parsed = Yaml.Read($"? {key}\n: [" + string.Concat(Enumerable.Repeat("1,", 190_000)) + "1]\n");
        parsed.Diagnostics.ShouldBeEmpty();
        var root = (YamlNode.Mapping)parsed.Value.ShouldNotBeNull();
        var last = ((YamlNode.Sequence)root.Entries[0].Value).Items[^1];
        last.Location.Path.ShouldNotBeNull().Length.ShouldBeLessThan(100);
    }

    [Theory]
    [InlineData("", "*a ")]
    [InlineData("", "- &a b\n- *a\n")]
    [InlineData("", "---\n")]
    [InlineData("", "&a ")]
    [InlineData("x: \"", "\\\n")]
    [InlineData("x: |\n ", "\n")]
    [InlineData("[", "a, ")]
    [InlineData("", "a\n")]
    [InlineData("", "'' ")]
    public void The_largest_document_of_one_thing_again_and_again_ends_soon(string begin, string unit)
    {
        var text = begin + string.Concat(Enumerable.Repeat(unit, (ReadLimits.Default.YamlBytesMax - begin.Length) / unit.Length));
        var watch = Stopwatch.StartNew();
        _ = Yaml.ReadAll(text);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(3)); // far over what it takes on any machine, far under the hours of a square
    }
}
