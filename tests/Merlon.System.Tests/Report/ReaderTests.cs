using System.Text;
using Merlon.Assessment;
using Merlon.System.Tests.Charts;
using Merlon.Web.Charts;
using Merlon.Web.Reports;
using Merlon.Web.Reports.Auditor;
using Merlon.Web.Reports.Engineer;
using Merlon.Web.Reports.Manager;

namespace Merlon.System.Tests.Report;

/// <summary>The reports for single readers, as text.</summary>
public sealed class ReaderTests
{
    public static TheoryData<string> Readers => ["manager", "engineer", "auditor"];

    [Theory]
    [MemberData(nameof(Readers))]
    public void The_same_assessment_gives_the_same_bytes(string reader)
        => Html(reader, SampleAssessment.Of()).ShouldBe(Html(reader, SampleAssessment.Of()));

    [Theory]
    [MemberData(nameof(Readers))]
    public void Text_from_outside_stays_text(string reader)
    {
        foreach (var foreign in (string[])["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><b>", "\u202Etxt.exe", "\0"])
        {
            var html = Html(reader, Full(foreign));
            var body = html[html.IndexOf("<body", StringComparison.Ordinal)..html.LastIndexOf("<script>", StringComparison.Ordinal)];
            body.ShouldNotContain("<script>");
            body.ShouldNotContain("<img");
            body.ShouldNotContain("</style>");
            body.AsSpan().IndexOfAny('\u202E', '\0').ShouldBe(-1);
            body.ShouldNotContain(" style=");
            body.ShouldContain("Sample Bank");
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Every_link_inside_a_page_has_a_target_and_no_id_stands_twice(string reader)
    {
        var html = Html(reader, Full());
        var ids = global::System.Text.RegularExpressions.Regex.Matches(html, "\\sid=\"([^\"]*)\"").Select(static match => match.Groups[1].Value).ToList();
        ids.Distinct(StringComparer.Ordinal).Count().ShouldBe(ids.Count);
        var links = global::System.Text.RegularExpressions.Regex.Matches(html, "href=\"#([^\"]*)\"").Select(static match => match.Groups[1].Value);
        links.Except(ids, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void An_assessment_without_anything_says_so(string reader)
    {
        var full = SampleAssessment.Of();
        var html = Html(reader, full with
        {
            Gaps = [],
            Evidence = new Dictionary<string, Evidence>(StringComparer.Ordinal),
            Plan = full.Plan with { Steps = [], NotChosen = [], Budget = null },
            Profile = new() { Groups = [], Techniques = [], Parameters = full.Profile.Parameters },
            Summary = new CoverageSummary(0, 0, 0, 0, 0, 0, 0),
        });
        html.Contains("NaN", StringComparison.Ordinal).ShouldBeFalse();
        html.ShouldContain(reader switch { "manager" => "There is no plan", "engineer" => "None.", _ => "states no control" });
    }

    [Fact]
    public void The_four_parts_of_the_threat_add_up()
    {
        var standing = ThreatStanding.Of(SampleAssessment.Of());
        (standing.Proven + standing.Claimed + standing.Missed + standing.Open).ShouldBe(1, 1e-9);
        standing.Missed.ShouldBeGreaterThan(0);
        standing.Proven.ShouldBeGreaterThan(0);
        ThreatStanding.Of(SampleAssessment.Of() with { Gaps = [] }).ShouldBe(new ThreatStanding(0, 0, 0, 1));
    }

    [Fact]
    public void A_manager_reads_bounded_texts_whatever_comes_in()
    {
        var view = ManagerView.Of(new ReportBook(Full(new string('x', 5_000))));
        view.Gaps.Count.ShouldBe(ManagerView.GapsShown);
        view.Gaps.ShouldAllBe(gap => gap.Name.Length <= 60 && gap.What.Length <= 150 && gap.Helps.Length <= 130);
        view.Groups.ShouldAllBe(group => group.Name.Length <= 40 && group.Reason.Length <= 110);
        view.Steps.Count.ShouldBe(ManagerView.StepsShown);
        view.Notes.ShouldAllBe(note => note.Words.Length <= 330);
        view.Decisions.ShouldAllBe(decision => decision.Words.Length <= 330);
    }

    [Fact]
    public void What_a_manager_is_asked_names_money_misses_owners_and_what_stays_open()
    {
        var view = ManagerView.Of(new ReportBook(Full()));
        string.Join('|', view.Decisions.Select(static decision => decision.Question))
            .ShouldBe("Approve the plan|Confirm the costs|Have misses repaired and tried again|Name owners|Accept what stays open");
        view.Decisions[0].Words.ShouldContain("EUR");
        view.Decisions[3].Words.ShouldContain("AC-3");
        view.Decisions[4].Words.ShouldContain("2027-11-20");
    }

    [Fact]
    public void What_is_not_known_is_left_out_and_what_is_known_is_shown()
    {
        var assessment = SampleAssessment.Of();
        var trend = new LineChart { Title = "Covered until now", Summary = "It rose.", Unit = ChartUnit.Share, Series = [new("covered", ChartLook.Solid, [LinePoint.On(new(2025, 1, 1), 0.2), LinePoint.On(new(2026, 1, 1), 0.3)])] };
        Html("manager", assessment).ShouldNotContain("Covered until now");
        Manager(new ReportBook(assessment) { Trend = trend }).ShouldContain("Covered until now");
        var part = new ReportPart("depth", "Depth of rules", "How robust they are.") { Charts = [trend], Remarks = ["Not all were read."] };
        using var stream = new MemoryStream();
        ReportDocument.Write(new ReportBook(assessment) { Parts = [part] }, stream);
        var html = Encoding.UTF8.GetString(stream.ToArray());
        html.ShouldContain("id=\"depth\"");
        html.ShouldContain("Not all were read.");
    }

    [Fact]
    public void The_backlog_has_every_step_every_test_to_repeat_every_measure_and_every_gap_once()
    {
        var assessment = Full();
        var backlog = Backlog.Of(assessment);
        backlog.Items.Select(static item => item.Key).Distinct(StringComparer.Ordinal).Count().ShouldBe(backlog.Items.Count);
        backlog.Items.Count(static item => item.Step is not null).ShouldBe(assessment.Plan.Steps.Count);
        backlog.Items.Count(static item => item.Kind is "measure").ShouldBe(assessment.Plan.Steps.Count + assessment.Plan.NotChosen.Count);
        backlog.Items.Count(static item => item.Kind is "gap").ShouldBe(assessment.Gaps.Count);
        backlog.Items.Single(static item => item.Kind is "test").Key.ShouldBe("test:" + assessment.Gaps[1].Technique.Id);
        backlog.Items.ShouldAllBe(static item => item.Acceptance.Count > 0);
    }

    [Fact]
    public void A_gap_says_what_is_known_with_its_place_and_which_test_decides()
    {
        var assessment = Full();
        var item = Backlog.Of(assessment).Items.Single(item => item.Key == "gap:" + assessment.Gaps[1].Technique.Id);
        item.Acceptance.ShouldHaveSingleItem().ShouldBe($"Repeat “LSASS read” ({assessment.Gaps[1].Technique.Id}) on workstations and servers: the outcome is alerted or blocked.");
        item.Tests.ShouldHaveSingleItem().Words.ShouldBe("LSASS read [2026-09-14, not seen] (organisation.yaml:7:3)");
        item.Evidence.ShouldContain(static line => line.Place.StartsWith("rules/sample-", StringComparison.Ordinal));
        item.Owners.ShouldBeEmpty();
    }

    [Fact]
    public void An_auditor_sees_statements_places_derivations_and_what_remains()
    {
        var assessment = SampleAssessment.Of(release: Merlon.Attack.BuiltInRelease.Open());
        assessment = assessment with { Organisation = WithControls(assessment.Organisation) };
        var view = View(assessment, "hipaa");
        var control = view.Stated.ShouldHaveSingleItem();
        control.IsDerived.ShouldBeTrue();
        control.Statements.ShouldHaveSingleItem().Place.ShouldBe("organisation.yaml:9:5");
        control.Weight.ShouldBe(control.Edges.Sum(static edge => edge.Weight), 1e-9);
        control.OpenShare.ShouldBeInRange(0, 1);
        (view.Stated.Count + view.Silent.Count + view.Untouched).ShouldBe(view.Framework.Controls.Count);
        view.EvidenceHash.Length.ShouldBe(64);
        var html = Encoding.UTF8.GetString(Stream(stream => ReportDocument.WriteAuditor(view, stream)));
        html.ShouldContain("derived mapping");
        html.ShouldContain(view.EvidenceHash);
    }

    [Fact]
    public void Text_is_cut_at_a_word_and_never_inside_a_pair()
    {
        PlainWords.Short("one two three four", 12).ShouldBe("one two…");
        PlainWords.Short(new string('a', 20), 10).ShouldBe(new string('a', 9) + "…");
        PlainWords.Short(string.Concat(Enumerable.Repeat("😀", 10)), 8).EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
    }

    internal static GapAssessment Full(string foreign = "")
    {
        var assessment = SampleAssessment.Of(foreign);
        return assessment with
        {
            Organisation = WithControls(assessment.Organisation) with
            {
                Tests = [new([assessment.Gaps[1].Technique], assessment.Gaps[1].Technique.Id, Outcome.None, new DateOnly(2026, 9, 14), [], "LSASS read" + foreign, new(7, 3))],
            },
        };
    }

    internal static byte[] Written(string reader, GapAssessment assessment) => Stream(stream =>
    {
        var book = new ReportBook(assessment) { Inputs = [new("organisation.yaml", new string('a', 64), 1_234)] };
        switch (reader)
        {
            case "manager":
                ReportDocument.WriteManager(book, stream);
                break;
            case "manager with all that may be known":
                ReportDocument.WriteManager(book with { Trend = (LineChart)SampleCharts.Of("trend"), Moved = (WaterfallChart)SampleCharts.Of("waterfall"), Maturity = SampleCharts.Of("spokes"), Schedule = (ScheduleChart)SampleCharts.Of("schedule") }, stream);
                break;
            case "engineer":
                ReportDocument.WriteEngineer(Backlog.Of(assessment), stream);
                break;
            default:
                ReportDocument.WriteAuditor(View(assessment, "nist-800-53-r5"), stream);
                break;
        }
    });

    static Organisation WithControls(Organisation organisation) => organisation with
    {
        Controls =
        [
            new("nist-800-53-r5", "AC-2", Degree.Partial, [], new DateOnly(2026, 2, 1), "Audit", new(8, 5)),
            new("nist-800-53-r5", "AC-3", Degree.Minimal, ["servers"], null, "", new(8, 9)),
            new("hipaa", Merlon.Assessment.ControlMappings.OpenBuiltIn().Canonical("hipaa", "164.312(a)(1)") ?? "", Degree.Significant, [], new DateOnly(2026, 2, 1), "Audit", new(9, 5)),
        ],
    };

    static AuditView View(GapAssessment assessment, string framework)
        => AuditView.Of(new ReportBook(assessment), assessment.Context.Controls.Frameworks.Single(one => one.Id == framework));

    static string Html(string reader, GapAssessment assessment) => Encoding.UTF8.GetString(Written(reader, assessment));

    static string Manager(ReportBook book) => Encoding.UTF8.GetString(Stream(stream => ReportDocument.WriteManager(book, stream)));

    static byte[] Stream(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
