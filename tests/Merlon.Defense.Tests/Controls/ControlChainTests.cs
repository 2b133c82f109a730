using Merlon.Assessment;
using Merlon.Controls;

namespace Merlon.Defense.Tests.Controls;

public sealed class ControlChainTests
{
    [Fact]
    public void The_published_hipaa_chain_has_the_numbers_that_are_known()
    {
        var controls = ControlMappings.OpenBuiltIn();
        controls.TryFindFramework("hipaa", out var hipaa).ShouldBeTrue();

        hipaa.ShouldNotBeNull().Controls.Count.ShouldBe(22);
        var related = hipaa.Controls.SelectMany(citation => controls.RelatedTo("hipaa", citation)).Select(static step => step.ControlId).Distinct(StringComparer.Ordinal).ToArray();
        var written = MappingTexts.Published("hipaa-security-rule_nist-800-53-rev5.json").Links.Select(static link => link.TargetControl).Distinct(StringComparer.Ordinal).ToArray();
        written.Length.ShouldBe(108);
        written.Count(control => controls.TechniquesOf("nist-800-53-r5", control).Count > 0).ShouldBe(34);
        related.Length.ShouldBe(104); // an enhancement such as AU-2(8) counts as its control
        var release = Merlon.Attack.BuiltInRelease.Open();
        hipaa.Controls.SelectMany(citation => controls.TechniquesOf("hipaa", citation)).SelectMany(edge => ControlStandings.TechniquesOf(release, edge.TechniqueId))
            .Where(static technique => technique.Domains.Contains("enterprise-attack", StringComparer.Ordinal)).Select(static technique => technique.TechniqueId).Distinct().Count().ShouldBe(460);
        controls.TechniquesOf("hipaa", "164.312(b)").ShouldBeEmpty();
    }

    [Fact]
    public void A_chain_goes_through_any_number_of_frameworks_and_each_hop_halves_it()
    {
        var controls = Chain(length: 5);

        var edge = controls.TechniquesOf("f1", "c").ShouldHaveSingleItem();
        (edge.Hops, edge.Via, edge.IsDerived).ShouldBe((5, "c", true));
        string.Join(" > ", edge.Path).ShouldBe("f2:c > f3:c > f4:c > f5:c");
        ControlStrength.Of(Degree.Significant, edge).ShouldBe(0.9 * 0.3 * 0.0625, tolerance: 1e-12);
    }

    [Fact]
    public void A_chain_has_a_longest_length()
    {
        Chain(MappingLimits.HopsMax).TechniquesOf("f1", "c").ShouldHaveSingleItem().Hops.ShouldBe(MappingLimits.HopsMax);
        Chain(MappingLimits.HopsMax + 1).TechniquesOf("f1", "c").ShouldBeEmpty();
    }

    [Fact]
    public void Circles_end()
    {
        var controls = ControlMappings.OpenBuiltIn().With(
        [
            Crosswalk("a", "b", "x,y\ny,x"), Crosswalk("b", "c", "y,z\nx,x"), Crosswalk("c", "a", "z,x\nx,y"),
        ]);

        controls.TechniquesOf("a", "x").ShouldBeEmpty();
        controls.TechniquesOf("b", "y").ShouldBeEmpty();
    }

    [Fact]
    public void The_shortest_chain_speaks_and_names_every_last_control()
    {
        var controls = ControlMappings.OpenBuiltIn().With(
        [
            Crosswalk("a", "b", "x,y\nx,w"), Crosswalk("a", "d", "x,q"), Crosswalk("d", "b", "q,v"), MappingTexts.One("control,technique\ny,T1078\nw,T1078\nv,T1078\nv,T1110\n", "b.csv"),
        ]);

        var edges = controls.TechniquesOf("a", "x");
        edges.Select(static e => (e.TechniqueId, e.Hops, e.Via)).ShouldBe([("T1078", 2, "w, y"), ("T1110", 3, "v")]);
    }

    [Fact]
    public void A_control_that_is_mapped_itself_speaks_for_itself()
    {
        var controls = ControlMappings.OpenBuiltIn().With([Crosswalk("a", "nist-800-53-r5", "x,AC-2"), MappingTexts.One("control,technique\nx,T1078\n", "a.csv")]);

        controls.TechniquesOf("a", "x").ShouldHaveSingleItem().Hops.ShouldBe(1);
    }

    [Fact]
    public void A_framework_that_crosswalks_only_lead_to_is_known_by_them_and_speaks_backwards()
    {
        var controls = ControlMappings.OpenBuiltIn().With([MappingTexts.One("nist control,pci,relation\nIA-2,8.3.1,subset-of\n", "x.csv", new MappingHints("NIST 800-53", "PCI DSS 4.0.1", ""))]);

        controls.TryFindFramework("PCI DSS 4.0.1", out var pci).ShouldBeTrue();
        pci.ShouldNotBeNull().Controls.ShouldBe(["8.3.1"]);
        controls.TechniquesOf("pci-dss-4.0.1", "8.3.1").ShouldAllBe(static e => e.Hops == 2 && e.Via == "IA-2" && e.Path[0].Relation == LinkRelation.SupersetOf);
        controls.TechniquesOf("nist-800-53-r5", "IA-2").ShouldAllBe(static e => e.Hops == 1);
    }

    [Fact]
    public void A_grade_on_a_link_leaves_its_share()
    {
        var controls = ControlMappings.OpenBuiltIn().With([MappingTexts.One("control,nist 800-53,grade\nx,AC-2,partial\n", "a.csv")]);

        ControlStrength.Of(Degree.Significant, controls.TechniquesOf("a", "x")[0]).ShouldBe(0.9 * 0.3 * 0.5 * 0.5, tolerance: 1e-12);
    }

    [Fact]
    public void Of_one_framework_and_domain_the_newest_mapping_speaks_and_of_another_domain_too()
    {
        ControlMapping Made(string attack, string technique, string domain = "enterprise")
            => MappingTexts.One(MappingTexts.Explorer(MappingTexts.Row("A", technique)).Replace("\"16.1\"", $"\"{attack}\"", StringComparison.Ordinal).Replace("\"enterprise\"", $"\"{domain}\"", StringComparison.Ordinal));

        var controls = ControlMappings.OpenBuiltIn().With([Made("16.1", "T1078"), Made("9.0", "T1110"), Made("15.0", "T1003", "ics")]);

        controls.TechniquesOf("acme-1", "A").Select(static e => e.TechniqueId).ShouldBe(["T1003", "T1078"]);
        controls.Frameworks.Single(static f => f.Id == "acme-1").AttackVersion.ShouldBe("16.1");
    }

    static ControlMappings Chain(int length) => ControlMappings.OpenBuiltIn().With(
    [
        .. Enumerable.Range(1, length - 1).Select(static i => Crosswalk($"f{i}", $"f{i + 1}", "c,c")), MappingTexts.One("control,technique\nc,T1078\n", $"f{length}.csv"),
    ]);

    static ControlMapping Crosswalk(string from, string to, string rows) => MappingTexts.One($"control,target\n{rows}\n", $"{from}.csv", new MappingHints(from, to, ""));
}
