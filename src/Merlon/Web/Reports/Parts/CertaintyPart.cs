using Merlon.Assessment;
using Merlon.Web.Charts;

namespace Merlon.Web.Reports.Parts;

/// <summary>How sure the numbers are: what coverage rests on, and how far each may be off.</summary>
static class CertaintyPart
{
    const int GapsDrawn = 15;

    public static ReportPart Of(GapAssessment assessment)
    {
        var interval = assessment.Summary.Interval;
        return new ReportPart("certainty", "How sure the numbers are", "Coverage by what it rests on, and the least and the most that the same evidence may mean. Old and unmeasured claims widen an interval; a fresh test narrows it.")
        {
            ShortTitle = "Certainty",
            Charts = [Basis(assessment), Intervals(assessment)],
            Remarks = [$"Over the whole threat covered is {Figures.Percent(assessment.Summary.Covered)}, at least {Figures.Percent(interval.Low)} and at most {Figures.Percent(interval.High)}: every technique at its end at once, so the widest that it can be."],
        };
    }

    static BarChart Basis(GapAssessment assessment)
    {
        var all = assessment.Gaps.Sum(static gap => gap.Weight);
        var rows = Enum.GetValues<CoverageBasis>().Select(basis =>
        {
            var gaps = assessment.Gaps.Where(gap => gap.Basis == basis).ToList();
            return new BarRow($"{NameOf(basis)} ({Figures.Count(gaps.Count)})", [all > 0 ? gaps.Sum(static gap => gap.Weight) / all : 0]);
        }).ToList();
        return new BarChart
        {
            Title = "Share of the threat by what its coverage rests on",
            Summary = $"{Figures.Percent(rows[0].Values[0])} of the weight has been tried in every part of the organisation; of {Figures.Percent(rows[^1].Values[0])} nothing is known. In brackets: techniques.",
            Unit = ChartUnit.Share,
            Whole = 1,
            Series = [new("share of the weight", ChartLook.Hatched)],
            Rows = rows,
        };
    }

    static IntervalChart Intervals(GapAssessment assessment) => new()
    {
        Title = "Covered, with the least and the most that it may be",
        Summary = $"The whole threat, and the first {Figures.Count(Math.Min(GapsDrawn, assessment.Gaps.Count))} gaps.",
        Unit = ChartUnit.Share,
        Whole = 1,
        Rows =
        [
            new("the whole threat", assessment.Summary.Interval.Low, assessment.Summary.Covered, assessment.Summary.Interval.High),
            .. assessment.Gaps.Take(GapsDrawn).Select(static gap => new IntervalRow($"{gap.Technique.Id} {Figures.Cut(gap.Technique.Name)}", gap.Covered.Low, gap.Coverage.Covered, gap.Covered.High)),
        ],
    };

    static string NameOf(CoverageBasis basis) => basis switch
    {
        CoverageBasis.Tested => "a fresh test everywhere",
        CoverageBasis.TestedInPart => "a fresh test in part",
        CoverageBasis.Measured => "logs that were looked through",
        CoverageBasis.Declared => "what is declared",
        CoverageBasis.Unknown => "nothing",
        _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, "not a basis"),
    };
}
