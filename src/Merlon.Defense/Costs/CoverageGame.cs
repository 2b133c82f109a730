using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Costs;

/// <summary>
/// What each thing that is paid for adds to the weighted coverage of each technique: its Shapley value in the game whose worth is what is
/// covered, and a tenth of what is only seen, as the plan counts it, with those who take part. Coverage is a sum over techniques and the Shapley value is linear, so each technique is a small game of
/// its own, of the few that have a say in it, instead of one large game whose sets nobody could count.
/// </summary>
sealed class CoverageGame
{
    const ulong Seed = 20_260_101;

    readonly Dictionary<string, List<(TechniqueId Technique, double Gain)>> added = new(StringComparer.Ordinal);
    readonly HashSet<string> known = new(StringComparer.Ordinal);

    CoverageGame(GapAssessment assessment, IReadOnlyList<string> players)
    {
        var input = assessment.Input;
        var needs = NeedsOf(input, players);
        var free = input.Evidence.Where(one => needs[one].Count == 0).ToArray();
        var fold = CoverageFold.Of(free, input.Organisation, input.Context.Release, input.AsOf, assessment.Coverage.Parameters);
        var offers = needs.Where(static one => one.Value.Count > 0).GroupBy(static one => string.Join(' ', one.Value), StringComparer.Ordinal)
            .OrderBy(static group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => fold.ChangesOf(group.Select(static one => one.Key).OrderBy(static one => one.Id, StringComparer.Ordinal)).Select(change => (Needed: group.First().Value, Change: change)))
            .ToLookup(static offer => offer.Change.Unit);
        foreach (var unit in offers.OrderBy(static unit => unit.Key))
        {
            var technique = fold.Units[unit.Key];
            var weight = assessment.Profile.WeightOf(technique.Technique.TechniqueId);
            if (weight > 0)
            {
                Play(technique, weight, [.. unit], players);
            }
        }
    }

    public static CoverageGame Of(GapAssessment assessment, IReadOnlyList<string> players) => new(assessment, players);

    /// <summary>True when some evidence rests on it.</summary>
    public bool IsKnown(string player) => known.Contains(player);

    /// <summary>Techniques that it adds to, by id, with the weighted coverage that is its share.</summary>
    public IReadOnlyList<(TechniqueId Technique, double Gain)> AddedBy(string player) => added.GetValueOrDefault(player, []);

    void Play(CoverageUnit unit, double weight, (IReadOnlyList<int> Needed, CellChange Change)[] offers, IReadOnlyList<string> players)
    {
        var members = offers.SelectMany(static offer => offer.Needed).Distinct().Order().ToArray();
        var seats = members.Select(static (player, seat) => (player, seat)).ToDictionary(static one => one.player, static one => one.seat);
        var bare = WorthOf(unit, offers, seats, new bool[members.Length]);
        var shares = ShapleyValue.Of(members.Length, present => weight * (WorthOf(unit, offers, seats, present) - bare), Seed);
        for (var seat = 0; seat < members.Length; seat++)
        {
            if (shares[seat] > 1e-12)
            {
                var key = players[members[seat]];
                if (!added.TryGetValue(key, out var own))
                {
                    added.Add(key, own = []);
                }

                own.Add((unit.Technique.TechniqueId, shares[seat]));
            }
        }
    }

    static double WorthOf(CoverageUnit unit, (IReadOnlyList<int> Needed, CellChange Change)[] offers, Dictionary<int, int> seats, IReadOnlyList<bool> present)
    {
        var worth = 0.0;
        for (var scope = 0; scope < unit.Cells.Length; scope++)
        {
            var cell = unit.Cells[scope];
            foreach (var (needed, change) in offers)
            {
                if (change.Scope == scope && needed.All(player => present[seats[player]]))
                {
                    cell = cell.With(change.Claims);
                }
            }

            var (seen, stopped) = (cell.Value.Visibility, cell.Value.Covered);
            worth += unit.Scopes[scope].Weight * (stopped + PlanParameters.Default.VisibilityShare * (1 - stopped) * seen);
        }

        return worth;
    }

    /// <summary>
    /// For each statement the players that it needs, all of them: those who pay for it, and for a rule the log source without which it would
    /// sleep. Where two log sources feed a rule it needs neither.
    /// </summary>
    Dictionary<Evidence, IReadOnlyList<int>> NeedsOf(AssessmentInput input, IReadOnlyList<string> players)
    {
        var needs = new Dictionary<Evidence, IReadOnlyList<int>>(ReferenceEqualityComparer.Instance);
        var asleep = players.Select(player => AsleepWithout(input, player)).ToArray();
        foreach (var statement in input.Evidence)
        {
            var own = new List<int>();
            for (var player = 0; player < players.Count; player++)
            {
                if (CostTarget.Pays(players[player], statement) || (statement.Kind == EvidenceKind.Rule && asleep[player]?.Contains((statement.Source, statement.Technique, statement.Scope)) is true))
                {
                    own.Add(player);
                    known.Add(players[player]);
                }
            }

            needs[statement] = own;
        }

        return needs;
    }

    /// <summary>Statements of rules that would not be made without a log source; null for a player that is none.</summary>
    static HashSet<(string Source, TechniqueId Technique, string Scope)>? AsleepWithout(AssessmentInput input, string player)
    {
        const string prefix = "log-source:";
        if (!player.StartsWith(prefix, StringComparison.Ordinal) || input.Rules.Count == 0)
        {
            return null;
        }

        var without = input.Organisation with { LogSources = [.. input.Organisation.LogSources.Where(source => !string.Equals(source.KeyOf(), player[prefix.Length..], StringComparison.Ordinal))] };
        var awake = CollectedEvidence.OfRules(without, input.Rules, input.Context).Select(static one => (one.Source, one.Technique, one.Scope)).ToHashSet();
        return [.. input.Evidence.Where(static one => one.Kind == EvidenceKind.Rule).Select(static one => (one.Source, one.Technique, one.Scope)).Where(one => !awake.Contains(one))];
    }
}
