using System.Globalization;

namespace Merlon.Web.Charts;

/// <summary>What money buys: the plan's steps as a stair, and the best that each budget could do as a line above it.</summary>
public sealed record BudgetChart : Chart
{
    /// <summary>Share covered before anything is spent, 0..1.</summary>
    public required double Before { get; init; }

    /// <summary>The plan's steps in order: money spent by then and share covered by then.</summary>
    public required IReadOnlyList<BudgetStep> Steps { get; init; }

    /// <summary>The best share for each budget; empty when it was not computed.</summary>
    public IReadOnlyList<BudgetStep> Frontier { get; init; } = [];

    /// <summary>The budget; null for none.</summary>
    public double? Budget { get; init; }

    /// <summary>Currency code; foreign text.</summary>
    public required string Currency { get; init; }

    /// <inheritdoc/>
    public override ChartTable Table => new(
        ["", "money spent", "covered", ""],
        [
            ["today", Money.Of(0), ChartUnit.Share.Of(Before), ""],
            .. Steps.Select(IReadOnlyList<string> (step, i) => ["step " + Number(i), Money.Of(step.Cost), ChartUnit.Share.Of(step.Covered), step.Label]),
            .. Frontier.Select(IReadOnlyList<string> (point) => ["best for this money", Money.Of(point.Cost), ChartUnit.Share.Of(point.Covered), point.Label]),
        ]);

    ChartUnit Money => ChartUnit.Money(Currency);

    IReadOnlyList<(string Name, ChartLook Look)> Keys
    {
        get
        {
            List<(string, ChartLook)> keys = [("this plan, step by step", ChartLook.Solid)];
            if (Frontier.Count > 0)
            {
                keys.Add(("the best that each budget can do", ChartLook.Hatched));
            }

            return keys.Count > 1 ? keys : [];
        }
    }

    private protected override double HeightAt(double width) => (IsNarrow(width) ? 230 : 300) + SvgDrawing.LegendHeight(width, Keys) + 16;

    private protected override void Draw(SvgDrawing svg)
    {
        var steps = Usable(Steps);
        var frontier = Usable(Frontier);
        if (!double.IsFinite(Before))
        {
            DrawNothing(svg);
            return;
        }

        var top = svg.Legend(0, Keys, isLines: true) + (Budget is null ? 8 : 22);
        var up = Ticks.Around([Before, .. steps.Select(static step => step.Covered), .. frontier.Select(static step => step.Covered)], 4, includesZero: true);
        var reach = steps.Concat(frontier).Select(static step => step.Cost).Append(0);
        var across = Ticks.Around(Budget is { } money && double.IsFinite(money) ? reach.Append(money) : reach, IsNarrow(svg.Width) ? 3 : 6, includesZero: true);
        var frame = new PlotFrame(PlotFrame.LeftFor(up, ChartUnit.Share), top, svg.Width - 14, svg.Height - 42);
        var (scaleX, scaleY) = (frame.Across(across.From, across.To), frame.Up(up));
        frame.Levels(svg, up, ChartUnit.Share);
        frame.Below(svg, scaleX, [.. across.Values.Select(value => (value, Money.Tick(value)))]);
        svg.Text(frame.Right, svg.Height - 4, "money spent, " + Money.Suffix, TextAnchor.End, "cm");
        DrawBudget(svg, frame, scaleX);
        svg.Path([(scaleX.Of(0), scaleY.Of(Before)), .. frontier.Select(point => (scaleX.Of(point.Cost), scaleY.Of(point.Covered)))], "l1");
        DrawStair(svg, steps, scaleX, scaleY, frame);
    }

    void DrawBudget(SvgDrawing svg, PlotFrame frame, ChartScale across)
    {
        if (Budget is { } budget && double.IsFinite(budget))
        {
            var x = across.Of(budget);
            svg.Line(x, frame.Top - 4, x, frame.Bottom, "cr");
            var text = "budget " + Money.Of(budget);
            var half = RowLayout.Width(text) / 2;
            svg.Text(Math.Clamp(x, half, Math.Max(half, svg.Width - half)), frame.Top - 9, text, TextAnchor.Middle, "ct");
        }
    }

    void DrawStair(SvgDrawing svg, List<BudgetStep> steps, ChartScale across, ChartScale up, PlotFrame frame)
    {
        List<(double X, double Y)> stair = [(across.Of(0), up.Of(Before))];
        foreach (var step in steps)
        {
            stair.Add((across.Of(step.Cost), stair[^1].Y));
            stair.Add((across.Of(step.Cost), up.Of(step.Covered)));
        }

        svg.Path([.. stair, (stair[^1].X, frame.Bottom), (stair[0].X, frame.Bottom)], "b0", isClosed: true);
        svg.Path(stair, "l0");
        svg.Mark(across.Of(0), up.Of(Before), ChartLook.Solid);
        var reached = double.NegativeInfinity;
        for (var i = 0; i < steps.Count; i++)
        {
            var (x, y) = (across.Of(steps[i].Cost), up.Of(steps[i].Covered));
            svg.Mark(x, y, ChartLook.Solid);
            if (x > reached)
            {
                svg.Text(x, y - 8, Number(i), TextAnchor.Middle, "ct");
                reached = x + 14;
            }
        }
    }

    static List<BudgetStep> Usable(IReadOnlyList<BudgetStep> steps)
        => [.. steps.Where(static step => double.IsFinite(step.Cost) && double.IsFinite(step.Covered)).OrderBy(static step => step.Cost).Take(4_000)];

    static string Number(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A point that money reaches.</summary>
/// <param name="Cost">Money spent by then, 0 or more.</param>
/// <param name="Covered">Share covered by then, 0..1.</param>
/// <param name="Label">What is done; foreign text, for the table.</param>
public sealed record BudgetStep(double Cost, double Covered, string Label);
