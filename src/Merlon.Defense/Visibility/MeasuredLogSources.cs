using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Visibility;

/// <summary>An organisation's log sources with what was measured in place of what is declared.</summary>
public static class MeasuredLogSources
{
    /// <summary>
    /// The organisation with an entry for each log source that its telemetry shows in a scope: measured share of devices, event ids
    /// that were seen. What is declared stays for the scopes in which it was not seen. Rules and plans read the result; the
    /// statements about measured sources are made from the telemetry itself.
    /// </summary>
    /// <param name="organisation">As its file says.</param>
    /// <param name="context">Release, catalogue and what was looked through.</param>
    public static Organisation Over(Organisation organisation, OrganisationContext context)
    {
        if (context.Sight.IsEmpty)
        {
            return organisation;
        }

        var names = OrganisationWords.LogSourceNames(context.Release).Values.Order(StringComparer.Ordinal).ToArray();
        var measured = new List<CollectedLogSource>();
        var seen = new HashSet<(string Key, string Scope)>();
        foreach (var scope in organisation.Scopes)
        {
            var sight = new ScopeSight(scope, context.Sight, organisation, context.LogSources);
            foreach (var source in sight.Sources.Where(s => !context.Sight.IsStale(s.Parts)))
            {
                seen.Add((source.Key, scope.Name));
                if (source.Kind is { } kind)
                {
                    measured.Add(Entry(source, kind, sight, organisation, names));
                }
            }
        }

        var declared = organisation.LogSources.Select(s => Without(s, organisation, seen)).OfType<CollectedLogSource>();
        return organisation with { LogSources = [.. declared, .. measured] };
    }

    static CollectedLogSource Entry(SeenSource source, LogSourceKind kind, ScopeSight sight, Organisation organisation, string[] names)
    {
        var declared = organisation.LogSources.FirstOrDefault(s => string.Equals(s.KeyOf(), source.Key, StringComparison.Ordinal)
            && (s.Scopes.Count == 0 || s.Scopes.Contains(source.Scope, StringComparer.Ordinal)));
        return new CollectedLogSource(
            kind.Id, kind, [.. names.Where(kind.HasAttackName)], source.HasOthers ? [] : [.. source.EventIds.Order()], [source.Scope], sight.DevicesOf(source).Share,
            Since: null, declared?.Owner ?? "", declared?.Location ?? SourceLocation.Whole)
        {
            IsMeasured = true,
        };
    }

    /// <summary>The entry for the scopes in which its source was not seen; null where there is none left.</summary>
    static CollectedLogSource? Without(CollectedLogSource source, Organisation organisation, HashSet<(string Key, string Scope)> seen)
    {
        var collected = organisation.Scopes.Where(source.IsCollectedIn).Select(static s => s.Name).ToArray();
        var left = collected.Where(scope => !seen.Contains((source.KeyOf(), scope))).ToArray();
        return left.Length == collected.Length ? source : left.Length == 0 ? null : source with { Scopes = left };
    }
}
