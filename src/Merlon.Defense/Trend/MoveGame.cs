using System.Numerics;
using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Trend;

/// <summary>
/// Who moved a technique's coverage between two moments of one release: exact Shapley values of a game whose players are the passing of time,
/// the organisation's structure, and the statements of one kind. docs/design/trend.md.
/// </summary>
sealed class MoveGame
{
    readonly TrendInputs before;
    readonly TrendInputs after;
    readonly Dictionary<TechniqueId, int> indexes = [];
    readonly List<Technique> techniques = [];

    readonly MoveDays days;

    MoveGame(TrendInputs before, TrendInputs after)
    {
        this.before = before;
        this.after = after;
        days = new(before, after);
    }

    /// <summary>Players that changed, each once.</summary>
    public required IReadOnlyList<MovePlayer> Players { get; init; }

    /// <summary>Techniques of either moment.</summary>
    public IReadOnlyList<Technique> Techniques => techniques;

    /// <summary>What each technique had before, by its place in <see cref="Techniques"/>.</summary>
    public AxisMove[] Before { get; private set; } = [];

    /// <summary>What each technique has after.</summary>
    public AxisMove[] After { get; private set; } = [];

    /// <summary>Each player's part of the difference, by player, then technique: for each technique they add up to it.</summary>
    public AxisMove[][] Parts { get; private set; } = [];

    /// <summary>Plays every coalition: 2 to the power of the players, 64 folds at most.</summary>
    public static MoveGame Of(TrendInputs before, TrendInputs after)
    {
        var changed = Changed(before.Evidence, after.Evidence);
        MoveGame game = new(before, after)
        {
            Players = [.. Enum.GetValues<MovePlayer>().Where(player => player switch
            {
                MovePlayer.Time => before.Day != after.Day,
                MovePlayer.Structure => !IsSameStructure(before.Organisation, after.Organisation),
                _ => changed.Contains(player),
            })],
        };
        game.Play();
        return game;
    }

    /// <summary>Place of a technique, or −1.</summary>
    public int IndexOf(TechniqueId id) => indexes.TryGetValue(id, out var index) ? index : -1;

    /// <summary>The player that speaks for statements of a kind.</summary>
    public static MovePlayer PlayerOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.LogSource or EvidenceKind.Inventory => MovePlayer.Sight,
        EvidenceKind.Mitigation or EvidenceKind.Control => MovePlayer.Prevention,
        EvidenceKind.Test => MovePlayer.Tests,
        _ => MovePlayer.Detection,
    };

    static HashSet<MovePlayer> Changed(IReadOnlyList<Evidence> before, IReadOnlyList<Evidence> after)
    {
        var old = before.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        var now = after.Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        return [.. before.Where(e => !now.Contains(e.Id)).Concat(after.Where(e => !old.Contains(e.Id))).Select(static e => PlayerOf(e.Kind))];
    }

    internal static bool IsSameStructure(Organisation left, Organisation right)
        => left.Domains.SequenceEqual(right.Domains, StringComparer.Ordinal)
            && left.Platforms.SequenceEqual(right.Platforms, StringComparer.Ordinal)
            && left.Scopes.Count == right.Scopes.Count
            && left.Scopes.Zip(right.Scopes).All(static pair => pair.First.Weight.Equals(pair.Second.Weight)
                && string.Equals(pair.First.Name, pair.Second.Name, StringComparison.Ordinal)
                && pair.First.Platforms.SequenceEqual(pair.Second.Platforms, StringComparer.Ordinal));

    void Play()
    {
        var coalitions = 1 << Players.Count;
        var folds = new CoverageFold[coalitions];
        for (var coalition = 0; coalition < coalitions; coalition++)
        {
            folds[coalition] = FoldOf(coalition);
            foreach (var unit in folds[coalition].Units)
            {
                if (indexes.TryAdd(unit.Technique.TechniqueId, techniques.Count))
                {
                    techniques.Add(unit.Technique);
                }
            }
        }

        var values = new AxisMove[coalitions][];
        for (var coalition = 0; coalition < coalitions; coalition++)
        {
            values[coalition] = new AxisMove[techniques.Count];
            foreach (var unit in folds[coalition].Units)
            {
                values[coalition][indexes[unit.Technique.TechniqueId]] = AxesOf(unit);
            }
        }

        Before = values[0];
        After = values[coalitions - 1];
        Parts = [.. Players.Select((_, player) => PartsOf(player, values))];
    }

    /// <summary>Σ over coalitions without the player: |S|! (n − |S| − 1)! / n! × what joining adds.</summary>
    AxisMove[] PartsOf(int player, AxisMove[][] values)
    {
        var parts = new AxisMove[techniques.Count];
        var bit = 1 << player;
        for (var coalition = 0; coalition < values.Length; coalition++)
        {
            if ((coalition & bit) != 0)
            {
                continue;
            }

            var weight = WeightOf(BitOperations.PopCount((uint)coalition), Players.Count);
            for (var technique = 0; technique < parts.Length; technique++)
            {
                parts[technique] += weight * (values[coalition | bit][technique] - values[coalition][technique]);
            }
        }

        return parts;
    }

    static double WeightOf(int size, int players) => Factorial(size) * Factorial(players - size - 1) / Factorial(players);

    static double Factorial(int n) => n <= 1 ? 1 : n * Factorial(n - 1);

    CoverageFold FoldOf(int coalition)
    {
        bool Has(MovePlayer player) => Players.IndexOf(player) is >= 0 and var at && (coalition & (1 << at)) != 0;
        var day = Has(MovePlayer.Time) ? after.Day : before.Day;
        var evidence = before.Evidence.Where(e => !Has(PlayerOf(e.Kind))).Select(e => days.OfOld(e, day))
            .Concat(after.Evidence.Where(e => Has(PlayerOf(e.Kind))).Select(e => days.OfNew(e, day))).ToArray();
        return CoverageFold.Of(evidence, Has(MovePlayer.Structure) ? after.Organisation : before.Organisation, after.Release, day, after.Parameters);
    }

    internal static AxisMove AxesOf(CoverageUnit unit)
    {
        var mean = unit.Mean;
        return new(mean.Visibility, mean.Detection, mean.Prevention, unit.Covered);
    }
}

/// <summary>Who can move coverage between two moments of one release.</summary>
enum MovePlayer
{
    /// <summary>Days passed: dated statements fade, and future ones come into force.</summary>
    Time,

    /// <summary>Scopes, their weights, platforms or domains changed.</summary>
    Structure,

    /// <summary>Statements of log sources.</summary>
    Sight,

    /// <summary>Statements of rules, replays and scores.</summary>
    Detection,

    /// <summary>Statements of mitigations and controls.</summary>
    Prevention,

    /// <summary>Outcomes of tests.</summary>
    Tests,
}

static class PlayerLists
{
    public static int IndexOf(this IReadOnlyList<MovePlayer> players, MovePlayer player)
    {
        for (var i = 0; i < players.Count; i++)
        {
            if (players[i] == player)
            {
                return i;
            }
        }

        return -1;
    }
}
