namespace Merlon.Attack;

/// <summary>
/// Says where a release contradicts itself: what <c>merlon release check</c> shows. A published release has a few findings;
/// many mean that a bundle was edited or cut.
/// </summary>
public static class ReleaseCheck
{
    /// <summary>Checks everything; findings are ordered by code, then object. Relationships whose ends are missing are the reader's to report.</summary>
    public static IReadOnlyList<ReleaseFinding> Of(AttackRelease release)
    {
        var findings = new List<ReleaseFinding>();
        DanglingReferences(release, findings);
        SubTechniques(release, findings);
        Tactics(release, findings);
        Relations(release, findings);
        LogSources(release, findings);
        CitationCheck.Find(release, findings);
        findings.Sort(static (left, right) =>
        {
            var byCode = string.CompareOrdinal(left.Code, right.Code);
            var byObject = byCode != 0 ? byCode : ReleaseOrder.Compare(left.About, right.About);
            return byObject != 0 ? byObject : string.CompareOrdinal(left.Message, right.Message);
        });
        return findings;
    }

    static void DanglingReferences(AttackRelease release, List<ReleaseFinding> findings)
    {
        foreach (var each in release.Objects)
        {
            IEnumerable<string> references = each switch
            {
                Matrix matrix => matrix.TacticRefs,
                DetectionStrategy strategy => strategy.AnalyticRefs,
                Analytic analytic => analytic.LogSources.Select(static reference => reference.DataComponentRef),
                DataComponent { DataSourceRef.Length: > 0 } component => [component.DataSourceRef],
                _ => [],
            };
            foreach (var reference in references.Where(reference => !release.TryFindStix(reference, out _)).Distinct(StringComparer.Ordinal))
            {
                findings.Add(new ReleaseFinding("CHECK001", each, $"refers to {reference}, which the release does not have"));
            }
        }
    }

    static void SubTechniques(AttackRelease release, List<ReleaseFinding> findings)
    {
        foreach (var technique in release.Techniques.Where(static t => t.IsLive))
        {
            var parents = release.From(technique)
                .Where(static r => r.IsLive && r.Is(RelationshipTypes.SubTechniqueOf)).Select(static r => r.Target).Distinct().ToList();
            if (technique.IsSubTechnique && parents.Count == 0)
            {
                findings.Add(new ReleaseFinding("CHECK002", technique, "is a sub-technique, but no live technique is its parent"));
            }

            if (parents.Count > 1)
            {
                findings.Add(new ReleaseFinding("CHECK003", technique, $"has several parents: {Names(parents)}"));
            }

            if (!technique.IsSubTechnique && parents.Count > 0)
            {
                findings.Add(new ReleaseFinding("CHECK004", technique, $"has a parent ({Names(parents)}), but is not marked as a sub-technique"));
            }
        }
    }

    static void Tactics(AttackRelease release, List<ReleaseFinding> findings)
    {
        var inMatrix = release.All<Matrix>().Where(static m => m.IsLive).SelectMany(static m => m.TacticRefs).ToHashSet(StringComparer.Ordinal);
        foreach (var tactic in release.All<Tactic>().Where(tactic => tactic.IsLive && !inMatrix.Contains(tactic.StixId)))
        {
            findings.Add(new ReleaseFinding("CHECK005", tactic, "is in no live matrix"));
        }

        var shortnames = release.All<Tactic>().Where(static t => t.IsLive).Select(static t => t.Shortname).ToHashSet(StringComparer.Ordinal);
        foreach (var technique in release.Techniques.Where(static t => t.IsLive))
        {
            if (technique.Phases.Count == 0)
            {
                findings.Add(new ReleaseFinding("CHECK006", technique, "has no kill-chain phase, so it stands in no column"));
            }

            foreach (var phase in technique.Phases.Where(phase => !shortnames.Contains(phase.Shortname)))
            {
                findings.Add(new ReleaseFinding("CHECK007", technique, $"names the tactic {phase.Shortname}, which the release does not have"));
            }
        }
    }

    static void Relations(AttackRelease release, List<ReleaseFinding> findings)
    {
        foreach (var relation in release.Relationships)
        {
            // A revoked-by statement has a dead source by its nature.
            var isStale = !relation.IsRevoked && !relation.IsDeprecated && !relation.IsLive && !relation.Is(RelationshipTypes.RevokedBy);
            if (isStale)
            {
                var dead = relation.Source.IsLive ? relation.Target : relation.Source;
                findings.Add(new ReleaseFinding(
                    "CHECK008", relation.Source, $"{relation.Type} {relation.Target} is stated as live, but {dead} is not"));
            }
        }

        foreach (var revoked in release.Objects.Where(static o => o.IsRevoked))
        {
            if (!release.From(revoked).Any(static r => r.Is(RelationshipTypes.RevokedBy)))
            {
                findings.Add(new ReleaseFinding("CHECK009", revoked, "is revoked, but nothing says by what"));
            }
        }

        foreach (var type in new[] { RelationshipTypes.RevokedBy, RelationshipTypes.SubTechniqueOf })
        {
            foreach (var cycle in RelationshipCycles.Find(release, type))
            {
                findings.Add(new ReleaseFinding("CHECK010", cycle[0], $"{type} goes in a circle: {Names([.. cycle, cycle[0]])}"));
            }
        }
    }

    static void LogSources(AttackRelease release, List<ReleaseFinding> findings)
    {
        foreach (var analytic in release.All<Analytic>().Where(static a => a.IsLive))
        {
            foreach (var reference in analytic.LogSources.Distinct())
            {
                if (release.TryFindStix(reference.DataComponentRef, out var found)
                    && (found is not DataComponent component || !component.LogSources.Contains(reference.LogSource)))
                {
                    findings.Add(new ReleaseFinding(
                        "CHECK011", analytic, $"reads {reference.LogSource.Name} ({reference.LogSource.Channel}), which {found} does not list"));
                }
            }
        }
    }

    static string Names(IEnumerable<AttackObject> objects) => string.Join(", ", objects.Select(static o => o.Id.Length > 0 ? o.Id : o.Name));
}

/// <summary>One contradiction in a release.</summary>
/// <param name="Code">Stable: <c>CHECK001</c> …, listed in docs/diagnostics.md.</param>
/// <param name="About">The object that it is about.</param>
/// <param name="Message">What is wrong, to be read after the object's name.</param>
public sealed record ReleaseFinding(string Code, AttackObject About, string Message)
{
    /// <summary>The object and what is wrong with it, as one line.</summary>
    public override string ToString() => $"{About}: {Code}: {Message}";
}
