using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>
/// Log sources as people name them, and what they are called in ATT&amp;CK (log-source names) and in Sigma (product, category,
/// service). A reviewed table, Facts/log-sources.tsv.
/// </summary>
public sealed class LogSourceCatalogue
{
    readonly FrozenDictionary<string, LogSourceKind> byWord;
    readonly LogSourceKind[] kinds;

    internal LogSourceCatalogue(IEnumerable<LogSourceKind> kinds)
    {
        this.kinds = [.. kinds.OrderBy(static k => k.Id, StringComparer.Ordinal)];
        byWord = WordsOf(this.kinds).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every entry, by id.</summary>
    public IReadOnlyList<LogSourceKind> Kinds => kinds;

    /// <summary>Opens the embedded table (a few milliseconds; not cached: keep the result).</summary>
    public static LogSourceCatalogue OpenBuiltIn() => new(LogSourceTable.ReadBuiltIn());

    /// <summary>
    /// Finds an entry by id, alias or ATT&amp;CK log-source name, case ignored. A name that several entries carry gives the one
    /// that lists it exactly before one that has it by prefix, then the first by id.
    /// </summary>
    public bool TryFind(string word, [NotNullWhen(true)] out LogSourceKind? kind)
    {
        if (byWord.TryGetValue(word, out kind))
        {
            return true;
        }

        kind = Array.Find(kinds, k => k.HasAttackName(word));
        return kind is not null;
    }

    /// <summary>Entries that can feed a rule, with the event ids that it needs of each (empty for any); empty when nobody knows.</summary>
    public IReadOnlyList<LogSourceNeed> Feeding(SigmaLogSource logSource)
    {
        var needs = new List<LogSourceNeed>();
        foreach (var kind in kinds)
        {
            if (SigmaFeed.TryFeed(kind.Feeds, logSource, out var eventIds))
            {
                needs.Add(new LogSourceNeed(kind, eventIds));
            }
        }

        return needs;
    }

    static Dictionary<string, LogSourceKind> WordsOf(LogSourceKind[] kinds)
    {
        var words = new Dictionary<string, LogSourceKind>(StringComparer.OrdinalIgnoreCase);
        foreach (var kind in kinds)
        {
            words.TryAdd(kind.Id, kind);
        }

        foreach (var kind in kinds)
        {
            foreach (var alias in kind.Aliases)
            {
                words.TryAdd(alias, kind);
            }
        }

        foreach (var kind in kinds)
        {
            foreach (var name in kind.AttackNames.Where(static n => !n.EndsWith('*')))
            {
                words.TryAdd(name, kind);
            }
        }

        return words;
    }
}

/// <summary>A log source as people name it.</summary>
/// <param name="Id">Such as <c>sysmon</c>.</param>
/// <param name="Title">Such as <c>Microsoft Sysmon</c>.</param>
/// <param name="Platforms">Platforms as ATT&amp;CK names them.</param>
/// <param name="AttackNames">ATT&amp;CK log-source names such as <c>WinEventLog:Sysmon</c>; a trailing <c>*</c> is a prefix.</param>
/// <param name="Aliases">Other words for it.</param>
public sealed record LogSourceKind(
    string Id, string Title, IReadOnlyList<string> Platforms, IReadOnlyList<string> AttackNames, IReadOnlyList<string> Aliases)
{
    /// <summary>ATT&amp;CK data components that its events carry: the only join for releases before v18, the second best from then on.</summary>
    public IReadOnlyList<CarriedComponent> Components { get; init; } = [];

    /// <summary>Sigma log sources that it feeds.</summary>
    public IReadOnlyList<SigmaFeed> Feeds { get; init; } = [];

    /// <summary>True when <paramref name="name"/> is one of <see cref="AttackNames"/> or begins with a prefix of them; case ignored.</summary>
    public bool HasAttackName(string name)
    {
        foreach (var own in AttackNames)
        {
            if (own.EndsWith('*')
                ? name.AsSpan().StartsWith(own.AsSpan(0, own.Length - 1), StringComparison.OrdinalIgnoreCase)
                : string.Equals(own, name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A data component that a log source's events carry.</summary>
/// <param name="Name">The component's name, such as <c>Process Creation</c>.</param>
/// <param name="EventIds">Any one of these carries it; empty where the source has no event ids.</param>
public sealed record CarriedComponent(string Name, IReadOnlyList<int> EventIds);

/// <summary>A log source that can feed a rule.</summary>
/// <param name="Kind">The entry.</param>
/// <param name="EventIds">Any one of these is needed; empty for any event.</param>
public sealed record LogSourceNeed(LogSourceKind Kind, IReadOnlyList<int> EventIds);
