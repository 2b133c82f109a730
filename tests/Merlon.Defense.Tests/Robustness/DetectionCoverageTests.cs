using System.Text;
using Merlon.Assessment;
using Merlon.Defense.Tests.Assessment;
using Merlon.Documents;
using Merlon.Robustness;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Robustness;

/// <summary>What is left without one thing, held against folding everything again without it.</summary>
public sealed class DetectionCoverageTests
{
    const string Yaml = """
        platforms: [Windows, Linux]
        scopes:
          - {name: desk, weight: 3, platforms: [Windows]}
          - {name: lab, weight: 1, platforms: [Windows, Linux]}
        log_sources:
          - {source: sysmon, devices: 85%}
          - {source: windows-security, devices: 60%}
          - {source: auditd, devices: 50%, scopes: [lab]}
        """;

    static UsedRule Rule(int number, string logSource, string tags, string detection)
    {
        var yaml = $"title: Rule {number}\nid: 00000000-0000-4000-8000-00000000000{number}\nstatus: stable\nlevel: high\ntags: [{tags}]\nlogsource: {logSource}\ndetection: {{s: {{{detection}}}, condition: s}}\n";
        return new(SigmaReader.Read(Encoding.UTF8.GetBytes(yaml), $"r{number}.yml", ReadLimits.Default).Value!.Single(), IsDeployed: true, []);
    }

    static readonly UsedRule[] Rules =
    [
        Rule(1, "{product: windows, category: process_creation}", "attack.t1059.001", "CommandLine|contains: powershell"),
        Rule(2, "{product: windows, category: process_creation}", "attack.t1059", "Image|endswith: x.exe"),
        Rule(3, "{product: windows, category: image_load}", "attack.t1059.001, attack.t1003.001", "ImageLoaded|endswith: y.dll"),
        Rule(4, "{product: linux, service: auditd}", "attack.t1059.004", "type: SYSCALL"),
        Rule(5, "{product: zeek, service: http}", "attack.t1071.001", "uri: z"),
        Rule(6, "{product: windows, category: process_creation}", "attack.persistence", "Image|endswith: z.exe"),
    ];

    static GapAssessment Assess(string yaml, params UsedRule[] rules)
    {
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(yaml));
        var collected = CollectedEvidence.Of(organisation, rules, OrganisationTexts.Context, OrganisationTexts.Today);
        return GapAssessment.Of(new AssessmentInput(organisation, OrganisationTexts.Context, collected.Evidence, collected, rules, OrganisationTexts.Today, []));
    }

    static readonly Lazy<DetectionCoverage> Whole = new(static () => DetectionCoverage.Of(Assess(Yaml, Rules)));

    [Fact]
    public void Without_a_rule_as_much_is_left_as_when_it_never_was()
    {
        foreach (var (rule, i) in Rules.Select(static (rule, i) => (rule, i)))
        {
            var key = RuleEvidence.SourceOf(rule.Rule);
            var without = Assess(Yaml, [.. Rules.Where((_, other) => other != i)]).Coverage;
            foreach (var technique in Whole.Value.Techniques)
            {
                var left = technique.Rules.FirstOrDefault(loss => string.Equals(loss.Key, key, StringComparison.Ordinal))?.Left ?? technique.Detection;
                left.ShouldBe(without.Of(technique.Technique).Detection, 1e-9, $"{technique.Technique.Id} without {rule.Rule.Title}");
            }
        }
    }

    [Fact]
    public void Without_a_log_source_another_one_that_feeds_the_same_rules_steps_in()
    {
        foreach (var source in (string[])["sysmon", "windows-security", "auditd"])
        {
            var without = Assess(string.Join('\n', Yaml.Split('\n').Where(line => !line.Contains($"source: {source},", StringComparison.Ordinal))), Rules).Coverage;
            foreach (var technique in Whole.Value.Techniques)
            {
                var left = technique.LogSources.FirstOrDefault(loss => string.Equals(loss.Key, source, StringComparison.Ordinal))?.Left ?? technique.Detection;
                left.ShouldBe(without.Of(technique.Technique).Detection, 1e-9, $"{technique.Technique.Id} without {source}");
            }
        }
    }

    [Fact]
    public void Rules_and_log_sources_are_told_apart_by_what_hangs_on_them()
    {
        var coverage = Whole.Value;
        coverage.Rules.Count.ShouldBe(Rules.Length);
        coverage.Rules.Where(static rule => rule.IsSilent).Select(static rule => rule.Rule.Title).Order(StringComparer.Ordinal).ShouldBe(["Rule 5", "Rule 6"]);
        coverage.LogSources[0].Key.ShouldBe("sysmon");
        coverage.LogSources.Single(static source => source.Key is "auditd").Rules.ShouldBe(1);
        var dump = coverage.Techniques.Single(static technique => technique.Technique.Id is "T1003.001");
        (dump.HangsOnRule, dump.HangsOnLogSource, dump.WorstLeft).ShouldBe((true, true, 0));
        dump.SinglePoints.Count(static point => point.Name is "Rule 3").ShouldBe(1);
        coverage.Rules.Single(static rule => rule.Rule.Title is "Rule 3").SinglePointFor.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void An_organisation_without_rules_hangs_on_nothing()
    {
        var coverage = DetectionCoverage.Of(Assess(Yaml));
        coverage.Detection.ShouldBe(0);
        coverage.Rules.ShouldBeEmpty();
        coverage.Techniques.ShouldAllBe(static technique => technique.Detection == 0 && !technique.SinglePoints.Any());
        coverage.LogSources.ShouldAllBe(static source => source.Lost == 0 && source.Rules == 0);
    }
}
