using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Answers;

/// <summary>What became of the word that names an object.</summary>
abstract record ObjectLookup
{
    ObjectLookup() { }

    /// <summary>It names one object.</summary>
    public sealed record Found(AttackObject Object) : ObjectLookup;

    /// <summary>It is the name or an alias of several live objects.</summary>
    public sealed record Several(IReadOnlyList<AttackObject> Objects) : ObjectLookup;

    /// <summary>The release does not have the technique under this id, but under others.</summary>
    public sealed record Moved(IReadOnlyList<Technique> Techniques, IReadOnlyList<string> Steps) : ObjectLookup;

    /// <summary>Nothing is called so.</summary>
    public sealed record Unknown(string? Nearest) : ObjectLookup;

    /// <summary>Looks an ATT&amp;CK id, STIX id, name or alias up, letter case ignored; live objects before dead ones.</summary>
    public static ObjectLookup Of(AttackRelease release, string word)
    {
        if (release.TryFind(word, out var byId) || release.TryFindStix(word, out byId))
        {
            return new Found(byId);
        }

        if (TechniqueId.TryParse(word, out _) && release.Lineage.Resolve(word) is TechniqueResolution.Moved moved)
        {
            return new Moved(moved.Techniques, moved.Steps);
        }

        List<AttackObject> named = [.. release.Objects.Where(found => IsCalled(found, word))];
        if (named.Exists(static found => found.IsLive))
        {
            named.RemoveAll(static found => !found.IsLive);
        }

        return named switch
        {
            [] => new Unknown(Spelling.Nearest(word, release.Objects.Where(static found => found.IsLive).SelectMany(WordsOf))),
            [var only] => new Found(only),
            _ => new Several(named),
        };
    }

    /// <summary>Whether a word is the id, the name or an alias of an object, letter case ignored.</summary>
    public static bool IsCalled(AttackObject found, string word)
        => string.Equals(found.Id, word, StringComparison.OrdinalIgnoreCase) || string.Equals(found.Name, word, StringComparison.OrdinalIgnoreCase) || found.Aliases.Contains(word, StringComparer.OrdinalIgnoreCase);

    static IEnumerable<string> WordsOf(AttackObject found) => found.Aliases.Append(found.Name).Append(found.Id).Where(static word => word.Length > 0);
}
