using System.Text.RegularExpressions;

namespace Merlon.Web.Tests.Security;

/// <summary>The threat model says of every threat which test shows that it is stopped; here it is held to it.</summary>
public sealed partial class ThreatModelTests
{
    [Fact]
    public void Every_row_of_the_threat_model_names_tests_that_exist()
    {
        var known = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(static file => (Name: Path.GetFileNameWithoutExtension(file), File: file)).ToLookup(static file => file.Name, static file => file.File, StringComparer.Ordinal);
        List<string> wrong = [];
        var rows = Rows();
        rows.Count.ShouldBeGreaterThan(30);
        foreach (var row in rows)
        {
            var named = TestPattern().Matches(row.Split('|')[^2]).ToList();
            if (named.Count == 0)
            {
                wrong.Add("names no test: " + row[..Math.Min(row.Length, 100)]);
            }

            foreach (var name in named)
            {
                var (type, method) = (name.Groups["class"].Value, name.Groups["method"].Value);
                var texts = known[type].Select(File.ReadAllText).ToList();
                if (texts.Count == 0)
                {
                    wrong.Add($"there are no {type}");
                }
                else if (method.Length > 0 && !texts.Exists(text => text.Contains($" {method}(", StringComparison.Ordinal)))
                {
                    wrong.Add($"{type} has no {method}");
                }
                else if (!texts.Exists(static text => text.Contains("[Fact", StringComparison.Ordinal) || text.Contains("[Theory", StringComparison.Ordinal)))
                {
                    wrong.Add($"{type} tests nothing");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    // Rows of tables whose last column says what holds them.
    static List<string> Rows()
    {
        List<string> rows = [];
        var isHeld = false;
        foreach (var line in File.ReadLines(Repository.PathOf("docs/threat-model.md")))
        {
            if (!line.StartsWith('|'))
            {
                isHeld = false;
            }
            else if (line.TrimEnd().EndsWith("| held by |", StringComparison.Ordinal))
            {
                isHeld = true;
            }
            else if (!line.StartsWith("|---", StringComparison.Ordinal))
            {
                isHeld.ShouldBeTrue("a table without 'held by': " + line[..Math.Min(line.Length, 80)]);
                rows.Add(line);
            }
        }

        return rows;
    }

    [GeneratedRegex(@"`(?<class>[A-Z]\w*Tests)(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex TestPattern();
}
