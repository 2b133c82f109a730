using System.Text;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

public sealed class RuleStrengthPartsTests
{
    const string Yaml = """
        platforms: [Windows]
        scopes:
          - {name: desk, weight: 3, platforms: [Windows]}
          - {name: lab, weight: 1, platforms: [Windows]}
        log_sources:
          - {source: sysmon, devices: 85%, scopes: [desk]}
          - {source: windows-security, devices: 60%}
        """;

    [Theory]
    [InlineData("attack.t1059.001", "stable", "high")]
    [InlineData("attack.t1685", "experimental", "medium")]
    [InlineData("attack.t1003, attack.t1059", "", "")]
    public void The_factors_of_a_rule_multiply_to_the_strength_of_each_of_its_statements(string tags, string status, string level)
    {
        var text = $"title: A\nid: 00000000-0000-4000-8000-000000000001\nstatus: {status}\nlevel: {level}\ntags: [{tags}]\nlogsource: {{product: windows, category: process_creation}}\ndetection: {{s: {{Image|endswith: x.exe}}, condition: s}}\n";
        var used = new UsedRule(SigmaReader.Read(Encoding.UTF8.GetBytes(text), "a.yml", ReadLimits.Default).Value!.Single(), IsDeployed: true, []);
        var organisation = OrganisationTexts.ReadClean(OrganisationTexts.With(Yaml));
        var said = CollectedEvidence.Of(organisation, [used], OrganisationTexts.Context, OrganisationTexts.Today).Evidence.Where(static e => e.Kind == EvidenceKind.Rule).ToList();
        said.Count.ShouldBeGreaterThan(1);
        foreach (var statement in said)
        {
            var parts = RuleEvidence.PartsOf(used, statement, organisation, OrganisationTexts.Context).ShouldNotBeNull();
            parts.Aggregate(1.0, static (product, part) => product * part.Value).ShouldBe(statement.Strength, 1e-12, statement.Statement);
            parts.Where(static part => part.Name.StartsWith("rounding", StringComparison.Ordinal)).ShouldAllBe(static part => Math.Abs(part.Value - 1) < 1e-4);
        }
    }
}
