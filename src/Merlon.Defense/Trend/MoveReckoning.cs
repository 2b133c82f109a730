using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Trend;

/// <summary>Reckons a <see cref="CoverageMove"/>: the release first, then all other causes against each other, then the weights. docs/design/trend.md.</summary>
sealed class MoveReckoning
{
    const double Nothing = 1e-12;

    readonly TrendMoment from;
    readonly TrendMoment carried;
    readonly TrendMoment to;
    readonly MoveGame game;
    readonly MoveShares shares;
    readonly MoveCauses causes;
    readonly Dictionary<TechniqueId, List<KeyValuePair<string, AxisMove>>> bySource = [];

    MoveReckoning(TrendMoment from, TrendMoment carried, TrendMoment to)
    {
        (this.from, this.carried, this.to) = (from, carried, to);
        game = MoveGame.Of(carried.Inputs, to.Inputs);
        shares = new(carried.Inputs, to.Inputs);
        causes = new(from.Inputs, carried.Inputs, to.Inputs);
    }

    bool IsOtherRelease => !ReferenceEquals(from, carried);

    public static CoverageMove Of(TrendMoment from, TrendMoment carried, TrendMoment to) => new MoveReckoning(from, carried, to).Reckon();

    CoverageMove Reckon()
    {
        var (oldWeights, newWeights) = (Weights.Of(carried.Profile), Weights.Of(to.Profile));
        var tally = new Dictionary<string, (AxisMove Amount, int Techniques)>(StringComparer.Ordinal);
        AxisMove age = default, structure = default, profile = default;
        var (aged, structured, weighed) = (0, 0, 0);
        for (var i = 0; i < game.Techniques.Count; i++)
        {
            var id = game.Techniques[i].TechniqueId;
            var (oldWeight, newWeight) = (oldWeights.ShareOf(id), newWeights.ShareOf(id));
            var mean = 0.5 * (oldWeight + newWeight);
            var moved = (newWeight - oldWeight) * (0.5 * (game.Before[i] + game.After[i]));
            Count(moved, ref profile, ref weighed);
            foreach (var (source, part) in SourcesOf(i))
            {
                var weighted = mean * part;
                if (source.Length == 0)
                {
                    Count(weighted, ref age, ref aged);
                }
                else if (string.Equals(source, StructureKey, StringComparison.Ordinal))
                {
                    Count(weighted, ref structure, ref structured);
                }
                else if (weighted.Largest > 0)
                {
                    var known = tally.GetValueOrDefault(source);
                    tally[source] = (known.Amount + weighted, known.Techniques + 1);
                }
            }
        }

        List<MovePart> parts = [.. tally.Select(entry => causes.Of(entry.Key, entry.Value.Amount, entry.Value.Techniques))];
        Add(parts, MoveCause.Age, age, aged, AgeSentence());
        Add(parts, MoveCause.Organisation, structure, structured, "scopes, their weights, platforms or domains changed");
        Add(parts, MoveCause.Profile, profile, weighed, ProfileSentence());
        if (IsOtherRelease)
        {
            Add(parts, MoveCause.Release, carried.Axes - from.Axes, game.Techniques.Count, $"ATT&CK {from.Inputs.Release.Version} became {to.Inputs.Release.Version}: the same statements against other techniques and weights");
        }

        parts.Sort(Compare);
        return new CoverageMove
        {
            From = from.Inputs.Day,
            To = to.Inputs.Day,
            Before = from.Axes,
            After = to.Axes,
            Parts = parts,
            Rest = parts.Aggregate(to.Axes - from.Axes, static (rest, part) => rest - part.Amount),
            Techniques = TechniqueMoves(),
        };
    }

    const string StructureKey = "organisation";

    static void Count(AxisMove amount, ref AxisMove sum, ref int techniques)
    {
        sum += amount;
        techniques += amount.Largest > Nothing ? 1 : 0;
    }

    static void Add(List<MovePart> parts, MoveCause cause, AxisMove amount, int techniques, string why)
    {
        if (amount.Largest > 0)
        {
            parts.Add(new MovePart(cause, "", MoveChange.Changed, amount, techniques, why));
        }
    }

    /// <summary>Parts of one technique by source; time has the empty source, structure its own key. They add up to the technique's difference.</summary>
    List<KeyValuePair<string, AxisMove>> SourcesOf(int technique)
    {
        var id = game.Techniques[technique].TechniqueId;
        if (bySource.TryGetValue(id, out var known))
        {
            return known;
        }

        List<KeyValuePair<string, AxisMove>> parts = [];
        for (var player = 0; player < game.Players.Count; player++)
        {
            var part = game.Parts[player][technique];
            if (part.Largest > 0)
            {
                switch (game.Players[player])
                {
                    case MovePlayer.Time:
                        parts.Add(KeyValuePair.Create("", part));
                        break;
                    case MovePlayer.Structure:
                        parts.Add(KeyValuePair.Create(StructureKey, part));
                        break;
                    case var kind:
                        parts.AddRange(shares.Of(game.Techniques[technique], kind, part));
                        break;
                }
            }
        }

        bySource.Add(id, parts);
        return parts;
    }

    IReadOnlyList<TechniqueMove> TechniqueMoves()
    {
        var formerly = Formerly();
        List<TechniqueMove> moves = [];
        for (var i = 0; i < game.Techniques.Count; i++)
        {
            var technique = game.Techniques[i];
            var weight = to.Profile.WeightOf(technique.TechniqueId);
            var ids = formerly.GetValueOrDefault(technique.TechniqueId, []);
            var weightBefore = IsOtherRelease ? ids.Select(from.Profile.WeightOf).DefaultIfEmpty(0).Max() : from.Profile.WeightOf(technique.TechniqueId);
            var before = IsOtherRelease ? ids.Count == 0 ? default : 1.0 / ids.Count * ids.Aggregate(default(AxisMove), (sum, id) => sum + AxesOf(from.Coverage, id)) : game.Before[i];
            var after = game.After[i];
            if (weight <= 0 && weightBefore <= 0 || (after - before).Largest <= Nothing && Math.Abs(weight - weightBefore) <= Nothing)
            {
                continue;
            }

            List<MovePart> parts = [.. SourcesOf(i).Where(static part => part.Value.Largest > Nothing).Select(part => PartOf(technique, part.Key, part.Value))];
            if (IsOtherRelease && (game.Before[i] - before).Largest > Nothing)
            {
                parts.Add(new MovePart(
                    MoveCause.Release, "", MoveChange.Changed, game.Before[i] - before, 1,
                    ids.Count == 0 ? $"new in ATT&CK {to.Inputs.Release.Version}" : $"carried from ATT&CK {from.Inputs.Release.Version}"));
            }

            parts.Sort(Compare);
            moves.Add(new TechniqueMove(technique, weightBefore, weight, before, after, parts)
            {
                Formerly = [.. ids.Where(id => id != technique.TechniqueId).Select(static id => id.ToString()).Order(StringComparer.Ordinal)],
            });
        }

        return [.. moves.OrderBy(static m => m.Amount.Covered).ThenBy(static m => m.Technique.TechniqueId)];
    }

    MovePart PartOf(Technique technique, string source, AxisMove amount)
        => source.Length == 0 ? new MovePart(MoveCause.Age, "", MoveChange.Changed, amount, 1, AgeSentence(technique.TechniqueId))
            : string.Equals(source, StructureKey, StringComparison.Ordinal)
            ? new MovePart(MoveCause.Organisation, "", MoveChange.Changed, amount, 1, "scopes, their weights, platforms or domains changed")
            : causes.Of(source, amount, techniques: 1);

    /// <summary>By technique of the later release, the techniques of the earlier one that it was.</summary>
    Dictionary<TechniqueId, List<TechniqueId>> Formerly()
    {
        Dictionary<TechniqueId, List<TechniqueId>> formerly = [];
        if (!IsOtherRelease)
        {
            return formerly;
        }

        var passage = new ReleasePassage(from.Inputs.Release, to.Inputs.Release);
        foreach (var technique in from.Coverage.Techniques.Select(static t => t.Technique))
        {
            foreach (var end in passage.ResolveTechnique(technique.Id).New.OfType<Technique>())
            {
                if (!formerly.TryGetValue(end.TechniqueId, out var ids))
                {
                    formerly.Add(end.TechniqueId, ids = []);
                }

                ids.Add(technique.TechniqueId);
            }
        }

        return formerly;
    }

    static AxisMove AxesOf(Coverage coverage, TechniqueId id)
    {
        var one = coverage.Of(id);
        return new(one.Visibility, one.Detection, one.Prevention, one.Covered);
    }

    string AgeSentence()
    {
        var days = to.Inputs.Day.DayNumber - from.Inputs.Day.DayNumber;
        var ahead = new MoveDays(carried.Inputs, to.Inputs).IsAnyAhead ? ", and what was dated ahead came into force" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{days} {(days == 1 ? "day" : "days")} passed: tests and dated claims count less{ahead}");
    }

    /// <summary>Names the statement that changed most by time alone.</summary>
    string AgeSentence(TechniqueId id)
    {
        var now = to.Inputs.Evidence.Where(e => e.Technique == id || id.IsSubTechnique && e.Technique == id.Parent).Select(static e => e.Id).ToHashSet(StringComparer.Ordinal);
        var dated = carried.Inputs.Evidence.Where(e => e.Date is not null && now.Contains(e.Id))
            .OrderBy(static e => e.Kind == EvidenceKind.Test ? 0 : 1).ThenByDescending(static e => e.Strength).ThenBy(static e => e.Id, StringComparer.Ordinal).FirstOrDefault();
        return dated is null ? AgeSentence()
            : dated.Date > from.Inputs.Day ? string.Create(CultureInfo.InvariantCulture, $"{dated.Source} of {dated.Date:yyyy-MM-dd} came into force ({dated.Id})")
            : string.Create(CultureInfo.InvariantCulture, $"{dated.Source} of {dated.Date:yyyy-MM-dd} aged by {to.Inputs.Day.DayNumber - from.Inputs.Day.DayNumber} days ({dated.Id})");
    }

    string ProfileSentence()
    {
        var (old, now) = (from.Inputs.Organisation, to.Inputs.Organisation);
        var isSame = old.Sectors.SequenceEqual(now.Sectors, StringComparer.Ordinal) && old.Regions.SequenceEqual(now.Regions, StringComparer.Ordinal)
            && old.Groups.Select(static g => $"{g.Group.Id} {g.Weight}").SequenceEqual(now.Groups.Select(static g => $"{g.Group.Id} {g.Weight}"), StringComparer.Ordinal);
        return isSame ? "weights of techniques moved: what groups did is longer ago" : "the threat profile changed: sectors, regions or groups";
    }

    static int Compare(MovePart left, MovePart right)
    {
        var order = right.Amount.Largest.CompareTo(left.Amount.Largest);
        order = order != 0 ? order : left.Cause.CompareTo(right.Cause);
        return order != 0 ? order : string.CompareOrdinal(left.Source, right.Source);
    }

    /// <summary>Each technique's share of the weight of a profile.</summary>
    sealed record Weights(ThreatProfile Profile, double Sum)
    {
        public static Weights Of(ThreatProfile profile) => new(profile, profile.Techniques.Sum(static t => t.Weight));

        public double ShareOf(TechniqueId id) => Sum > 0 ? Profile.WeightOf(id) / Sum : 0;
    }
}
