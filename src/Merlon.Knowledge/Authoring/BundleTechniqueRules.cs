using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>Rules about techniques: parents, tactics, platforms, domains.</summary>
static class BundleTechniqueRules
{
    public static void Check(BundleGraph graph)
    {
        var parents = graph.Objects
            .Where(static o => o.Type is StixTypes.Relationship && o.IsLive && o.RelationshipType is RelationshipTypes.SubTechniqueOf)
            .ToLookup(static o => o.Source, static o => o.Target, StringComparer.Ordinal);
        var ownTactics = graph.Objects.Where(static o => o.Type is StixTypes.Tactic && o.IsLive).Select(static o => o.Shortname).ToHashSet(StringComparer.Ordinal);
        foreach (var technique in graph.Objects.Where(static o => o.Type is StixTypes.Technique && o.IsLive))
        {
            Parent(graph, technique, [.. parents[technique.StixId].Distinct(StringComparer.Ordinal)]);
            Tactics(graph, technique, ownTactics);
        }

        foreach (var each in graph.Objects.Where(o => o.IsLive && BundleRules.Known.LettersOf(o.Type) is not null))
        {
            Domains(graph, each);
        }
    }

    static void Parent(BundleGraph graph, BundleObject technique, IReadOnlyList<string> parents)
    {
        if (technique.IsSub && parents.Count == 0 && !IsPublishedSub(graph, technique))
        {
            graph.Findings.Add("BUNDLE026", technique.Offset, technique.Path, $"{technique} is a sub-technique, but no subtechnique-of says of what");
        }
        else if (parents.Count > 1)
        {
            graph.Findings.Add("BUNDLE030", technique.Offset, technique.Path, $"{technique} has {parents.Count} parents", string.Join(", ", parents));
        }
        else if (parents.Count == 1 && !technique.IsSub)
        {
            graph.Findings.Add("BUNDLE029", technique.Offset, $"{technique.Path}.x_mitre_is_subtechnique", $"{technique} has a parent, but is not marked as a sub-technique");
        }
        else if (parents.Count == 1 && ParentOf(graph, parents[0]) is { } parent)
        {
            // An own sub-technique of a published technique has its own letters before the parent's id.
            var root = technique.AttackId.LastIndexOf('.') is var point and > 0 ? technique.AttackId[..point] : technique.AttackId;
            if (technique.AttackId.Length > 0 && !string.Equals(root, parent.Id, StringComparison.Ordinal) && !(root.EndsWith(parent.Id, StringComparison.Ordinal) && OwnPrefix.TryParse(root[..^parent.Id.Length], out _)))
            {
                graph.Findings.Add("BUNDLE027", technique.Offset, $"{technique.Path}.external_references[0].external_id", $"the id of a sub-technique of {parent.Id} begins with it", technique.AttackId);
            }

            var missing = parent.Phases.Except(technique.Phases).ToList();
            if (missing.Count > 0)
            {
                graph.Findings.Add(
                    "BUNDLE028", technique.Offset, $"{technique.Path}.kill_chain_phases", $"{technique} does not stand under every tactic of its parent {parent.Id}, so Navigator shows it under some only",
                    string.Join(", ", missing.Select(static phase => phase.Shortname)));
            }
        }
    }

    /// <summary>A changed published sub-technique has its parent in the release.</summary>
    static bool IsPublishedSub(BundleGraph graph, BundleObject technique)
        => graph.Published is { } published && published.TryFindStix(technique.StixId, out var found) && found is Technique sub && published.ParentOf(sub) is not null;

    static (string Id, IReadOnlyList<TacticPhase> Phases)? ParentOf(BundleGraph graph, string stixId)
    {
        if (graph.ById.TryGetValue(stixId, out var parent))
        {
            return (parent.AttackId, parent.Phases);
        }

        return graph.Published is { } published && published.TryFindStix(stixId, out var found) && found is Technique technique ? (technique.Id, technique.Phases) : null;
    }

    static void Tactics(BundleGraph graph, BundleObject technique, HashSet<string> own)
    {
        for (var i = 0; i < technique.Phases.Count; i++)
        {
            var (phase, path) = (technique.Phases[i], $"{technique.Path}.kill_chain_phases[{i}]");
            if (phase.KillChain.Length == 0 || phase.Shortname.Length == 0)
            {
                graph.Findings.Add("BUNDLE034", technique.Offset, path, "a phase has kill_chain_name and phase_name");
                continue;
            }

            var domain = graph.Vocabulary?.DomainOf(phase.KillChain);
            if (graph.Vocabulary is not null && domain is null)
            {
                graph.Findings.Add("BUNDLE034", technique.Offset, $"{path}.kill_chain_name", "no domain of the release has this kill chain", phase.KillChain);
            }

            var isKnown = own.Contains(phase.Shortname) || domain is not null && graph.Vocabulary is not null && graph.Vocabulary.HasTactic(domain, phase.Shortname);
            if (!isKnown && (graph.IsWhole || domain is not null))
            {
                graph.Findings.Add(
                    "BUNDLE035", technique.Offset, $"{path}.phase_name", "neither the bundle nor the release has this tactic", phase.Shortname,
                    domain is not null && graph.Vocabulary is not null ? OwnSourceHead.Suggest(phase.Shortname, graph.Vocabulary.TacticsOf(domain)) : null);
            }
        }
    }

    static void Domains(BundleGraph graph, BundleObject each)
    {
        if (graph.Vocabulary is not { } vocabulary)
        {
            return;
        }

        foreach (var domain in each.Domains.Where(domain => !vocabulary.IsDomain(domain)))
        {
            graph.Findings.Add("BUNDLE037", each.Offset, $"{each.Path}.x_mitre_domains", "the release has no such domain", domain, $"there is {string.Join(", ", vocabulary.Domains)}");
        }

        foreach (var platform in each.Platforms.Where(platform => !vocabulary.HasPlatform([.. each.Domains.Where(vocabulary.IsDomain)], platform)))
        {
            graph.Findings.Add("BUNDLE036", each.Offset, $"{each.Path}.x_mitre_platforms", "the release has no such platform in these domains", platform, OwnSourceHead.Suggest(platform, vocabulary.Platforms));
        }
    }
}
