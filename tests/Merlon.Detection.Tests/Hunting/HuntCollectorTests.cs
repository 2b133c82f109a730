using Merlon.Hunting;

namespace Merlon.Detection.Tests.Hunting;

public sealed class HuntCollectorTests
{
    const string Image = @"C:\Windows\System32\whoami.exe";

    [Fact]
    public void A_finding_has_rule_time_host_user_place_and_the_values_that_matched()
    {
        var summary = SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery(),
            SmallHunt.Lines("a.json", SmallHunt.Process("2026-01-02T03:04:05Z", @"C:\cmd.exe"), SmallHunt.Process("2026-01-02T03:04:06.5Z", Image, "whoami /all")));

        var finding = summary.Findings.ShouldHaveSingleItem();
        finding.Rule.Title.ShouldBe("Who am I");
        finding.Time.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 6, 500, TimeSpan.Zero));
        (finding.Host, finding.User, finding.Document, finding.Record).ShouldBe(("pc1", "bob", "a.json", 2));
        finding.Fields.Where(static one => one.IsMarked).ShouldBe([new FindingField("Image", Image, IsMarked: true)]);
        finding.Fields.ShouldContain(new FindingField("CommandLine", "whoami /all", IsMarked: false));
        finding.Fields.ShouldContain(new FindingField("EventID", "1", IsMarked: false));
        (summary.Totals.Records, summary.Totals.Hits, summary.Totals.Findings, summary.Totals.Files).ShouldBe((2, 1, 1, 1));
    }

    [Fact]
    public void Repetitions_within_the_span_are_joined_and_hits_stay_exact()
    {
        var lines = new[] { "00:00:00", "00:30:00", "00:59:59", "01:00:01", "01:10:00" }.Select(static time => SmallHunt.Process($"2026-01-02T{time}Z", Image)).ToArray();

        var summary = SmallHunt.Of(SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery { RepetitionSpan = TimeSpan.FromHours(1) }, SmallHunt.Lines("a", lines));

        summary.Findings.Select(static one => one.Count).ShouldBe([3, 2]);
        summary.Findings[0].LastTime?.ToString("HH:mm:ss", null).ShouldBe("00:59:59");
        (summary.Totals.Hits, summary.Totals.Findings, summary.Totals.Repetitions).ShouldBe((5, 2, 3));
        var tally = summary.Rules.ShouldHaveSingleItem();
        (tally.Hits, tally.Findings, tally.Hosts).ShouldBe((5, 2, 1));
    }

    [Fact]
    public void Without_joining_each_match_is_a_finding()
        => SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery { RepetitionSpan = null },
            SmallHunt.Lines("a", SmallHunt.Process("2026-01-02T00:00:00Z", Image), SmallHunt.Process("2026-01-02T00:00:00Z", Image))).Findings.Count.ShouldBe(2);

    [Fact]
    public void Other_hosts_and_other_matched_values_are_other_findings()
        => SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery(),
            SmallHunt.Lines(
                "a",
                SmallHunt.Process("2026-01-02T00:00:00Z", Image, "1"),
                SmallHunt.Process("2026-01-02T00:00:01Z", Image, "2"),
                SmallHunt.Process("2026-01-02T00:00:02Z", Image, host: "pc2"),
                SmallHunt.Process("2026-01-02T00:00:03Z", @"D:\whoami.exe"))).Findings.Select(static one => one.Count).ShouldBe([2, 1, 1]);

    [Fact]
    public void Only_matches_of_the_time_asked_for_count()
    {
        var from = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

        var summary = SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery { From = from, To = from.AddDays(1) },
            SmallHunt.Lines(
                "a",
                SmallHunt.Process("2026-01-01T23:59:59Z", Image),
                SmallHunt.Process("2026-01-02T00:00:00Z", Image),
                SmallHunt.Process("2026-01-02T23:59:59Z", Image),
                SmallHunt.Process("2026-01-03T00:00:00Z", Image),
                SmallHunt.Process("no time", Image)));

        (summary.Totals.Hits, summary.Totals.OutOfTime).ShouldBe((2, 3));
    }

    [Fact]
    public void The_gravest_findings_are_kept_when_there_is_no_room_for_all()
    {
        var lines = Enumerable.Range(0, 10).Select(static i => SmallHunt.Process($"2026-01-02T00:00:0{i}Z", $@"C:\{i}\whoami.exe", i >= 8 ? "lsass" : "")).ToArray();

        var summary = SmallHunt.Of(SmallHunt.Rules(SmallHunt.Whoami, SmallHunt.Dump), new FindingQuery { FindingsMax = 3 }, SmallHunt.Lines("a", lines));

        // The two matches of the high rule are alike: one finding.
        summary.Findings.Select(static one => $"{one.Rule.Level} {one.Record}").ShouldBe(["medium 1", "medium 2", "high 9"]);
        (summary.Totals.Hits, summary.Totals.Findings, summary.Totals.NotKept).ShouldBe((12, 11, 8));
    }

    [Fact]
    public void Findings_come_out_one_by_one_in_the_order_of_the_first_of_each()
    {
        List<(long, long)> seen = [];

        SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery { OnFinding = one => seen.Add((one.Record, one.Count)), FindingsMax = 0 },
            SmallHunt.Lines("a", SmallHunt.Process("2026-01-02T00:00:00Z", Image), SmallHunt.Process("2026-01-02T00:00:00Z", @"D:\whoami.exe"), SmallHunt.Process("2026-01-02T00:00:00Z", Image)))
            .Findings.ShouldBeEmpty();

        seen.ShouldBe([(1, 2), (2, 1)]);
    }

    [Fact]
    public void What_was_learnt_is_normal_afterwards_and_what_was_not_is_shown()
    {
        var baseline = new Baseline();
        var usual = SmallHunt.Lines("a", SmallHunt.Process("2026-01-01T00:00:00Z", Image), SmallHunt.Process("2026-01-01T00:00:01Z", Image));

        SmallHunt.Of(SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery { Learning = baseline }, usual);
        baseline.Count.ShouldBe(1);
        baseline.Entries.Single().Count.ShouldBe(2);
        var summary = SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami), new FindingQuery { Baseline = baseline },
            SmallHunt.Lines("b", SmallHunt.Process("2026-02-01T00:00:00Z", Image), SmallHunt.Process("2026-02-01T00:00:00Z", Image, host: "pc2")));

        summary.Findings.ShouldHaveSingleItem().Host.ShouldBe("pc2");
        (summary.Totals.Hits, summary.Totals.Normal, summary.Totals.Findings).ShouldBe((2, 1, 1));
    }

    [Fact]
    public void A_correlation_is_a_finding_with_its_events_and_its_rule_is_counted_only()
    {
        var lines = Enumerable.Range(0, 3).Select(static i => SmallHunt.Process($"2026-01-02T00:0{i}:00Z", Image)).ToArray();

        var summary = SmallHunt.Of(SmallHunt.Rules(SmallHunt.Whoami, SmallHunt.Many), new FindingQuery(), SmallHunt.Lines("a", lines));

        var finding = summary.Findings.ShouldHaveSingleItem();
        finding.Rule.IsCorrelation.ShouldBeTrue();
        finding.Host.ShouldBe("pc1");
        finding.Events.Select(static one => (one.Rule, one.Document, one.Record)).ShouldBe([("Who am I", "a", 1), ("Who am I", "a", 2), ("Who am I", "a", 3)]);
        finding.Fields.ShouldContain(new FindingField("Computer", "pc1", IsMarked: true));
        summary.Rules.Select(static tally => (tally.Rule.Title, tally.Hits, tally.Findings)).ShouldBe([("Many questions", 1, 1), ("Who am I", 3, 0)]);
    }

    [Fact]
    public void A_correlation_that_generates_leaves_its_rule_a_finding()
        => SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami, SmallHunt.Many.Replace("  timespan", "  generate: true\n  timespan", StringComparison.Ordinal)), new FindingQuery(),
            SmallHunt.Lines("a", [.. Enumerable.Range(0, 3).Select(static i => SmallHunt.Process($"2026-01-02T00:0{i}:00Z", Image))]))
            .Findings.Select(static one => one.Rule.Title).ShouldBe(["Who am I", "Many questions"]);

    [Fact]
    public void A_rule_that_only_a_correlation_needs_is_read_though_it_was_not_asked_for()
    {
        var summary = SmallHunt.Of(
            SmallHunt.Rules(SmallHunt.Whoami, SmallHunt.Dump, SmallHunt.Many), new RuleSelection { LevelMin = "critical" }, new FindingQuery(),
            SmallHunt.Lines("a", [.. Enumerable.Range(0, 3).Select(static i => SmallHunt.Process($"2026-01-02T00:0{i}:00Z", Image, "lsass"))]));

        summary.RulesEvaluated.ShouldBe(2);
        summary.Findings.ShouldHaveSingleItem().Rule.Title.ShouldBe("Many questions");
    }

    [Fact]
    public void Events_without_a_time_that_a_correlation_could_not_count_are_said()
    {
        var query = new FindingQuery();
        var summary = SmallHunt.Of(SmallHunt.Rules(SmallHunt.Whoami, SmallHunt.Many), query, SmallHunt.Lines("a", SmallHunt.Process("yesterday", Image)));

        summary.Remarks(query).ShouldHaveSingleItem().Code.ShouldBe("HUNT030");
    }
}
