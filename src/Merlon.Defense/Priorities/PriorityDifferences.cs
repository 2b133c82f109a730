using System.Globalization;

namespace Merlon.Priorities;

/// <summary>
/// Why a technique stands elsewhere here than in the calculator's list: each part of ours is compared, as a rank among all techniques, with the
/// part of theirs that means the same; the gap and the price have none there and are compared with the middle.
/// </summary>
static class PriorityDifferences
{
    /// <summary>Ranks from which on a difference is explained.</summary>
    const int ShiftMin = 5;

    const int ReasonsMax = 3;

    /// <summary>Difference of ranks, as a share of all techniques, from which on it is a reason.</summary>
    const double ReasonMin = 0.1;

    public static IReadOnlyList<Priority> Explain(IReadOnlyList<Priority> priorities, string currency)
    {
        var ranks = Parts.Select(part => (Own: RanksOf(priorities, part.Own), Theirs: part.Theirs is null ? null : RanksOf(priorities, part.Theirs))).ToArray();
        return [.. priorities.Select((priority, at) => priority with { Differences = DifferencesOf(priority, at, ranks, currency) })];
    }

    static IReadOnlyList<string> DifferencesOf(Priority priority, int at, (double[] Own, double[]? Theirs)[] ranks, string currency)
    {
        if (Math.Abs(priority.Shift) < ShiftMin)
        {
            return [];
        }

        var isHigher = priority.Shift > 0;
        return
        [
            .. Parts.Select((part, number) => (part, By: ranks[number].Own[at] - (ranks[number].Theirs?[at] ?? 0.5)))
                .Where(one => isHigher ? one.By >= ReasonMin : one.By <= -ReasonMin)
                .OrderByDescending(static one => Math.Abs(one.By))
                .Take(ReasonsMax)
                .Select(one => one.part.Say(priority, isHigher, currency)),
        ];
    }

    /// <summary>Share of the others that have less, 0..1; those that have as much count half.</summary>
    static double[] RanksOf(IReadOnlyList<Priority> priorities, Func<Priority, double> value)
    {
        var values = priorities.Select(value).ToArray();
        var sorted = values.Order().ToArray();
        return [.. values.Select(one => (Array.FindIndex(sorted, other => other >= one) + Array.FindLastIndex(sorted, other => other <= one)) / 2.0 / Math.Max(1, sorted.Length - 1))];
    }

    static readonly Part[] Parts =
    [
        new(static one => one.Threat, static one => one.Top.Prevalence, static (one, isHigher, _) => isHigher
            ? string.Create(CultureInfo.InvariantCulture, $"those who are likely to come use it more than the world does (threat {one.Threat:0.00}, prevalence {one.Top.Prevalence:0.00})")
            : string.Create(CultureInfo.InvariantCulture, $"the world uses it more than those who are likely to come (prevalence {one.Top.Prevalence:0.00}, threat {one.Threat:0.00})")),
        new(static one => one.Gap, null, static (one, isHigher, _) => isHigher
            ? string.Create(CultureInfo.InvariantCulture, $"{one.Gap * 100:0} % of it is open here; the calculator does not ask")
            : string.Create(CultureInfo.InvariantCulture, $"{(1 - one.Gap) * 100:0} % of it is covered here already; the calculator does not ask")),
        new(static one => one.Choke, static one => one.Top.Choke, static (one, isHigher, _) => isHigher
            ? string.Create(CultureInfo.InvariantCulture, $"more runs through it than counts of neighbours show (choke point {one.ChokePoint.Value:0.00} against {one.Top.Choke:0.00})")
            : string.Create(CultureInfo.InvariantCulture, $"less runs through it than counts of neighbours show (choke point {one.ChokePoint.Value:0.00} against {one.Top.Choke:0.00})")),
        new(static one => one.Feasibility, static one => one.Top.Actionability, static (one, isHigher, _) => isHigher
            ? string.Create(CultureInfo.InvariantCulture, $"what is not in place yet would close {one.Feasibility * 100:0} % of the gap ({FirstOf(one)}), though few controls and analytics name it (actionability {one.Top.Actionability:0.00})")
            : string.Create(CultureInfo.InvariantCulture, $"many controls and analytics name it (actionability {one.Top.Actionability:0.00}), but what is not in place yet would close only {one.Feasibility * 100:0} % of the gap")),
        new(static one => one.Cheapness, null, static (one, isHigher, currency) => isHigher
            ? $"what closes it is cheap for what it gains ({PriceOf(one, currency)}); the calculator does not ask for prices"
            : $"what closes it is dear for what it gains ({PriceOf(one, currency)}); the calculator does not ask for prices"),
    ];

    static string FirstOf(Priority one) => one.Options.Count > 0 ? one.Options[0].Measure : "nothing";

    static string PriceOf(Priority one, string currency)
        => one.Options.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"{one.Options[0].Measure}: {one.Options[0].Cost:0} {currency}") : "no measure";

    sealed record Part(Func<Priority, double> Own, Func<Priority, double>? Theirs, Func<Priority, bool, string, string> Say);
}
