using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>Finds the way of one statement to another release.</summary>
sealed class EvidenceRouter(EvidencePassageInput input)
{
    const int StrengthDecimals = 6;
    const double StrengthLeast = 0.000001;
    const string MitigationPrefix = "mitigation:";

    public EvidenceMove Route(Evidence statement, bool wasAsleep)
    {
        if (string.Equals(statement.Release, input.To.Version, StringComparison.Ordinal))
        {
            return new EvidenceMove(statement, [statement], EvidenceMoveKind.Restored, [], wasAsleep);
        }

        if (Ancestors(statement) is { Count: > 0 } ancestors)
        {
            return new EvidenceMove(statement, ancestors, EvidenceMoveKind.Restored, [], wasAsleep);
        }

        var (ends, steps, effects) = EndsOf(statement);
        if (ends.Count == 0)
        {
            var kind = (effects & ReferenceEffects.OutOfDomain) != ReferenceEffects.None ? EvidenceMoveKind.OutOfDomain : EvidenceMoveKind.DeadEnd;
            return new EvidenceMove(statement, [], kind, steps, wasAsleep);
        }

        var isKept = ends.Count == 1 && ends[0].TechniqueId == statement.Technique;
        return new EvidenceMove(
            statement,
            [.. ends.Select(end => Carried(statement, end, 1.0 / ends.Count))],
            isKept ? EvidenceMoveKind.Kept : ends.Count > 1 ? EvidenceMoveKind.Split : EvidenceMoveKind.Moved,
            isKept ? [] : steps,
            wasAsleep);
    }

    /// <summary>What a statement was made of in the release that it returns to; empty where it never was there.</summary>
    List<Evidence> Ancestors(Evidence statement)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { statement.Id };
        var found = new SortedDictionary<string, Evidence>(StringComparer.Ordinal);
        var open = new Queue<string>([statement.Id]);
        while (open.TryDequeue(out var id))
        {
            var made = input.Origins.TryGetValue(id, out var origins) ? origins : [];
            var latest = made.FirstOrDefault(o => string.Equals(o.Evidence.Release, input.To.Version, StringComparison.Ordinal))?.Passage;
            foreach (var (passage, origin) in made)
            {
                if (string.Equals(origin.Release, input.To.Version, StringComparison.Ordinal))
                {
                    if (passage == latest)
                    {
                        found.TryAdd(origin.Id, origin);
                    }
                }
                else if (latest is null && seen.Add(origin.Id))
                {
                    open.Enqueue(origin.Id);
                }
            }
        }

        return [.. found.Values];
    }

    (IReadOnlyList<Technique> Ends, IReadOnlyList<string> Steps, ReferenceEffects Effects) EndsOf(Evidence statement)
    {
        var id = statement.Technique.ToString();
        if (!input.Passages.TryGetValue(statement.Release, out var passage))
        {
            return input.To.Lineage.Resolve(id) switch
            {
                TechniqueResolution.Live live => ([live.Technique], [], ReferenceEffects.None),
                TechniqueResolution.Moved moved => (AsWritten(statement, moved.Techniques), moved.Steps, ReferenceEffects.Renumbered),
                _ => ([], [], ReferenceEffects.Deleted),
            };
        }

        var change = passage.ResolveTechnique(id);
        return (AsWritten(statement, [.. change.New.OfType<Technique>().DistinctBy(static t => t.TechniqueId)]), change.Steps, change.Effects);
    }

    /// <summary>Of several candidates the one that the source itself wrote, where it is among them: a tag T1562.001 counted for T1685 goes back to T1562.001 alone.</summary>
    IReadOnlyList<Technique> AsWritten(Evidence statement, IReadOnlyList<Technique> ends)
    {
        if (ends.Count > 1 && input.To.Lineage.Resolve(statement.TechniqueAsWritten) is TechniqueResolution.Live { Technique: var written })
        {
            Technique[] same = [.. ends.Where(e => e.TechniqueId == written.TechniqueId)];
            return same.Length > 0 ? same : ends;
        }

        return ends;
    }

    /// <summary>The statement as the new release's: what <see cref="CollectedEvidence.Of"/> would say there, where nothing but the id changed.</summary>
    Evidence Carried(Evidence statement, Technique technique, double share)
    {
        var carried = statement with
        {
            Technique = technique.TechniqueId,
            TechniqueAsWritten = statement.Kind is EvidenceKind.LogSource or EvidenceKind.Mitigation ? technique.Id : statement.TechniqueAsWritten,
            Strength = share >= 1 ? statement.Strength : Math.Max(StrengthLeast, Math.Round(statement.Strength * share, StrengthDecimals, MidpointRounding.AwayFromZero)),
            Source = SourceOf(statement, technique),
            Release = input.To.Version,
        };
        return carried with { Id = EvidenceId.Of(carried) };
    }

    string SourceOf(Evidence statement, Technique technique)
    {
        if (statement.Kind == EvidenceKind.Test && string.Equals(statement.Source, $"test:{statement.Technique}", StringComparison.Ordinal))
        {
            return $"test:{technique.Id}";
        }

        if (statement.Kind == EvidenceKind.Mitigation && statement.Source.StartsWith(MitigationPrefix, StringComparison.Ordinal)
            && input.Passages.TryGetValue(statement.Release, out var passage)
            && passage.ResolveObject(statement.Source[MitigationPrefix.Length..]) is { New: [Mitigation mitigation] })
        {
            return MitigationPrefix + mitigation.Id;
        }

        return statement.Source;
    }
}
