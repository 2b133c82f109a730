using Merlon.Trend;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces.Tests;

public sealed class WorkspaceTrendTests : IDisposable
{
    readonly SmallBank bank = new();

    public void Dispose() => bank.Dispose();

    [Fact]
    public void Nothing_recorded_is_said_and_nothing_is_created()
    {
        var read = bank.Read(static w => w.TrendAsync(new TrendRequest(null, null, TrendStep.Month, TrendKnowledge.Then), null, CancellationToken.None));
        read.Value.ShouldBeNull();
        read.Diagnostics.Single().Code.ShouldBe("TREND003");
        Directory.Exists(bank.WorkspaceFolder).ShouldBeFalse();
    }

    [Fact]
    public void A_point_is_what_was_judged_at_its_day_though_the_file_is_another_one_now()
    {
        var then = bank.Assess();
        bank.Clock.Now = bank.Clock.Now.AddDays(40);
        bank.Write(SmallBank.Text.Replace("80%", "10%", StringComparison.Ordinal));
        var now = bank.Assess();

        var trend = Trend(TrendStep.Assessment);
        trend.Points.Count.ShouldBe(2);
        trend.Points[0].Summary.ShouldBe(then.Summary with { Interval = default });
        trend.Points[1].Summary.ShouldBe(now.Summary with { Interval = default });
        trend.Points.ShouldAllBe(static p => p.Recorded != null && p.Remarks.Count == 0);
        var move = trend.Points[1].Move.ShouldNotBeNull();
        move.Parts.ShouldContain(static p => p.Cause == MoveCause.LogSource && p.Source == "log-source:sysmon" && p.Amount.Visibility < 0);
        move.Parts.ShouldContain(static p => p.Cause == MoveCause.RuleFeed);
        move.Parts.ShouldContain(static p => p.Cause == MoveCause.Age);
        move.Fallen(0.01).ShouldNotBeEmpty();
    }

    [Fact]
    public void A_changed_rule_is_the_rules_doing()
    {
        bank.Assess();
        bank.Sandbox.Write("bank/rules/example.yml", SmallBank.Rule.Replace("high", "low", StringComparison.Ordinal));
        bank.Clock.Now = bank.Clock.Now.AddDays(1);
        bank.Assess();
        Trend(TrendStep.Assessment).Points[1].Move.ShouldNotBeNull().Parts.ShouldContain(static p => p.Cause == MoveCause.Rule && p.Change == MoveChange.Changed && p.Why.Contains("Example", StringComparison.Ordinal));
    }

    [Fact]
    public void Months_end_on_their_last_day_and_the_trend_on_the_day_asked_for()
    {
        bank.Assess();
        bank.Clock.Now = bank.Clock.Now.AddDays(100);
        Trend(TrendStep.Month).Points.Select(static p => $"{p.Day:yyyy-MM-dd}").ShouldBe(["2026-11-01", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-09"]);
        Trend(TrendStep.Quarter).Points.Select(static p => $"{p.Day:yyyy-MM-dd}").ShouldBe(["2026-11-01", "2026-12-31", "2027-02-09"]);
        Trend(TrendStep.Week).Points[1].Day.ShouldBe(new DateOnly(2026, 11, 8));
    }

    [Fact]
    public void A_trend_that_ends_before_anything_was_recorded_is_its_last_day_alone()
    {
        bank.Assess();
        var last = new DateOnly(2026, 10, 1);
        foreach (var step in Enum.GetValues<TrendStep>())
        {
            var trend = bank.Read(w => w.TrendAsync(new TrendRequest(From: null, last, step, TrendKnowledge.Then), null, CancellationToken.None)).Value.ShouldNotBeNull();
            var only = trend.Points.ShouldHaveSingleItem();
            only.Day.ShouldBe(last);
            only.Basis.ShouldBe(TrendBasis.Reconstructed);
        }
    }

    [Fact]
    public void A_trend_has_at_most_its_number_of_points()
    {
        bank.Assess();
        var from = new DateOnly(2026, 11, 1);
        Should.Throw<OperationCanceledException>(() => Begin(from, from.AddDays(7 * (CoverageTrend.PointsMax - 1)))); // taken, and cancelled at its first point
        Should.Throw<InvalidDataException>(() => Begin(from, from.AddDays(7 * CoverageTrend.PointsMax))).Message.ShouldContain("more than");
        Should.Throw<InvalidDataException>(() => Begin(from, from.AddDays(-1))).Message.ShouldContain("is after");

        void Begin(DateOnly first, DateOnly last)
        {
            using CancellationTokenSource source = new();
            bank.Read(w => w.TrendAsync(new TrendRequest(first, last, TrendStep.Week, TrendKnowledge.Then), new CancelAtOnce(source), source.Token));
        }
    }

    [Fact]
    public void A_run_that_says_and_finds_the_same_is_written_down_once()
    {
        bank.Assess();
        bank.Clock.Now = bank.Clock.Now.AddHours(1);
        bank.Assess();
        Assessments().ShouldBe(1);
        bank.Clock.Now = bank.Clock.Now.AddDays(1);
        bank.Assess();
        Assessments().ShouldBe(2);
    }

    [Fact]
    public void A_number_that_was_written_down_otherwise_is_named()
    {
        bank.Assess();
        bank.Tamper("DROP TRIGGER assessment_refuses_UPDATE", "UPDATE assessment SET covered = 0.9");
        Trend(TrendStep.Assessment).Points[0].Remarks.Single().ShouldContain("covered 0.9 →");
    }

    [Fact]
    public void A_text_that_somebody_changed_is_refused()
    {
        bank.Assess();
        bank.Tamper("DROP TRIGGER document_refuses_UPDATE", "UPDATE document SET content = 'AAAA'");
        Should.Throw<WorkspaceFormatException>(() => Trend(TrendStep.Assessment)).Message.ShouldContain("changed by hand");
    }

    [Fact]
    public void The_files_now_against_the_last_recorded_assessment()
    {
        bank.Assess();
        bank.Write(SmallBank.Text.Replace("partial", "none", StringComparison.Ordinal));
        var move = bank.Read(w => w.CompareAsync(new CompareRequest(null, null, TrendKnowledge.Then, bank.Request), null, CancellationToken.None)).Value.ShouldNotBeNull();
        move.Parts.Single().Source.ShouldBe("mitigation:M1032");
        move.Parts.Single().Cause.ShouldBe(MoveCause.Mitigation);
        move.Parts.Single().Change.ShouldBe(MoveChange.Withdrawn);
        move.HasFallen(0.001).ShouldBeTrue();
        Assessments().ShouldBe(1); // comparing records nothing
    }

    [Fact]
    public void A_journal_of_an_older_Merlon_gets_the_new_tables_and_keeps_what_it_had()
    {
        bank.Assess();
        var before = bank.Read(static w => Task.FromResult(w.EvidenceInForce()));
        bank.Tamper("DROP TABLE test_basis", "DROP TABLE assessment", "DROP TABLE signoff", "DROP TABLE document", "DELETE FROM schema_version WHERE version > 2");

        bank.Read(static w => Task.FromResult(w.EvidenceInForce())).ShouldBe(before);
        bank.Read(static w => w.TrendAsync(new TrendRequest(null, null, TrendStep.Month, TrendKnowledge.Then), null, CancellationToken.None)).Diagnostics.Single().Code.ShouldBe("TREND003");
        bank.Clock.Now = bank.Clock.Now.AddDays(1);
        bank.Assess();
        Trend(TrendStep.Assessment).Points.Count.ShouldBe(1);
        bank.Read(static w => Task.FromResult(w.EvidenceInForce())).ShouldBe(before);
    }

    int Assessments()
    {
        using var journal = Journal.OpenForReading(bank.JournalPath).ShouldNotBeNull();
        return journal.Assessments().Count;
    }

    CoverageTrend Trend(TrendStep step)
    {
        var read = bank.Read(w => w.TrendAsync(new TrendRequest(null, null, step, TrendKnowledge.Then), null, CancellationToken.None));
        return read.Value.ShouldNotBeNull(SmallBank.Errors(read.Diagnostics));
    }

    sealed class CancelAtOnce(CancellationTokenSource source) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (string.Equals(value.Stage, "Judging again", StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }
}
