using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>The built-in context and short ways to read organisations and rules from text.</summary>
static class OrganisationTexts
{
    static readonly Lazy<OrganisationContext> BuiltInContext = new(static () => new OrganisationContext(
        BuiltInRelease.Open(), GroupSectors.OpenBuiltIn(), ControlMappings.OpenBuiltIn(), LogSourceCatalogue.OpenBuiltIn()));

    public static OrganisationContext Context => BuiltInContext.Value;

    public static DateOnly Today { get; } = new(2026, 11, 1);

    public static Parsed<Organisation> Read(string yaml)
        => OrganisationFile.Read(Encoding.UTF8.GetBytes(yaml), "organisation.yaml", Context, ReadLimits.Default, Today);

    /// <summary>Reads a file that must be clean: not even a note.</summary>
    public static Organisation ReadClean(string yaml)
    {
        var parsed = Read(yaml);
        parsed.Diagnostics.Select(static d => d.ToString()).ShouldBeEmpty();
        return parsed.Value.ShouldNotBeNull();
    }

    /// <summary>A file with the head that every file needs.</summary>
    public static string With(string yaml) => $"merlon: 1\nname: Test\nsectors: [finance]\n{yaml}\n";

    public static SigmaRule Rule(string logSource, string tags, string status = "test", string level = "high", string id = "11111111-2222-3333-4444-555555555555")
    {
        var yaml = $"title: A rule\nid: {id}\nstatus: {status}\nlevel: {level}\nlogsource: {logSource}\ndetection:\n  selection:\n    A: b\n  condition: selection\ntags: {tags}\n";
        return SigmaReader.Read(Encoding.UTF8.GetBytes(yaml), "rules/a.yml", ReadLimits.Default).Value.ShouldNotBeNull().ShouldHaveSingleItem();
    }

    public static UsedRule Deployed(SigmaRule rule) => new(rule, IsDeployed: true, []);

    public static CollectedEvidence Collect(string yaml, params UsedRule[] rules) => CollectedEvidence.Of(ReadClean(With(yaml)), rules, Context, Today);
}
