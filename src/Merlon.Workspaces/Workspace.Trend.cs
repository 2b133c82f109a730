using Merlon.Attack;
using Merlon.Documents;
using Merlon.Trend;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    const int DaysOfYear = 366;

    /// <summary>
    /// Coverage over time, judged again at each day from what the journal knew then (or knows now). Reads only. Without a value the diagnostics
    /// say why: nothing was ever recorded.
    /// </summary>
    public Task<Parsed<CoverageTrend>> TrendAsync(TrendRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        => Task.Run(() => Trend(request, progress, cancellationToken), cancellationToken);

    /// <summary>
    /// What moved between two days and why: each as it was known at its end, or with hindsight. Reads only. Without a value the diagnostics say why.
    /// </summary>
    public Task<Parsed<CoverageMove>> CompareAsync(CompareRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        => Task.Run(() => Compare(request, progress, cancellationToken), cancellationToken);

    Parsed<CoverageTrend> Trend(TrendRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        List<Diagnostic> diagnostics = [];
        if (History(diagnostics, progress) is not { } history)
        {
            return new Parsed<CoverageTrend>(Value: null, diagnostics);
        }

        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var days = DaysOf(request, history, today);
        if (days.Count > CoverageTrend.PointsMax)
        {
            throw new InvalidDataException($"from {days[0]:yyyy-MM-dd} to {days[^1]:yyyy-MM-dd} there are {days.Count} points, more than {CoverageTrend.PointsMax}: take longer steps or a shorter time");
        }

        List<TrendPoint> points = [];
        KnownMoment? last = null;
        foreach (var day in days)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new WorkProgress("Judging again", points.Count, days.Count));
            var knownAt = request.Known == TrendKnowledge.Now ? clock.GetUtcNow() : EndOf(day);
            if (history.At(day, knownAt) is not { } known)
            {
                continue;
            }

            points.Add(PointOf(history, known, knownAt, last));
            last = known;
        }

        return new Parsed<CoverageTrend>(new CoverageTrend(FindJournal()?.FindOwner()?.Name ?? "", request.Known, points), diagnostics);
    }

    TrendPoint PointOf(TrendHistory history, KnownMoment known, DateTimeOffset knownAt, KnownMoment? last)
    {
        var (moment, row) = (known.Moment, known.Row);
        var isThatAssessment = known.Basis == TrendBasis.Recorded && row.Day == moment.Inputs.Day && DayOf(row.At) == moment.Inputs.Day
            && string.Equals(row.Release, moment.Inputs.Release.Version, StringComparison.Ordinal);
        return new TrendPoint
        {
            Day = moment.Inputs.Day,
            KnownAt = knownAt,
            Basis = known.Basis,
            Release = moment.Inputs.Release.Version,
            Summary = moment.Summary,
            Sources = TrendPoint.SourcesOf(moment.Inputs.Evidence),
            Move = last is null ? null : MoveOf(history, last, moment),
            Recorded = isThatAssessment ? row.Summary : null,
            Remarks =
            [
                .. known.Basis == TrendBasis.Reconstructed ? (string[])["before the first recorded assessment: only what it dated back counts"] : [],
                .. isThatAssessment ? history.DifferencesFrom(row, moment.Summary) : [],
            ],
        };
    }

    static CoverageMove? MoveOf(TrendHistory history, KnownMoment from, TrendMoment to)
        => history.Carried(from, to.Inputs.Release) is { } carried ? CoverageMove.Between(from.Moment, carried, to) : null;

    Parsed<CoverageMove> Compare(CompareRequest request, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        List<Diagnostic> diagnostics = [];
        if (History(diagnostics, progress) is not { } history)
        {
            return new Parsed<CoverageMove>(Value: null, diagnostics);
        }

        var now = clock.GetUtcNow();
        var first = request.From is { } from ? history.At(from, request.Known == TrendKnowledge.Now ? now : EndOf(from)) : history.Of(history.Assessments[^1], history.Assessments[^1].Day);
        cancellationToken.ThrowIfCancellationRequested();
        TrendMoment? second;
        if (request.Present is { } present)
        {
            second = PresentMoment(present with { Record = false }, progress, diagnostics, cancellationToken);
        }
        else
        {
            var day = request.To ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
            second = history.At(day, request.Known == TrendKnowledge.Now ? now : EndOf(day))?.Moment;
        }

        if (first is null || second is null)
        {
            return new Parsed<CoverageMove>(Value: null, diagnostics);
        }

        progress?.Report(new WorkProgress("Comparing", 0, 0));
        return new Parsed<CoverageMove>(MoveOf(history, first, second), diagnostics);
    }

    TrendMoment? PresentMoment(AssessRequest request, IProgress<WorkProgress>? progress, List<Diagnostic> diagnostics, CancellationToken cancellationToken)
        => ReadInputs(request, progress, diagnostics, cancellationToken) is { } inputs
            ? MomentOf(inputs, Judge(inputs, progress, diagnostics, cancellationToken))
            : null;

    static TrendMoment MomentOf(AssessmentInputs inputs, Assessment.GapAssessment assessment)
        => new(TrendMoment.Of(assessment).Inputs with { Files = TrendHistory.FilesByName(inputs.Files) });

    TrendHistory? History(List<Diagnostic> diagnostics, IProgress<WorkProgress>? progress)
    {
        if (FindJournal() is { } journal)
        {
            TrendHistory history = new(journal, version => ReleaseThen(version, progress), diagnostics, Folder);
            if (history.Assessments.Count > 0)
            {
                return history;
            }
        }

        diagnostics.Add(new Diagnostic(
            "TREND003", Severity.Error, Folder, SourceLocation.Whole, "no assessment was recorded here yet, so there is nothing to look back on", Advice: "merlon assess records one each time it runs"));
        return null;
    }

    AttackRelease? ReleaseThen(string version, IProgress<WorkProgress>? progress) => LoadRelease(version, progress).Value;

    List<DateOnly> DaysOf(TrendRequest request, TrendHistory history, DateOnly today)
    {
        var to = request.To ?? today;
        var begun = DayOf(history.Assessments[0].At);
        var from = request.From ?? (begun < to ? begun : to); // what ends before anything was recorded is one day, judged from what was dated back
        if (from > to)
        {
            throw new InvalidDataException($"{from:yyyy-MM-dd} is after {to:yyyy-MM-dd}: a trend goes from an earlier day to a later one");
        }

        SortedSet<DateOnly> days = [];
        if (request.Every == TrendStep.Assessment)
        {
            days.UnionWith(history.Assessments.Select(a => DayOf(a.At)).Where(day => day >= from && day <= to));
        }
        else
        {
            days.Add(from);
            for (var day = from; day < to && days.Count <= CoverageTrend.PointsMax; day = StepAfter(day, request.Every))
            {
                days.Add(day);
            }

            days.Add(to);
        }

        return days.Count == 0 ? [to] : [.. days];
    }

    /// <summary>The next end of a month or quarter, or seven days later.</summary>
    static DateOnly StepAfter(DateOnly day, TrendStep step)
    {
        if (DateOnly.MaxValue.DayNumber - day.DayNumber < DaysOfYear)
        {
            return DateOnly.MaxValue; // the calendar ends there
        }

        if (step == TrendStep.Week)
        {
            return day.AddDays(7);
        }

        var next = day.AddDays(1);
        var month = step == TrendStep.Quarter ? (next.Month + 2) / 3 * 3 : next.Month;
        return new DateOnly(next.Year, month, DateTime.DaysInMonth(next.Year, month));
    }

    DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, clock.LocalTimeZone).DateTime);

    /// <summary>The last instant of a local day.</summary>
    DateTimeOffset EndOf(DateOnly day)
    {
        if (day.DayNumber >= DateOnly.MaxValue.DayNumber - 1)
        {
            return DateTimeOffset.MaxValue; // no zone can move what lies behind
        }

        var next = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(next, clock.LocalTimeZone.GetUtcOffset(next)).AddTicks(-1).ToUniversalTime();
    }
}

/// <summary>Which days a trend has.</summary>
/// <param name="From">First day, or null for that of the first recorded assessment (for <paramref name="To"/> when that is earlier). Earlier ones are reconstructed.</param>
/// <param name="To">Last day, or null for today.</param>
/// <param name="Every">Steps between.</param>
/// <param name="Known">What is taken as known.</param>
public sealed record TrendRequest(DateOnly? From, DateOnly? To, TrendStep Every, TrendKnowledge Known);

/// <summary>Steps of a trend.</summary>
public enum TrendStep
{
    /// <summary>The end of each month.</summary>
    Month,

    /// <summary>The end of each quarter.</summary>
    Quarter,

    /// <summary>Every seven days.</summary>
    Week,

    /// <summary>Each day on which an assessment was recorded.</summary>
    Assessment,
}

/// <summary>Which two moments to compare.</summary>
/// <param name="From">The earlier day, or null for the last recorded assessment.</param>
/// <param name="To">The later day, or null for today.</param>
/// <param name="Known">What is taken as known.</param>
/// <param name="Present">The files as they are now, to be compared instead of <paramref name="To"/>; null for what the journal knows.</param>
public sealed record CompareRequest(DateOnly? From, DateOnly? To, TrendKnowledge Known, AssessRequest? Present);
