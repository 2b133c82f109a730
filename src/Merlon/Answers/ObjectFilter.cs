using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Answers;

/// <summary>
/// What the values of filter options mean in a release. A value that names nothing is refused, with what was probably meant:
/// an empty answer would look like knowledge.
/// </summary>
/// <param name="release">The release.</param>
/// <param name="complain">Told what was refused, and what to do instead.</param>
sealed class ObjectFilter(AttackRelease release, Action<string, string?> complain)
{
    /// <summary>False when a value was refused.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Domains by name, or by its first word: <c>ics-attack</c>, <c>ics</c>.</summary>
    public IReadOnlyList<string> Domains(string option, IEnumerable<string> values) => Words(
        option, values, release.Domains, static (domain, value) => Same(domain, value) || domain.StartsWith(value + "-", StringComparison.OrdinalIgnoreCase), "domain");

    /// <summary>Platforms that any object of the release has, as published.</summary>
    public IReadOnlyList<string> Platforms(string option, IEnumerable<string> values)
        => Words(option, values, release.Objects.SelectMany(static found => found.Platforms).Distinct(StringComparer.Ordinal), Same, "platform");

    /// <summary>Tactics by id, name or shortname; a name that several domains have means all of theirs.</summary>
    public IReadOnlyList<Tactic> Tactics(string option, IEnumerable<string> values)
    {
        var found = new List<Tactic>();
        foreach (var value in values)
        {
            List<Tactic> called = [.. release.All<Tactic>().Where(tactic => ObjectLookup.IsCalled(tactic, value) || Same(tactic.Shortname, value) || Same(tactic.StixId, value))];
            called = called.Exists(static tactic => tactic.IsLive) ? called.FindAll(static tactic => tactic.IsLive) : called;
            if (called.Count == 0)
            {
                Refuse(option, value, "tactic", release.All<Tactic>().Where(static tactic => tactic.IsLive).SelectMany(static tactic => new[] { tactic.Name, tactic.Id, tactic.Shortname }));
            }

            found.AddRange(called);
        }

        return found;
    }

    /// <summary>
    /// Objects of a kind by id, STIX id, name or alias, a moved technique by where it went; a name that several have means them
    /// all. A value that names an object of another kind is refused by saying which.
    /// </summary>
    public IReadOnlyList<T> Objects<T>(string option, IEnumerable<string> values, string kind) where T : AttackObject
    {
        var found = new List<T>();
        foreach (var value in values)
        {
            var called = Called<T>(value.Trim());
            found.AddRange(called);
            if (called.Count > 0)
            {
                continue;
            }

            if (ObjectLookup.Of(release, value.Trim()) is ObjectLookup.Found { Object: var other } && other is not T)
            {
                Refuse($"{option} takes a {kind}, and {other} is a {ObjectKind.NameOf(other)}");
            }
            else
            {
                Refuse(option, value, kind, release.All<T>().Where(static one => one.IsLive).SelectMany(static one => one.Aliases.Append(one.Name).Append(one.Id)));
            }
        }

        return found;
    }

    /// <summary>Words of a vocabulary that the release has, such as names of log sources.</summary>
    public IReadOnlyList<string> Words(string option, IEnumerable<string> values, IEnumerable<string> known, Func<string, string, bool> isMeant, string kind)
    {
        List<string> vocabulary = [.. known];
        var found = new List<string>();
        foreach (var value in values)
        {
            var meant = vocabulary.FindAll(word => isMeant(word, value.Trim()));
            if (meant.Count == 0)
            {
                Refuse(option, value, kind, vocabulary);
            }

            found.AddRange(meant);
        }

        return found;
    }

    public static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    List<T> Called<T>(string word) where T : AttackObject
    {
        if (release.TryFindStix(word, out var byStix) && byStix is T stated)
        {
            return [stated];
        }

        List<T> called = [.. release.All<T>().Where(one => ObjectLookup.IsCalled(one, word))];
        if (called.Exists(static one => one.IsLive))
        {
            return called.FindAll(static one => one.IsLive);
        }

        if (!TechniqueId.TryParse(word, out _) || release.Lineage.Resolve(word) is not TechniqueResolution.Moved moved)
        {
            return called;
        }

        List<T> successors = [.. moved.Techniques.OfType<T>()];
        return successors.Count > 0 ? successors : called;
    }

    void Refuse(string option, string value, string kind, IEnumerable<string> candidates)
    {
        List<string> known = [.. candidates];
        var meant = Spelling.Nearest(value.Trim(), known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        List<string> few = [.. known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Refuse($"{option}: ATT&CK {release.Version} has no {kind} '{value}'{meant}", few.Count is > 0 and <= KnownMax ? $"There is {string.Join(", ", few)}" : null);
    }

    /// <summary>Words of a vocabulary that are listed when none was meant.</summary>
    const int KnownMax = 30;

    /// <summary>Refuses what was asked for.</summary>
    public void Refuse(string message, string? advice = null)
    {
        IsWhole = false;
        complain(message, advice);
    }
}
