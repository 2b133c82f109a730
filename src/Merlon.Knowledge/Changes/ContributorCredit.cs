namespace Merlon.Changes;

/// <summary>Somebody who contributed to objects of the new release and had not contributed to them before.</summary>
/// <param name="Name">As published.</param>
/// <param name="Objects">The objects, each once however many domains it stands in, by STIX id.</param>
public sealed record ContributorCredit(string Name, IReadOnlyList<PublishedObject> Objects)
{
    /// <summary>The publisher names itself on some objects; that is no contribution.</summary>
    const string Publisher = "ATT&CK";

    /// <summary>By name, letter case aside. Counted are new objects, and those of both releases that live in the new one.</summary>
    internal static List<ContributorCredit> Of(IEnumerable<TypeDiff> types)
    {
        var credits = new Dictionary<string, SortedDictionary<string, PublishedObject>>(StringComparer.Ordinal);
        foreach (var change in types.SelectMany(static type => ChangeCategories.All.SelectMany(type.Of)))
        {
            if (change.New is not { } after || change.Category is ChangeCategory.Revocation or ChangeCategory.Deprecation
                || (change.Old is { } before && before.ContributorsUtf8.SequenceEqual(after.ContributorsUtf8)))
            {
                continue;
            }

            foreach (var name in after.Contributors.Except(change.Old?.Contributors ?? [], StringComparer.Ordinal))
            {
                if (!string.Equals(name, Publisher, StringComparison.Ordinal))
                {
                    credits.TryAdd(name, new SortedDictionary<string, PublishedObject>(StringComparer.Ordinal));
                    credits[name].TryAdd(after.StixId, after);
                }
            }
        }

        return
        [
            .. credits.Select(static credit => new ContributorCredit(credit.Key, [.. credit.Value.Values]))
                .OrderBy(static credit => credit.Name, StringComparer.OrdinalIgnoreCase).ThenBy(static credit => credit.Name, StringComparer.Ordinal),
        ];
    }
}
