using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>
/// Lays an organisation's own objects, and its changes to published ones, over a release. The release stays as it is; what comes
/// back is another one, of the same version and domains, whose objects say where they come from.
/// </summary>
public static class ReleaseOverlay
{
    /// <summary>
    /// Lays a bundle over a release, be it read from STIX or built in. An object of the bundle wins over the published one of its
    /// STIX id whatever their dates; the bundle has no say on version and domains. Objects of domains that the release does not
    /// have, and relationships to objects that are nowhere, are left out and said.
    /// </summary>
    /// <param name="release">The release; nothing of it is changed.</param>
    /// <param name="own">The organisation's bundle; the new release keeps its bytes.</param>
    /// <param name="limits">Bounds on size, depth and diagnostics.</param>
    public static Parsed<AttackRelease> Lay(AttackRelease release, StixBundle own, ReadLimits limits)
    {
        var contents = StixReader.ScanOwn(own, limits);
        if (contents.Log.HasErrors)
        {
            return new Parsed<AttackRelease>(null, contents.Log.ToList());
        }

        // Objects know their place in a release, so each release has objects of its own.
        var objects = new Dictionary<string, AttackObject>(release.Objects.Count + contents.Objects.Count, StringComparer.Ordinal);
        foreach (var each in release.Objects)
        {
            objects.Add(each.StixId, each.Copy());
        }

        foreach (var added in contents.Objects)
        {
            Put(release, added, objects, contents.Log);
        }

        var sorted = ReleaseOrder.Sorted(objects.Values);
        CheckEnds(contents, objects);
        var relationships = new Lazy<Relationship[]>(() => Relate(release, contents, objects, sorted));
        var others = contents.Others.Select(other => new OtherObject(other.Type, other.StixId, release.Domains.Count > 0 ? release.Domains[0] : "", new PublishedFields(other.Json)))
            .Where(other => !release.OtherObjects.Any(known => string.Equals(known.StixId, other.StixId, StringComparison.Ordinal)));
        var laid = new AttackRelease(release.Version, release.Domains, release.HasTexts, sorted, relationships)
        {
            IsOverlaid = true,
            OtherObjects = [.. release.OtherObjects.Concat(others).OrderBy(static o => o.Type, StringComparer.Ordinal).ThenBy(static o => o.StixId, StringComparer.Ordinal)],
        };
        return new Parsed<AttackRelease>(laid, contents.Log.ToList());
    }

    static void Put(AttackRelease release, StixObject added, Dictionary<string, AttackObject> objects, DiagnosticLog log)
    {
        var isKnown = release.TryFindStix(added.StixId, out var published);
        string[] domains = [.. release.Domains.Where(domain => added.Facts.Domains.Contains(domain, StringComparer.Ordinal))];
        if (domains.Length == 0 && !isKnown)
        {
            log.Note(
                "STIX024", new SourceLocation(0, 0, $"$.objects[{added.Place}].x_mitre_domains"), "the release has none of the object's domains, so it is not shown",
                added.Facts.Id.Length > 0 ? added.Facts.Id : added.StixId);
            return;
        }

        var made = added.ToAttackObject(domains.Length > 0 ? domains : published?.Domains ?? [], isKnown ? ObjectOrigin.Changed : ObjectOrigin.Own);
        objects[added.StixId] = made;
    }

    /// <summary>Says at once which relationships have no end to go to; they are made when somebody first asks for one.</summary>
    static void CheckEnds(BundleContents contents, Dictionary<string, AttackObject> objects)
    {
        foreach (var stated in contents.Relationships)
        {
            var (field, reference) = !objects.ContainsKey(stated.SourceRef) ? ("source_ref", stated.SourceRef) : ("target_ref", stated.TargetRef);
            if (!objects.ContainsKey(reference))
            {
                contents.Log.Warn(
                    "STIX019", stated.At($".{field}"),
                    $"the {stated.Facts.Type} relationship refers to an object that is not here and was left out", reference);
            }
        }
    }

    static Relationship[] Relate(AttackRelease release, BundleContents contents, Dictionary<string, AttackObject> objects, AttackObject[] sorted)
    {
        var stated = new Dictionary<string, StixRelationship>(StringComparer.Ordinal);
        foreach (var each in contents.Relationships)
        {
            stated[each.Facts.StixId.ToString()] = each;
        }

        var related = new List<Relationship>(release.Relationships.Count + stated.Count);
        var published = new HashSet<string>(StringComparer.Ordinal);
        foreach (var each in release.Relationships)
        {
            var stixId = stated.Count > 0 ? each.StixId : "";
            if (stated.ContainsKey(stixId))
            {
                published.Add(stixId);
            }
            else
            {
                related.Add(new Relationship(objects[each.Source.StixId], objects[each.Target.StixId], each.Domains, each.Facts));
            }
        }

        foreach (var (stixId, each) in stated)
        {
            if (objects.TryGetValue(each.SourceRef, out var source) && objects.TryGetValue(each.TargetRef, out var target))
            {
                string[] common = [.. source.Domains.Intersect(target.Domains, StringComparer.Ordinal)];
                related.Add(new Relationship(source, target, common.Length > 0 ? common : source.Domains, each.Facts)
                {
                    Origin = published.Contains(stixId) ? ObjectOrigin.Changed : ObjectOrigin.Own,
                });
            }
        }

        return ReleaseOrder.Sorted([.. related], sorted);
    }
}
