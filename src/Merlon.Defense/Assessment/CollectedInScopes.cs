namespace Merlon.Assessment;

/// <summary>Which of the organisation's log sources are collected in which scope.</summary>
static class CollectedInScopes
{
    /// <summary>
    /// True when the entry says that its source is collected in the scope: the scope is named, or none is, and the scope has a
    /// platform on which the source exists.
    /// </summary>
    public static bool IsCollectedIn(this CollectedLogSource source, Scope scope) =>
        (source.Scopes.Count == 0 || source.Scopes.Contains(scope.Name, StringComparer.Ordinal)) && ExistsOn(source, scope.Platforms);

    /// <summary>True when the source exists on one of the platforms, or when nobody knows where it exists.</summary>
    public static bool ExistsOn(CollectedLogSource source, IReadOnlyList<string> platforms) =>
        source.Kind is not { Platforms.Count: > 0 } kind || kind.Platforms.Any(p => platforms.Contains(p, StringComparer.OrdinalIgnoreCase));

    /// <summary>True when one of the ids that are needed is collected; an empty list on either side stands for any event.</summary>
    public static bool HasEvent(this CollectedLogSource source, IReadOnlyList<int> needed)
    {
        if (needed.Count == 0 || source.EventIds.Count == 0)
        {
            return true;
        }

        foreach (var id in needed)
        {
            if (source.EventIds.Contains(id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Catalogue id, or the ATT&amp;CK name as written when the catalogue does not know it.</summary>
    public static string KeyOf(this CollectedLogSource source) => source.Kind?.Id ?? source.Source;
}
