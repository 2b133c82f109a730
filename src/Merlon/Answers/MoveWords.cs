using System.Globalization;
using Merlon.Trend;

namespace Merlon.Answers;

/// <summary>What moved, in words and signed numbers.</summary>
static class MoveWords
{
    /// <summary>From how much less on coverage counts as fallen where nobody says: a share of 0 to 1.</summary>
    public const double FellDefault = 0.01;

    public static string NameOf(MoveCause cause) => cause switch
    {
        MoveCause.Age => "evidence aged",
        MoveCause.LogSource => "log source",
        MoveCause.Rule => "rule",
        MoveCause.RuleFeed => "rule's log source",
        MoveCause.Mitigation => "mitigation",
        MoveCause.Control => "control",
        MoveCause.Test => "test",
        MoveCause.Replay => "replay",
        MoveCause.Inventory => "inventory",
        MoveCause.Score => "score",
        MoveCause.Organisation => "organisation",
        MoveCause.Profile => "threat profile",
        MoveCause.Release => "release",
        MoveCause.FirstRecord => "first record",
        _ => "Merlon",
    };

    /// <summary>As in JSON and CSV: <c>rule-feed</c>.</summary>
    public static string KeyOf(MoveCause cause) => cause switch
    {
        MoveCause.Age => "age",
        MoveCause.LogSource => "log-source",
        MoveCause.RuleFeed => "rule-feed",
        MoveCause.Profile => "threat-profile",
        MoveCause.FirstRecord => "first-record",
        _ => cause.ToString().ToLowerInvariant(),
    };

    public static string KeyOf(MoveChange change) => change.ToString().ToLowerInvariant();

    public static string KeyOf(TrendKnowledge known) => known == TrendKnowledge.Then ? "then" : "now";

    public static string KeyOf(TrendBasis basis) => basis == TrendBasis.Recorded ? "recorded" : "reconstructed";

    /// <summary>A difference in points of a hundred: <c>+1.3</c>, <c>-0.04</c>, <c>0</c>.</summary>
    public static string Points(double difference)
    {
        var points = difference * 100;
        var text = Math.Abs(points) switch
        {
            < 0.005 => "0",
            < 0.1 => points.ToString("+0.00;-0.00", CultureInfo.InvariantCulture),
            _ => points.ToString("+0.0;-0.0", CultureInfo.InvariantCulture),
        };
        return text;
    }

    /// <summary>The largest axis of an amount, named: <c>covered +1.3</c>, <c>visibility -4.8</c>.</summary>
    public static string Largest(AxisMove amount)
        => Math.Abs(amount.Covered) >= 0.0005 || amount.Largest <= Math.Abs(amount.Covered) ? Points(amount.Covered)
            : amount.Largest <= Math.Abs(amount.Visibility) ? $"visibility {Points(amount.Visibility)}"
            : amount.Largest <= Math.Abs(amount.Detection) ? $"detection {Points(amount.Detection)}"
            : $"prevention {Points(amount.Prevention)}";

    /// <summary>A share 0..1 in hundredths with one decimal: <c>42.3</c>.</summary>
    public static string Share(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>Eight heights from nothing to all, one character each; ASCII where the terminal takes no colours.</summary>
    public static string Sparkline(IEnumerable<double> shares, bool isPlain)
    {
        var steps = isPlain ? "_.-~=+*#" : "▁▂▃▄▅▆▇█";
        var values = shares.ToArray();
        var (least, most) = (values.DefaultIfEmpty(0).Min(), values.DefaultIfEmpty(0).Max());
        var span = most - least;
        return string.Concat(values.Select(value => steps[span <= 1e-9 ? 0 : (int)Math.Min(steps.Length - 1, (value - least) / span * steps.Length)]));
    }
}
