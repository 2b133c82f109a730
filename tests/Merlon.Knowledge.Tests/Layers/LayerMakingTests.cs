using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Knowledge.Tests.Layers;

public sealed class LayerMakingTests
{
    const string Enterprise = "enterprise-attack";

    static readonly AttackRelease Release = BuiltInRelease.Open();

    [Fact]
    public void A_groups_layer_has_every_technique_of_it_and_its_campaigns_under_every_tactic()
    {
        var group = Find<Group>("G0016");
        var layer = LayerMaking.Of([LayerSubject.Of(group, Release)!], Enterprise, Release).ShouldNotBeNull();
        var expected = Release.TechniquesOf(group).SelectMany(use => Release.TacticsOf(use.Technique, Enterprise).Select(tactic => (use.Technique.Id, tactic.Shortname))).Order().ToList();
        layer.Techniques.Select(static cell => (cell.TechniqueId, cell.Tactic!)).Order().ShouldBe(expected);
        layer.Techniques.ShouldAllBe(static cell => cell.Score == 1 && cell.Comment.Length > 0);
        layer.Legend.ShouldHaveSingleItem().Label.ShouldBe("APT29");
    }

    [Fact]
    public void Of_several_subjects_the_score_is_how_many_touch_the_technique()
    {
        var (first, second) = (Find<Group>("G0016"), Find<Software>("S0154"));
        var layer = LayerMaking.Of([LayerSubject.Of(first, Release)!, LayerSubject.Of(second, Release)!], Enterprise, Release).ShouldNotBeNull();
        var both = Release.TechniquesOf(first).Select(static use => use.Technique).Intersect(LayerSubject.Of(second, Release)!.Techniques.Select(static one => one.Technique)).ToList();
        both.ShouldNotBeEmpty();
        layer.Techniques.Where(static cell => cell.Score == 2).Select(static cell => cell.TechniqueId).Distinct(StringComparer.Ordinal).Count().ShouldBe(both.Count);
        layer.Gradient.Max.ShouldBe(2);
        layer.Legend.Count.ShouldBe(2);
    }

    public static TheoryData<string> Subjects => ["C0024", "S0002", "M1026", "DC0032", "TA0006", "T1059"];

    [Theory]
    [MemberData(nameof(Subjects))]
    public void Each_kind_that_touches_techniques_makes_a_layer_that_Navigator_opens_without_a_message(string id)
    {
        Release.TryFind(id, out var found).ShouldBeTrue();
        var layer = LayerMaking.Of([LayerSubject.Of(found!, Release).ShouldNotBeNull()], Enterprise, Release).ShouldNotBeNull();
        Messages(layer).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(LayerOverview.Groups)]
    [InlineData(LayerOverview.Software)]
    [InlineData(LayerOverview.Campaigns)]
    [InlineData(LayerOverview.Mitigations)]
    [InlineData(LayerOverview.Detections)]
    public void An_overview_scores_every_cell_of_the_matrix_and_agrees_with_the_release(LayerOverview overview)
    {
        foreach (var domain in Release.Domains)
        {
            var layer = LayerMaking.Of(overview, domain, Release);
            Messages(layer).ShouldBeEmpty();
            layer.Techniques.Count.ShouldBe(domain switch { Enterprise => 887, "mobile-attack" => 144, _ => 94 });
        }

        var cell = LayerMaking.Of(overview, Enterprise, Release).Techniques.First(static cell => cell.TechniqueId is "T1059.001");
        var technique = Find<Technique>("T1059.001");
        var users = Release.To(technique).Where(static relation => relation.IsLive).ToList();
        cell.Score.ShouldBe(overview switch
        {
            LayerOverview.Software => users.Count(static relation => relation.Source is Software && relation.Type is "uses"),
            LayerOverview.Campaigns => users.Count(static relation => relation.Source is Campaign && relation.Type is "uses"),
            LayerOverview.Mitigations => users.Count(static relation => relation.Type is "mitigates"),
            LayerOverview.Detections => Release.AnalyticsOf(technique).Count,
            _ => Release.All<Group>().Count(group => group.IsLive && Release.TechniquesOf(group).Any(use => ReferenceEquals(use.Technique, technique))),
        });
    }

    [Fact]
    public void A_log_source_makes_a_layer_whatever_its_letter_case()
    {
        var subject = LayerSubject.OfLogSource("wineventlog:sysmon", Release).ShouldNotBeNull();
        subject.Name.ShouldBe("WinEventLog:Sysmon");
        subject.Techniques.Count.ShouldBeGreaterThan(100);
        LayerSubject.OfLogSource("no such", Release).ShouldBeNull();
    }

    [Theory]
    [InlineData("[APT29](https://attack.mitre.org/groups/G0016) used <code>reg save</code>.(Citation: CISA Alert (TA17-163A))(Citation: x)", "APT29 used reg save.")]
    [InlineData("plain (text) [brackets] stay", "plain (text) [brackets] stay")]
    [InlineData("(Citation: never closed", "(Citation: never closed")]
    [InlineData("", "")]
    public void Statements_become_plain_text(string markdown, string expected) => StatementText.Plain(markdown).ShouldBe(expected);

    [Fact]
    public void Long_statements_are_cut_at_their_limit()
    {
        StatementText.Cut(new string('x', LayerMaking.CommentStatementCharsMax), LayerMaking.CommentStatementCharsMax).Length.ShouldBe(LayerMaking.CommentStatementCharsMax);
        StatementText.Cut(new string('x', LayerMaking.CommentStatementCharsMax + 1), LayerMaking.CommentStatementCharsMax).ShouldEndWith("x…");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_cell_names_subjects_up_to_its_limit_and_counts_the_rest(int past)
    {
        var technique = Find<Technique>("T1059");
        var subjects = Enumerable.Range(0, LayerMaking.CellSubjectsMax + past).Select(i => new LayerSubject($"s{i:00}", "uses", [new(technique, "")])).ToList();
        var cell = LayerMaking.Of(subjects, Enterprise, Release).ShouldNotBeNull().Techniques[0];
        cell.Score.ShouldBe(subjects.Count);
        cell.Comment.EndsWith("and 1 more", StringComparison.Ordinal).ShouldBe(past == 1);
        cell.Metadata.Count.ShouldBe(LayerMaking.CellSubjectsMax + past);
    }

    [Fact]
    public void A_check_finds_all_that_Navigator_drops_without_a_word()
    {
        var layer = LayerText.Only(LayerText.Layer("""
            "filters":{"platforms":["Windows","Amiga"]},
            "techniques":[{"techniqueID":"T1059"},{"techniqueID":"T9999"},{"techniqueID":"T1066"},{"techniqueID":"T1053.004"},{"techniqueID":"T1110","tactic":"impact"},{"techniqueID":"T0801"},{"techniqueID":"t1003"}]
            """)) with { AttackVersion = "12" };
        var log = new DiagnosticLog("x", ReadLimits.Default);
        LayerCheck.Against(layer, "$", Release, log);
        string.Join(' ', log.ToList().Select(static diagnostic => $"{diagnostic.Code}@{diagnostic.Location.Path}")).ShouldBe(
            "LAYER028@$.versions.attack LAYER027@$.filters.platforms LAYER020@$.techniques[1].techniqueID LAYER021@$.techniques[2].techniqueID LAYER022@$.techniques[3].techniqueID "
            + "LAYER023@$.techniques[4].tactic LAYER025@$.techniques[5].techniqueID LAYER020@$.techniques[6].techniqueID");
        var other = new DiagnosticLog("x", ReadLimits.Default);
        LayerCheck.Against(layer with { Domain = "enterprise" }, "$", Release, other);
        other.ToList().ShouldHaveSingleItem().Code.ShouldBe("LAYER026");
    }

    [Fact]
    public void An_overlap_counts_what_is_enabled_and_scored_above_zero_or_annotated_otherwise()
    {
        var ours = LayerText.Only(LayerText.Layer("""
            "techniques":[{"techniqueID":"T1059","score":1},{"techniqueID":"T1003","score":0},{"techniqueID":"T1110","color":"red"},{"techniqueID":"T1486","score":5,"enabled":false},{"techniqueID":"T1055","score":2}]
            """));
        var theirs = LayerText.Only(LayerText.Layer("\"techniques\":[{\"techniqueID\":\"T1055\",\"score\":3},{\"techniqueID\":\"T1190\",\"score\":1}]"));
        var overlap = LayerOverlap.Of(ours, theirs, Release);
        string.Join(' ', overlap.OnlyLeft.Select(static one => one.TechniqueId)).ShouldBe("T1059 T1110");
        string.Join(' ', overlap.OnlyRight.Select(static one => one.TechniqueId)).ShouldBe("T1190");
        overlap.Both.ShouldHaveSingleItem().ShouldBe(new LayerOverlapTechnique("T1055", "Process Injection", 2, 3));
    }

    static T Find<T>(string id) where T : AttackObject => Release.TryFind(id, out var found) ? found.ShouldBeOfType<T>() : throw new ArgumentException("not in the release", nameof(id));

    static IReadOnlyList<string> Messages(Layer layer)
    {
        using var json = JsonDocument.Parse(LayerText.Written(layer));
        return NavigatorMessages.About(json.RootElement, "18", (id, tactic) => TechniqueId.TryParse(id, out var key) && Release.TryFind(key, out var technique) && technique.IsLive
            && Release.TacticsOf(technique, layer.Domain).Any(one => string.Equals(one.Shortname, tactic, StringComparison.Ordinal)));
    }
}
