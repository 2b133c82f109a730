using System.Text.RegularExpressions;

namespace Merlon.System.Tests.Tidy;

/// <summary>House rules that a machine can check and the compiler does not.</summary>
public sealed partial class TidyTests
{
    const int FileLinesMax = 600;

    [Fact]
    public void A_source_file_can_be_read_in_one_sitting()
        => SourceTree.Files.Where(static path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".razor", StringComparison.Ordinal))
            .Select(static path => (path, lines: SourceTree.Lines(path).Length))
            .Where(static file => file.lines > FileLinesMax)
            .ShouldBeEmpty();

    [Fact]
    public void Text_files_have_unix_lines_no_trailing_space_and_a_last_newline()
    {
        var offences = new List<string>();
        foreach (var path in SourceTree.Files.Where(static path => !path.Contains("/golden/", StringComparison.Ordinal)))
        {
            var text = SourceTree.Read(path);
            if (text.Contains('\r', StringComparison.Ordinal) && !path.EndsWith(".cmd", StringComparison.Ordinal))
            {
                offences.Add($"{path}: carriage return");
            }

            if (text.Length > 0 && text[^1] != '\n' && !path.EndsWith(".lock.json", StringComparison.Ordinal))
            {
                offences.Add($"{path}: no newline at the end");
            }

            if (path.EndsWith(".cs", StringComparison.Ordinal) && TrailingSpace().Match(text) is { Success: true } match)
            {
                offences.Add($"{path}:{text[..match.Index].Count(static c => c == '\n') + 1}: trailing space");
            }
        }

        offences.Where(static line => !line.Contains("packages.lock.json", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>The repository speaks of the product alone.</summary>
    [Fact]
    public void Nothing_names_a_machine_its_paths_or_a_package_host()
    {
        var offences =
            from path in SourceTree.Files
            where path != "tests/Merlon.System.Tests/Tidy/TidyTests.cs"
            let match = Forbidden().Match(SourceTree.Read(path))
            where match.Success
            select $"{path}: {match.Value}";
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void A_test_is_not_ignored_and_does_not_sleep()
    {
        var offences =
            from path in SourceTree.Under("tests/", ".cs")
            where !path.EndsWith("TidyTests.cs", StringComparison.Ordinal)
            let match = SleepsOrSkips().Match(SourceTree.Read(path))
            where match.Success
            select $"{path}: {match.Value}";
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void Work_left_for_later_stands_in_an_issue_not_in_the_source()
    {
        var offences =
            from path in SourceTree.Under("src/", ".cs")
            let match = Leftover().Match(SourceTree.Read(path))
            where match.Success
            select $"{path}: {match.Value}";
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void Sql_is_written_beside_its_table_and_nowhere_else()
    {
        var offences =
            from path in SourceTree.Under("src/", ".cs")
            where !path.StartsWith("src/Merlon.Workspaces/Storage/", StringComparison.Ordinal)
                && !path.StartsWith("src/Merlon.Detection/Sigma/Backends/", StringComparison.Ordinal) // SQL is what they write
            let match = Sql().Match(SourceTree.Read(path))
            where match.Success
            select $"{path}: {match.Value}";
        offences.ShouldBeEmpty();
    }

    [Fact]
    public void Every_limit_is_documented()
    {
        var documented = SourceTree.Read("docs/limits.md");
        var limits =
            from path in SourceTree.Under("src/", ".cs")
            from match in LimitName().Matches(SourceTree.Read(path))
            select match.Groups["name"].Value;
        limits.Distinct(StringComparer.Ordinal)
            .Where(name => !documented.Contains($".{name}`", StringComparison.Ordinal) && !documented.Contains($"`{name}`", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_diagnostic_code_is_documented()
    {
        var documented = SourceTree.Read("docs/diagnostics.md");
        var codes =
            from path in SourceTree.Under("src/", ".cs")
            from match in Code().Matches(SourceTree.Read(path))
            select match.Groups["code"].Value;
        codes.Distinct(StringComparer.Ordinal).Where(code => !documented.Contains($"`{code}`", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void No_diagnostic_code_is_documented_twice()
    {
        var rows = DiagnosticRow().Matches(SourceTree.Read("docs/diagnostics.md")).Select(static match => match.Groups["code"].Value).ToList();
        rows.Count.ShouldBeGreaterThan(200);
        rows.GroupBy(static code => code, StringComparer.Ordinal).Where(static group => group.Count() > 1).Select(static group => group.Key).ShouldBeEmpty("two meanings of one code");
    }

    [GeneratedRegex(@"^\| `(?<code>[A-Z]+\d+)`", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex DiagnosticRow();

    [GeneratedRegex(@"[ \t]+\n")]
    private static partial Regex TrailingSpace();

    [GeneratedRegex(@"/work/|/root/|/home/\w|/opt/nuget|nuget\.org|registry\.npmjs|deb\.debian")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"Skip\s*=\s*""|Thread\.Sleep|Task\.Delay")]
    private static partial Regex SleepsOrSkips();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex Leftover();

    [GeneratedRegex(@"""\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Sql();

    [GeneratedRegex(@"\b(int|long)\s+(?<name>\w+(BytesMax|CharsMax|DepthMax|NodesMax|AliasesMax|FilesMax|EntriesMax|ItemsMax|CountMax|Max))\s*(=|\{)", RegexOptions.ExplicitCapture)]
    private static partial Regex LimitName();

    [GeneratedRegex(@"""(?<code>(YAML|READ|STIX|SIGMA|ORG|WORK|FILE|REL|PACK|RULE|EVID|FACT|INIT|SHEET|FETCH|IMPACT|TRANS|HUNT|LOG|PIPE|ENGINE)\d{3})""", RegexOptions.ExplicitCapture)]
    private static partial Regex Code();
}
