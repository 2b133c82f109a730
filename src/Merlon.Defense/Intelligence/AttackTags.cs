using Merlon.Attack;

namespace Merlon.Intelligence;

/// <summary>What the tags of a rule stand for in a release.</summary>
/// <param name="Techniques">Live techniques, by id; a tag that was split stands for all that came of it.</param>
/// <param name="Tactics">Live tactics that it is tagged with, in the order of the tags.</param>
/// <param name="Software">Live software that it is tagged with, by id.</param>
/// <param name="Groups">Live groups that it is tagged with, by id.</param>
public sealed record AttackTags(IReadOnlyList<Technique> Techniques, IReadOnlyList<Tactic> Tactics, IReadOnlyList<Software> Software, IReadOnlyList<Group> Groups)
{
    /// <summary>Tags that stand for nothing.</summary>
    public static AttackTags None { get; } = new([], [], [], []);
}

/// <summary>A tag that does not live under the id that it names.</summary>
/// <param name="Tag">As written.</param>
/// <param name="Rules">Rules that have it.</param>
/// <param name="MovedTo">Where it lives in the release; empty where nothing of it does.</param>
public sealed record UnresolvedTag(string Tag, int Rules, IReadOnlyList<string> MovedTo);

/// <summary>Resolves tags of the <c>attack</c> namespace against a release, through its lineage; what does not resolve is counted.</summary>
/// <param name="release">The release.</param>
public sealed class AttackTagReader(AttackRelease release)
{
    const string Namespace = "attack.";

    readonly Dictionary<string, Resolution> known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What tags are resolved against.</summary>
    public AttackRelease Release => release;

    /// <summary>Tags that were moved, dead or unknown, by tag.</summary>
    public IReadOnlyList<UnresolvedTag> Unresolved =>
    [
        .. known.Where(static pair => !pair.Value.IsAsWritten).OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => new UnresolvedTag(pair.Key, pair.Value.Uses, [.. pair.Value.Objects.Select(static one => one.Id)])),
    ];

    /// <summary>What the tags of one rule stand for.</summary>
    public AttackTags Read(IReadOnlyList<string> tags)
    {
        List<AttackObject> objects = [];
        foreach (var tag in tags)
        {
            if (!tag.StartsWith(Namespace, StringComparison.OrdinalIgnoreCase) || tag.Length == Namespace.Length)
            {
                continue;
            }

            var value = tag[Namespace.Length..].ToLowerInvariant();
            if (!known.TryGetValue(value, out var resolution))
            {
                known.Add(value, resolution = Resolve(value));
            }

            resolution.Uses++;
            objects.AddRange(resolution.Objects);
        }

        return objects.Count == 0 ? AttackTags.None : new AttackTags(
            [.. objects.OfType<Technique>().Distinct().OrderBy(static technique => technique.TechniqueId)],
            [.. objects.OfType<Tactic>().Distinct()],
            [.. objects.OfType<Software>().Distinct().OrderBy(static software => software.Id, StringComparer.Ordinal)],
            [.. objects.OfType<Group>().Distinct().OrderBy(static group => group.Id, StringComparer.Ordinal)]);
    }

    Resolution Resolve(string value)
    {
        if (!char.IsAsciiDigit(value[^1]))
        {
            return release.Lineage.ResolveTactic(value) switch
            {
                TacticResolution.Live live => new Resolution([.. live.Tactics], IsAsWritten: true),
                TacticResolution.Moved moved => new Resolution([.. moved.Tactics], IsAsWritten: false),
                _ => new Resolution([], IsAsWritten: false),
            };
        }

        if (TechniqueId.TryParse(value.ToUpperInvariant(), out _))
        {
            return release.Lineage.Resolve(value.ToUpperInvariant()) switch
            {
                TechniqueResolution.Live live => new Resolution([live.Technique], IsAsWritten: true),
                TechniqueResolution.Moved moved => new Resolution([.. moved.Techniques], IsAsWritten: false),
                _ => new Resolution([], IsAsWritten: false),
            };
        }

        if (!release.TryFind(value.ToUpperInvariant(), out var found))
        {
            return new Resolution([], IsAsWritten: false);
        }

        return found.IsLive ? new Resolution([found], IsAsWritten: true)
            : release.Lineage.SuccessorOf(found) is { } successor ? new Resolution([successor], IsAsWritten: false) : new Resolution([], IsAsWritten: false);
    }

    sealed record Resolution(IReadOnlyList<AttackObject> Objects, bool IsAsWritten)
    {
        public int Uses { get; set; }
    }
}
