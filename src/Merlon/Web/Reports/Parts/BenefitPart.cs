using System.Globalization;
using Merlon.Costs;
using Merlon.Web.Charts;
using Merlon.Web.Reports.Tables;

namespace Merlon.Web.Reports.Parts;

/// <summary>What losses may cost today and after the plan, as the organisation's own scenarios have it.</summary>
static class BenefitPart
{
    /// <summary>Inputs whose swing is drawn.</summary>
    const int SwingsShown = 12;

    /// <summary>The part of a simulation.</summary>
    public static ReportPart Of(BenefitReport report)
    {
        var money = ChartUnit.Money(report.Currency);
        return new ReportPart(
            "benefit", "Benefit",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Losses of a year, played {report.Question.Trials:#,0} times from the organisation's own frequencies and losses (seed {report.Question.Seed}). The benefit is above the cost in {report.ChanceOfGain * 100:0} % of the trials."))
        {
            Charts =
            [
                new ExceedanceChart
                {
                    Title = "How likely a year costs more than this",
                    Summary = "The chance that the losses of a year exceed an amount, with today's defence and after the plan.",
                    Points = [.. report.Curve.Select(static point => new ExceedancePoint(point.Before, point.Probability))],
                    After = [.. report.Curve.Select(static point => new ExceedancePoint(point.After, point.Probability))],
                    Percentiles = [new("P50", report.LossBefore.P50), new("P90", report.LossBefore.P90)],
                    Unit = money,
                    AcrossName = "losses of a year",
                },
                new TornadoChart
                {
                    Title = "Which estimate decides",
                    Summary = "Expected net value with one input at its low and at its high end, the widest first.",
                    Middle = report.ExpectedNet,
                    Rows = [.. report.Swings.OrderByDescending(static swing => swing.Width).Take(SwingsShown)
                        .Select(static swing => new TornadoRow(swing.IsOwn ? swing.Input : $"{swing.Input} (a what-if of the product)", swing.AtLow, swing.AtHigh))],
                    Unit = money,
                },
            ],
            Tables =
            [
                new ReportTable(
                    "benefit", "Losses and benefit",
                    [new("what", "", 40), new("p10", "P10", 16), new("p50", "P50", 16), new("p90", "P90", 16), new("mean", "Mean", 16)],
                    [
                        Row("Losses of a year today", report.LossBefore, money),
                        Row("Losses of a year after the plan", report.LossAfter, money),
                        Row($"Benefit over {report.Question.HorizonYears.ToString(CultureInfo.InvariantCulture)} years", report.Benefit, money),
                        ["Cost of the plan", money.Of((double)report.Cost), "", "", ""],
                        .. report.Rosi is { } rosi ? (IReadOnlyList<ReportCell>[])[Row("Benefit less cost, over cost", rosi, ChartUnit.Share)] : [],
                    ]),
            ],
        };
    }

    static IReadOnlyList<ReportCell> Row(string what, Spread spread, ChartUnit unit)
        => [what, unit.Of(spread.P10), unit.Of(spread.P50), unit.Of(spread.P90), unit.Of(spread.Mean)];
}
