using Merlon.Documents;
using Merlon.Robustness;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Robustness;

/// <summary>Every rule of SigmaHQ that lies in the shared data.</summary>
public sealed class RobustnessCorpusTests
{
    [Fact]
    public void Every_rule_is_scored_and_no_level_takes_them_all()
    {
        var rules = Rules();
        var scored = rules.Select(RuleRobustness.Of).ToList();
        scored.Count.ShouldBe(3_780);
        scored.Count(static rule => rule.Level is null).ShouldBe(25, "rules that lack the values of placeholders");
        scored.Where(static rule => rule.Level is not (null or >= 1 and <= 5)).ShouldBeEmpty();
        scored.ShouldAllBe(static rule => rule.Why.Length > 0 && rule.ColumnWhy.Length > 0 && rule.Level == null == (rule.Parts.Count == 0));
        scored.ShouldAllBe(static rule => rule.LevelWithoutExclusions == null || rule.LevelWithoutExclusions >= rule.Level);
        foreach (var level in Enumerable.Range(1, 4))
        {
            scored.Count(rule => rule.Level == level).ShouldBeInRange(300, 1_900, $"level {level}");
        }
    }

    [Fact]
    public void Fields_of_the_corpus_are_known_but_for_a_few()
    {
        var known = RobustnessFacts.BuiltIn.Fields.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = Rules().SelectMany(static rule => rule.Fields).Distinct(StringComparer.OrdinalIgnoreCase).Where(field => !known.Contains(field)).Order(StringComparer.Ordinal).ToList();
        unknown.Count.ShouldBeLessThan(10, string.Join(", ", unknown));
    }

    // Read by eye against the rules' texts.
    [Theory]
    [InlineData("AWS CloudTrail Important Change", "4")]
    [InlineData("Azure Suppression Rule Created", "4")]
    [InlineData("Okta User Account Locked Out", "4")]
    [InlineData("Malicious IP Address Sign-In Failure Rate", "3")]
    [InlineData("Linux Reverse Shell Indicator", "1K")]
    [InlineData("Cobalt Strike DNS Beaconing", "1H")]
    [InlineData("Equation Group C2 Communication", "1H")]
    [InlineData("Potential Access Token Abuse", "4U")]
    [InlineData("Security Eventlog Cleared", "4U")]
    [InlineData("Mimikatz Use", "2U")]
    [InlineData("Suspicious PowerShell Download - Powershell Script", "3A")]
    [InlineData("LSASS Memory Access by Tool With Dump Keyword In Name", "1U")]
    [InlineData("Potential Credential Dumping Activity Via LSASS", "3U")]
    [InlineData("Monitoring For Persistence Via BITS", "3U")]
    [InlineData("HackTool - CoercedPotato Execution", "2U")]
    [InlineData("Suspicious Runscripthelper.exe", "1U")]
    [InlineData("Suspicious Microsoft Office Child Process", "3U")]
    [InlineData("RestrictedAdminMode Registry Value Tampering - ProcCreation", "3U")]
    [InlineData("Suspicious Double Extension File Execution", "1U")]
    [InlineData("Potentially Suspicious Execution From Parent Process In Public Folder", "1U")]
    [InlineData("Shadow Copies Deletion Using Operating Systems Utilities", "3U")]
    [InlineData("Sticky Key Like Backdoor Usage - Registry", "4K")]
    [InlineData("CurrentVersion Autorun Keys Modification", "1K")]
    [InlineData("Scheduled Task Created - Registry", "5K")]
    [InlineData("Scheduled Task Created - FileCreation", "5U")]
    [InlineData("Exchange Exploitation CVE-2021-28480", "3A")]
    [InlineData("BlueSky Ransomware Artefacts", "1U")]
    public void Rules_read_by_eye_come_out_as_they_were_read(string title, string score)
        => RuleRobustness.Of(Corpus.Value.Single(rule => string.Equals(rule.Title, title, StringComparison.Ordinal))).Score.ShouldBe(score);

    static readonly string[] Folders = ["rules", "rules-compliance", "rules-emerging-threats", "rules-placeholder", "rules-threat-hunting"];

    static readonly Lazy<IReadOnlyList<SigmaRule>> Corpus = new(static () => [.. Folders
        .SelectMany(static folder => Directory.EnumerateFiles(SharedData.PathOf(Path.Combine("sigma", folder)), "*.yml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        .SelectMany(static path => SigmaReader.Read(File.ReadAllBytes(path), Path.GetFileName(path), ReadLimits.Default).Value ?? [])]);

    static IReadOnlyList<SigmaRule> Rules() => Corpus.Value;
}
