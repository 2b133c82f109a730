using Merlon.Trend;

namespace Merlon.Cli;

/// <summary>Moves and trends for people.</summary>
sealed class MoveText(Page page)
{
    const int PartsMax = 15, TechniquesMax = 15, ReasonsMax = 3;

    public void Write(CoverageTrend trend)
    {
        page.Title(SafeText.Line($"Coverage of {trend.Organisation} over time"));
        page.Paragraph(trend.Knowledge == TrendKnowledge.Then ? "each day as it could be judged then" : "each day judged with what the journal knows now", tone: Tone.Quiet);
        page.Blank();
        var table = new TextTable
        {
            Columns =
            [
                new("day"), new("visibility", IsNumber: true), new("detection", IsNumber: true), new("prevention", IsNumber: true), new("covered", IsNumber: true),
                new("moved", IsNumber: true), new("ATT&CK"), new("mostly because of", IsFlexible: true),
            ],
            Indent = 0,
        };
        foreach (var point in trend.Points)
        {
            var summary = point.Summary;
            table.Add(
                AnswerWords.Day(point.Day) + (point.Basis == TrendBasis.Reconstructed ? "*" : point.Remarks.Count > 0 ? "!" : ""),
                MoveWords.Share(summary.Visibility), MoveWords.Share(summary.Detection), MoveWords.Share(summary.Prevention), MoveWords.Share(summary.Covered),
                point.Move is { } move ? MoveWords.Points(move.Difference.Covered) : "", SafeText.Line(point.Release), SafeText.Line(Mostly(point.Move)));
        }

        page.Table(table);
        page.Blank();
        foreach (var (name, values) in (IEnumerable<(string, IEnumerable<double>)>)
        [
            ("visibility", trend.Points.Select(static p => p.Summary.Visibility)), ("detection", trend.Points.Select(static p => p.Summary.Detection)),
            ("prevention", trend.Points.Select(static p => p.Summary.Prevention)), ("covered", trend.Points.Select(static p => p.Summary.Covered)),
        ])
        {
            var shares = values.DefaultIfEmpty(0).ToArray();
            page.Field(name, $"{MoveWords.Sparkline(shares, !page.UsesColour)}  {MoveWords.Share(shares.Min())} to {MoveWords.Share(shares.Max())}");
        }

        Remarks(trend);
    }

    /// <summary>A point with everything that led to it.</summary>
    public void Write(TrendPoint point)
    {
        page.Title($"{AnswerWords.Day(point.Day)}: covered {MoveWords.Share(point.Summary.Covered)}, ATT&CK {SafeText.Line(point.Release)}");
        foreach (var remark in point.Remarks)
        {
            page.Paragraph(SafeText.Line(remark), indent: 2, hanging: 2, Tone.Warning);
        }

        if (point.Move is { } move)
        {
            Write(move, fell: null);
        }
        else
        {
            page.Paragraph("the first point: there is nothing before it to compare with", indent: 2);
        }
    }

    /// <summary>What moved; with a threshold, what fell by more of it comes first.</summary>
    public void Write(CoverageMove move, double? fell)
    {
        page.Heading($"{AnswerWords.Day(move.From)} to {AnswerWords.Day(move.To)}");
        var axes = new TextTable { Columns = [new(""), new("before", IsNumber: true), new("after", IsNumber: true), new("moved", IsNumber: true)] };
        foreach (var (name, before, after) in (IEnumerable<(string, double, double)>)
        [
            ("visibility", move.Before.Visibility, move.After.Visibility), ("detection", move.Before.Detection, move.After.Detection),
            ("prevention", move.Before.Prevention, move.After.Prevention), ("covered", move.Before.Covered, move.After.Covered),
        ])
        {
            axes.Add(name, MoveWords.Share(before), MoveWords.Share(after), MoveWords.Points(after - before));
        }

        page.Table(axes);
        page.Heading("Why");
        var parts = new TextTable
        {
            Columns =
            [
                new("covered", IsNumber: true), new("visib.", IsNumber: true), new("detect.", IsNumber: true), new("prevent.", IsNumber: true), new("cause"),
                new("techn.", IsNumber: true), new("", IsFlexible: true),
            ],
        };
        foreach (var part in move.Parts.Take(PartsMax))
        {
            parts.Add(
                MoveWords.Points(part.Amount.Covered), MoveWords.Points(part.Amount.Visibility), MoveWords.Points(part.Amount.Detection), MoveWords.Points(part.Amount.Prevention),
                MoveWords.NameOf(part.Cause), Page.Count(part.Techniques), SafeText.Line(part.Why));
        }

        var others = move.Parts.Skip(PartsMax).Aggregate(default(AxisMove), static (sum, part) => sum + part.Amount);
        if (move.Parts.Count > PartsMax)
        {
            parts.Add(
                MoveWords.Points(others.Covered), MoveWords.Points(others.Visibility), MoveWords.Points(others.Detection), MoveWords.Points(others.Prevention), "", "",
                $"{Page.Count(move.Parts.Count - PartsMax, "further cause")} together (--json has all)");
        }

        if (move.Parts.Count == 0)
        {
            page.Paragraph("nothing moved", indent: 2);
        }
        else
        {
            page.Table(parts);
        }

        var fallen = fell is { } least ? move.Fallen(least) : [.. move.Techniques.Where(static t => t.Amount.Covered < 0)];
        Techniques(fell is { } threshold ? $"Fell by {MoveWords.Share(threshold)} points or more" : "Fell", fallen);
        Techniques("Rose", [.. move.Techniques.Reverse().Where(static t => t.Amount.Covered > 0)]);
    }

    void Techniques(string title, IReadOnlyList<TechniqueMove> moves)
    {
        if (moves.Count == 0)
        {
            return;
        }

        page.Heading($"{title}: {Page.Count(moves.Count, "technique")}");
        var table = new TextTable { Columns = [new("technique"), new("covered", IsNumber: true), new("moved", IsNumber: true), new("visib.", IsNumber: true), new("", IsFlexible: true)] };
        foreach (var move in moves.Take(TechniquesMax))
        {
            var formerly = move.Formerly.Count == 0 ? "" : $" (was {string.Join(", ", move.Formerly)})";
            table.AddWithNote(
                SafeText.Line(string.Join("; ", move.Parts.Take(ReasonsMax).Select(static p => $"{MoveWords.Largest(p.Amount)} {p.Why}"))),
                move.Technique.Id, MoveWords.Share(move.After.Covered), MoveWords.Points(move.Amount.Covered), MoveWords.Points(move.Amount.Visibility),
                SafeText.Line(move.Technique.Name + formerly));
        }

        page.Table(table);
        if (moves.Count > TechniquesMax)
        {
            page.Paragraph($"and {Page.Count(moves.Count - TechniquesMax)} more: --json has all", indent: 2, tone: Tone.Quiet);
        }
    }

    void Remarks(CoverageTrend trend)
    {
        if (trend.Points.Any(static p => p.Basis == TrendBasis.Reconstructed))
        {
            page.Blank();
            page.Paragraph("* before the first recorded assessment: only what it dated back counts", tone: Tone.Quiet);
        }

        foreach (var point in trend.Points.Where(static p => p.Basis == TrendBasis.Recorded))
        {
            foreach (var remark in point.Remarks)
            {
                page.Paragraph(SafeText.Line($"! {AnswerWords.Day(point.Day)}: {remark}"), hanging: 2, tone: Tone.Warning);
            }
        }
    }

    static string Mostly(CoverageMove? move)
        => move?.Parts.OrderByDescending(static p => Math.Abs(p.Amount.Covered)).FirstOrDefault() is { } first && Math.Abs(first.Amount.Covered) >= 0.00005
            ? $"{MoveWords.Points(first.Amount.Covered)} {first.Why}" : "";
}
