using System.Text.RegularExpressions;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Detection.Tests.Sigma;

/// <summary>Every rule of SigmaHQ that lies in the shared data.</summary>
public sealed partial class SigmaCorpusTests
{
    [Theory]
    [InlineData("rules", 3_141)]
    [InlineData("rules-compliance", 3)]
    [InlineData("rules-dfir", 0)]
    [InlineData("rules-emerging-threats", 473)]
    [InlineData("rules-placeholder", 23)]
    [InlineData("rules-threat-hunting", 140)]
    public void Every_rule_of_a_folder_is_read_and_none_fails(string folder, int count)
    {
        var files = SigmaCorpus.FilesOf(folder).Select(ReadFile).ToList();
        files.Count.ShouldBe(count);
        files.Sum(static f => f.Value?.Count ?? 0).ShouldBe(count);
        files.Count(static f => f.HasErrors).ShouldBe(0);
        files.SelectMany(static f => f.Diagnostics).Select(static d => d.ToString()).ShouldBeEmpty();
    }

    // Counted over the files by a separate program.
    [Fact]
    public void The_census_of_the_corpus_is_what_was_counted_apart()
    {
        var rules = SigmaCorpus.Files().SelectMany(static f => ReadFile(f).Value ?? []).ToList();
        rules.Count.ShouldBe(3_780);
        CountsOf(rules, static r => r.Status).ShouldBe("experimental 333, stable 104, test 3343");
        CountsOf(rules, static r => r.Level).ShouldBe("critical 177, high 1727, informational 28, low 341, medium 1507");
        rules.Count(static r => r.LogSource.Product is "windows").ShouldBe(2_872);
        rules.Count(static r => r.LogSource is { Product: "windows", Category: "process_creation" }).ShouldBe(1_416);
        rules.SelectMany(static r => r.Tags).Count(static t => TechniqueTag().IsMatch(t.Text)).ShouldBe(4_509);
        rules.SelectMany(static r => r.Tags).Where(static t => TechniqueTag().IsMatch(t.Text))
            .Select(static t => t.Value).Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(400);
        rules.Count(static r => r.Date is null).ShouldBe(0);
        rules.Select(static r => r.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(3_780);
        rules.SelectMany(static r => r.Fields).Distinct(StringComparer.Ordinal).Count().ShouldBe(409);
        rules.Sum(static r => r.Fields.Count).ShouldBe(8_053);
    }

    [Fact]
    public void Every_rule_can_be_evaluated_or_lacks_values_for_placeholders()
    {
        var rules = SigmaCorpus.Files().SelectMany(static f => ReadFile(f).Value ?? []).ToList();
        rules.Where(static r => r.Refusal is { Code: not "SIGMA040" }).Select(static r => $"{r.Document}: {r.Refusal}").ShouldBeEmpty();
        rules.Count(static r => r.Refusal is { Code: "SIGMA040" }).ShouldBe(25);
        rules.ShouldAllBe(static r => (r.Expression == null) == (r.Refusal != null));
    }

    [Fact]
    public void Title_tags_and_log_source_are_those_that_a_naive_reading_by_line_finds()
    {
        foreach (var file in SigmaCorpus.Files())
        {
            var rule = ReadFile(file).Value.ShouldNotBeNull().Single();
            var naive = NaiveRule.Of(File.ReadAllLines(file));
            var read = new NaiveRule(
                rule.Title, string.Join(' ', rule.Tags.Select(static t => t.Text)), rule.LogSource.Product, rule.LogSource.Category, rule.LogSource.Service,
                string.Join(' ', rule.Tags.Select(static t => t.Location.Line)));
            read.ShouldBe(naive, file);
        }
    }

    [Fact]
    public void Descriptions_of_regression_tests_are_notes_and_no_rules()
    {
        var files = SigmaCorpus.FilesOf("regression_data").Select(ReadFile).ToList();
        files.Count.ShouldBeGreaterThan(200);
        files.ShouldAllBe(static f => f.Value != null && f.Value.Count == 0 && f.Diagnostics.Count == 1 && f.Diagnostics[0].Code == "SIGMA002");
    }

    static string CountsOf(IEnumerable<SigmaRule> rules, Func<SigmaRule, string> keyOf)
        => string.Join(", ", rules.CountBy(keyOf, StringComparer.Ordinal).OrderBy(static c => c.Key, StringComparer.Ordinal).Select(static c => $"{c.Key} {c.Value}"));

    static Parsed<IReadOnlyList<SigmaRule>> ReadFile(string path) => SigmaReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default);

    [GeneratedRegex(@"^attack\.t[0-9]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TechniqueTag();

    /// <summary>What lines say without knowing YAML: enough for rules that are laid out as SigmaHQ wants it.</summary>
    sealed record NaiveRule(string Title, string Tags, string Product, string Category, string Service, string TagLines)
    {
        public static NaiveRule Of(string[] lines)
        {
            var section = "";
            var title = "";
            var source = new Dictionary<string, string>(StringComparer.Ordinal);
            var tags = new List<string>();
            var tagLines = new List<int>();
            for (var i = 0; i < lines.Length; i++)
            {
                var line = lines[i];
                if (line.Length == 0 || line.TrimStart().StartsWith('#'))
                {
                    continue;
                }

                if (line[0] is not (' ' or '-'))
                {
                    section = line[..line.IndexOf(':', StringComparison.Ordinal)];
                    title = section is "title" ? ValueOf(line[6..]) : title;
                }
                else if (section is "tags")
                {
                    tags.Add(ValueOf(line.TrimStart(' ', '-')));
                    tagLines.Add(i + 1);
                }
                else if (section is "logsource" && line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
                {
                    source.TryAdd(line[..colon].Trim(), ValueOf(line[(colon + 1)..]));
                }
            }

            return new(
                title, string.Join(' ', tags), source.GetValueOrDefault("product", ""), source.GetValueOrDefault("category", ""),
                source.GetValueOrDefault("service", ""), string.Join(' ', tagLines));
        }

        static string ValueOf(string text)
        {
            var comment = text.IndexOf(" #", StringComparison.Ordinal);
            text = (comment < 0 ? text : text[..comment]).Trim();
            return text is ['\'', .., '\''] ? text[1..^1].Replace("''", "'", StringComparison.Ordinal)
                : text is ['"', .., '"'] ? text[1..^1] : text;
        }
    }
}
