using Merlon.Assessment;

namespace Merlon.Defense.Tests.Assessment;

public sealed class ControlMappingsTests
{
    static readonly ControlMappings Mappings = ControlMappings.OpenBuiltIn();

    [Fact]
    public void Three_frameworks_are_built_in()
        => Mappings.Frameworks.Select(static f => f.Id).ShouldBe(["cis-v8", "hipaa", "nist-800-53-r5"]);

    [Theory]
    [InlineData("nist-800-53-r5", 109, 470, 5264)] // 5,314 rows, 50 of them twice
    [InlineData("cis-v8", 105, 378, 2932)]
    [InlineData("hipaa", 16, 462, 0)] // of 22 citations; 460 of the techniques live in 18.1
    public void The_published_pairs_are_all_there(string framework, int controls, int techniques, int pairs)
    {
        var edges = Framework(framework).Controls.Select(control => Mappings.TechniquesOf(framework, control)).ToList();

        edges.Count(static list => list.Count > 0).ShouldBe(controls);
        edges.SelectMany(static list => list).Select(static edge => edge.TechniqueId).Distinct(StringComparer.Ordinal).Count().ShouldBe(techniques);
        if (pairs > 0)
        {
            edges.Sum(static list => list.Count).ShouldBe(pairs);
        }
    }

    [Theory]
    [InlineData("NIST 800-53", "nist-800-53-r5")]
    [InlineData("nist sp 800-53 rev. 5", "nist-800-53-r5")]
    [InlineData("NIST-800-53-R5", "nist-800-53-r5")]
    [InlineData("CIS", "cis-v8")]
    [InlineData("cis controls v8", "cis-v8")]
    [InlineData("HIPAA", "hipaa")]
    [InlineData("HIPAA Security Rule", "hipaa")]
    public void A_framework_is_found_by_what_people_call_it(string word, string id)
    {
        Mappings.TryFindFramework(word, out var framework).ShouldBeTrue();
        framework.ShouldNotBeNull().Id.ShouldBe(id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PCI DSS")]
    [InlineData("NIST 800-171")]
    public void A_framework_that_is_not_there_is_not_found(string word)
        => Mappings.TryFindFramework(word, out _).ShouldBeFalse();

    [Theory]
    [InlineData("nist-800-53-r5", "AC-02", "AC-2")]
    [InlineData("nist-800-53-r5", "ac-2", "AC-2")]
    [InlineData("nist-800-53-r5", "AC 2", "AC-2")]
    [InlineData("nist-800-53-r5", "AC-20", "AC-20")]
    [InlineData("nist-800-53-r5", "AC-2(1)", "AC-2")]
    [InlineData("nist-800-53-r5", "AC-2 (12)", "AC-2")]
    [InlineData("nist-800-53-r5", "AU-12", "AU-12")]
    [InlineData("cis-v8", "5.1", "5.1")]
    [InlineData("cis-v8", "CIS 05.01", "5.1")]
    [InlineData("cis-v8", "Safeguard 10.1", "10.1")]
    [InlineData("cis-v8", "CIS Control 18.5", "18.5")]
    [InlineData("hipaa", "164.308(a)(1)", "164.308(a)(1)")]
    [InlineData("hipaa", "45 CFR § 164.308(A)(1)", "164.308(a)(1)")]
    [InlineData("hipaa", "164.308(a)(1)(ii)(A)", "164.308(a)(1)")]
    public void A_control_is_known_however_it_is_spelt(string framework, string written, string canonical)
        => Mappings.Canonical(framework, written).ShouldBe(canonical);

    [Theory]
    [InlineData("nist-800-53-r5", "AC-99")]
    [InlineData("nist-800-53-r5", "AC")]
    [InlineData("nist-800-53-r5", "")]
    [InlineData("nist-800-53-r5", "(1)")]
    [InlineData("nist-800-53-r5", "5.1")]
    [InlineData("cis-v8", "19.1")]
    [InlineData("cis-v8", "5.1(1")]
    [InlineData("cis-v8", "AC-2")]
    [InlineData("hipaa", "164.308")]
    [InlineData("pci-dss", "1.1")]
    public void A_control_that_nobody_knows_has_no_spelling_and_touches_nothing(string framework, string written)
    {
        Mappings.Canonical(framework, written).ShouldBeNull();
        Mappings.TechniquesOf(framework, written).ShouldBeEmpty();
    }

    [Fact]
    public void A_control_that_the_mapping_leaves_out_is_known_and_touches_nothing()
    {
        Mappings.Canonical("nist-800-53-r5", "AU-6").ShouldBe("AU-6");
        Mappings.TechniquesOf("nist-800-53-r5", "AU-6").ShouldBeEmpty();
        Mappings.TechniquesOf("hipaa", "164.312(b)").ShouldBeEmpty(); // audit controls: AU only
    }

    [Fact]
    public void A_published_pair_is_one_hop_and_names_nothing_in_between()
    {
        var edge = Mappings.TechniquesOf("nist-800-53-r5", "AC-2").First(static e => e.TechniqueId is "T1003.001");

        edge.Hops.ShouldBe(1);
        edge.Via.ShouldBeEmpty();
    }

    [Fact]
    public void A_hipaa_citation_reaches_techniques_through_nist_controls_and_says_which()
    {
        var edges = Mappings.TechniquesOf("hipaa", "164.312(d)");

        edges.ShouldAllBe(static edge => edge.Hops == 2 && edge.Via.Length > 0);
        edges.Select(static edge => edge.TechniqueId).ShouldBeUnique(StringComparer.Ordinal);
        foreach (var edge in edges)
        {
            foreach (var control in edge.Via.Split(", "))
            {
                Mappings.TechniquesOf("nist-800-53-r5", control).ShouldContain(e => e.TechniqueId == edge.TechniqueId);
            }
        }
    }

    [Fact]
    public void Controls_stand_in_the_order_that_people_number_them()
    {
        var controls = Framework("nist-800-53-r5").Controls;

        controls.IndexOf("AC-2").ShouldBeLessThan(controls.IndexOf("AC-10"));
        controls.IndexOf("AC-25").ShouldBeLessThan(controls.IndexOf("AT-1"));
        Framework("cis-v8").Controls.Take(3).ShouldBe(["1.1", "1.2", "1.3"]);
    }

    [Fact]
    public void A_damaged_table_is_refused()
        => Should.Throw<InvalidDataException>(() => ControlMappings.Of("# framework: x\none column only\n", "", ""));

    static ControlFramework Framework(string id) => Mappings.Frameworks.Single(f => string.Equals(f.Id, id, StringComparison.Ordinal));
}

static class ListOrder
{
    public static int IndexOf(this IReadOnlyList<string> list, string item)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (string.Equals(list[i], item, StringComparison.Ordinal))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"{item} is not in the list");
    }
}
