using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>Resolves references against the release, each once, and counts those that did not resolve as written.</summary>
sealed class ReferenceResolver(AttackRelease release)
{
    const int ExamplesMax = 3;
    const string TacticKind = "tactic tag";
    const string ObjectKind = "object tag";

    readonly Dictionary<string, TechniqueResolution> resolutions = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<(string What, string Reference), Tally> unresolved = [];
    readonly Dictionary<string, TacticResolution> tactics = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Live techniques that a reference stands for; counts it as unresolved unless it lives under the id as written.</summary>
    public IReadOnlyList<Technique> Techniques(string id, string what, string example)
    {
        if (!resolutions.TryGetValue(id, out var resolution))
        {
            resolution = release.Lineage.Resolve(id);
            resolutions.Add(id, resolution);
        }

        switch (resolution)
        {
            case TechniqueResolution.Live live:
                return [live.Technique];
            case TechniqueResolution.Moved moved:
                Count(id, what, "moved", example, [.. moved.Techniques.Select(static t => t.Id)], moved.Steps);
                return moved.Techniques;
            case TechniqueResolution.Dead:
                Count(id, what, "dead", example, [], []);
                return [];
            default:
                Count(id, what, "unknown", example, [], []);
                return [];
        }
    }

    /// <summary>Checks a tag of the <c>attack</c> namespace that names no technique: a tactic, group, software …</summary>
    public void CheckOtherTag(string value, string example)
    {
        if (value.Length > 1 && char.IsAsciiDigit(value[^1]))
        {
            CheckObjectTag(value, example);
            return;
        }

        if (!tactics.TryGetValue(value, out var resolution))
        {
            resolution = release.Lineage.ResolveTactic(value);
            tactics.Add(value, resolution);
        }

        switch (resolution)
        {
            case TacticResolution.Live:
                break;
            case TacticResolution.Moved moved:
                Count(value, TacticKind, "moved", example, [.. moved.Tactics.Select(static t => t.Shortname).Distinct(StringComparer.Ordinal)], moved.Steps);
                break;
            default:
                Count(value, TacticKind, "unknown", example, [], []);
                break;
        }
    }

    /// <summary>Counts a word of any other kind that nothing here stands for.</summary>
    public void CountOther(string word, string what, string example) => Count(word, what, "unknown", example, [], []);

    /// <summary>Counts a log source that the catalogue does not know.</summary>
    public void CountUnknownLogSource(string logSource, string example) => Count(logSource, "log source", "unknown", example, [], []);

    void CheckObjectTag(string value, string example)
    {
        if (!release.TryFind(value, out var found))
        {
            Count(value, ObjectKind, "unknown", example, [], []);
        }
        else if (!found.IsLive)
        {
            var successor = release.Lineage.SuccessorOf(found);
            Count(value, ObjectKind, successor is null ? "dead" : "moved", example, successor is null ? [] : [successor.Id], []);
        }
    }

    /// <summary>Ordered by kind, most frequent first, then reference.</summary>
    public IReadOnlyList<UnresolvedReference> ToList() =>
    [
        .. unresolved
            .Select(static pair => new UnresolvedReference(
                pair.Key.Reference, pair.Key.What, pair.Value.Count, pair.Value.Resolution,
                pair.Value.MovedTo, pair.Value.Steps, [.. pair.Value.Examples]))
            .OrderBy(static u => u.What, StringComparer.Ordinal)
            .ThenByDescending(static u => u.Count)
            .ThenBy(static u => u.Reference, StringComparer.Ordinal),
    ];

    void Count(
        string reference, string what, string resolution, string example, IReadOnlyList<string> movedTo, IReadOnlyList<string> steps)
    {
        var key = (what, char.IsAsciiLetter(reference[0]) && char.IsAsciiDigit(reference[^1]) ? reference.ToUpperInvariant() : reference);
        if (!unresolved.TryGetValue(key, out var tally))
        {
            tally = new Tally(resolution, movedTo, steps);
            unresolved.Add(key, tally);
        }

        tally.Count++;
        if (tally.Examples.Add(example) && tally.Examples.Count > ExamplesMax)
        {
            tally.Examples.Remove(tally.Examples.Max ?? "");
        }
    }

    sealed class Tally(string resolution, IReadOnlyList<string> movedTo, IReadOnlyList<string> steps)
    {
        public string Resolution { get; } = resolution;

        public IReadOnlyList<string> MovedTo { get; } = movedTo;

        public IReadOnlyList<string> Steps { get; } = steps;

        public SortedSet<string> Examples { get; } = new(StringComparer.Ordinal);

        public int Count { get; set; }
    }
}
