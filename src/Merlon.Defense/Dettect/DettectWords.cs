using System.Collections.Frozen;
using Merlon.Attack;
using Merlon.Facts;

namespace Merlon.Dettect;

/// <summary>What older words of administration files mean in later releases; Facts/dettect-words.tsv.</summary>
sealed class DettectWords
{
    const int ColumnsCount = 3;

    readonly FrozenDictionary<(string Kind, string Word), string[]> words;

    DettectWords(FactsTable table) => words = table.Rows.ToFrozenDictionary(
        static row => (row[0], Vocabulary.KeyOf(row[1])), static row => FactsTable.Split(row[2], ';'));

    public static DettectWords OpenBuiltIn() => new(FactsTable.OpenBuiltIn("dettect-words.tsv", ColumnsCount));

    /// <summary>
    /// Data components of a release that a data source stands for: the one of its name (<c>Process: Process Creation</c> is
    /// Process Creation), else those that come nearest to an older one; empty when nobody knows.
    /// </summary>
    public IReadOnlyList<DataComponent> ComponentsOf(string source, AttackRelease release)
    {
        var name = NameOf(source);
        var named = release.All<DataComponent>().Where(c => c.IsLive && string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named.Count > 0 || !words.TryGetValue(("source", Vocabulary.KeyOf(name)), out var components))
        {
            return named;
        }

        return [.. release.All<DataComponent>().Where(c => c.IsLive && components.Contains(c.Name, StringComparer.OrdinalIgnoreCase))];
    }

    /// <summary>The component's name in <c>Source: Component</c>, as ATT&amp;CK wrote it until version 17.</summary>
    public static string NameOf(string source)
    {
        var colon = source.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? source : source[(colon + 2)..].Trim();
    }

    /// <summary>An asset's name as it was written while it was a platform: without the abbreviation behind it.</summary>
    public static string PlainAsset(string asset)
    {
        var bracket = asset.IndexOf(" (", StringComparison.Ordinal);
        return bracket < 0 ? asset : asset[..bracket];
    }

    /// <summary>Platforms of a release that a word stands for, case ignored; several where one was split, empty when nobody knows.</summary>
    public IReadOnlyList<string> PlatformsOf(string word, IReadOnlyCollection<string> known)
    {
        var same = known.Where(p => string.Equals(p, word, StringComparison.OrdinalIgnoreCase)).ToList();
        return same.Count > 0 || !words.TryGetValue(("platform", Vocabulary.KeyOf(word)), out var renamed) ? same
            : [.. known.Where(p => renamed.Contains(p, StringComparer.OrdinalIgnoreCase))];
    }
}
