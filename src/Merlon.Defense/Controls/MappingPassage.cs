using Merlon.Attack;

namespace Merlon.Controls;

/// <summary>Where the techniques of a mapping live in a release.</summary>
/// <param name="Release">Version of the release.</param>
/// <param name="Pairs">Pairs of the mapping.</param>
/// <param name="Live">Of them to techniques that live under the id as written.</param>
/// <param name="Moved">Of them to ids that were followed to what replaced them.</param>
/// <param name="Lost">Of them to ids that lead nowhere: dead or unknown.</param>
/// <param name="OtherDomain">Of the live and moved ones to techniques of another domain than the mapping's; they count where the organisation has that domain.</param>
/// <param name="Techniques">Different ids as written.</param>
/// <param name="LiveTechniques">Different live techniques that they stand for.</param>
/// <param name="Retargeted">Each id that did not live as written.</param>
public sealed record MappingPassage(
    string Release, int Pairs, int Live, int Moved, int Lost, int OtherDomain, int Techniques, int LiveTechniques, IReadOnlyList<RetargetedTechnique> Retargeted)
{
    /// <summary>Follows every id of a mapping through the release's <see cref="Lineage"/>.</summary>
    public static MappingPassage Of(ControlMapping mapping, AttackRelease release)
    {
        var (live, moved, lost, otherDomain) = (0, 0, 0, 0);
        var targets = new HashSet<TechniqueId>();
        var retargeted = new List<RetargetedTechnique>();
        var ids = mapping.Edges.CountBy(static edge => edge.Technique).OrderBy(static pair => pair.Key).ToArray();
        foreach (var (id, count) in ids)
        {
            IReadOnlyList<Technique> found = [];
            switch (release.Lineage.Resolve(id.ToString()))
            {
                case TechniqueResolution.Live one:
                    found = [one.Technique];
                    live += count;
                    break;
                case TechniqueResolution.Moved several:
                    found = several.Techniques;
                    moved += count;
                    retargeted.Add(new RetargetedTechnique(id, count, [.. found.Select(static t => t.TechniqueId)], several.Steps));
                    break;
                default:
                    lost += count;
                    retargeted.Add(new RetargetedTechnique(id, count, [], []));
                    break;
            }

            targets.UnionWith(found.Select(static t => t.TechniqueId));
            if (mapping.Domain.Length > 0 && found.Count > 0 && found.All(technique => !technique.Domains.Contains(mapping.Domain, StringComparer.Ordinal)))
            {
                otherDomain += count;
            }
        }

        return new MappingPassage(release.Version, mapping.Edges.Count, live, moved, lost, otherDomain, ids.Length, targets.Count, retargeted);
    }
}

/// <summary>An id that does not live as written.</summary>
/// <param name="Written">As the mapping wrote it.</param>
/// <param name="Pairs">Pairs with it.</param>
/// <param name="Targets">What it is counted for instead; empty when it leads nowhere.</param>
/// <param name="Steps">Why: <c>T1562.001 revoked-by T1685</c>.</param>
public sealed record RetargetedTechnique(TechniqueId Written, int Pairs, IReadOnlyList<TechniqueId> Targets, IReadOnlyList<string> Steps);
