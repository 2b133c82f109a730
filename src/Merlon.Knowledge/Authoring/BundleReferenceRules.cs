using Merlon.Attack;

namespace Merlon.Authoring;

/// <summary>Rules between objects: ids that are taken, references that lead somewhere, relationships that ATT&amp;CK has.</summary>
static class BundleReferenceRules
{
    public static void Check(BundleGraph graph)
    {
        Ids(graph);
        var strategies = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var each in graph.Objects)
        {
            References(graph, each, strategies);
            if (each.Type is StixTypes.Relationship)
            {
                Ends(graph, each);
            }
        }

        Repeated(graph);
        foreach (var analytic in graph.Objects.Where(static o => o.Type is StixTypes.Analytic && o.IsLive))
        {
            Analytic(graph, analytic, strategies.GetValueOrDefault(analytic.StixId));
        }
    }

    /// <summary>One live object of a type has an id; an own one has none that is published.</summary>
    static void Ids(BundleGraph graph)
    {
        foreach (var same in graph.Objects.Where(static o => o.AttackId.Length > 0 && o.IsLive && BundleRules.Known.LettersOf(o.Type) is { Length: > 0 })
            .GroupBy(static o => (BundleRules.Known.LettersOf(o.Type), o.AttackId)).Where(static same => same.Count() > 1))
        {
            var first = same.First();
            foreach (var each in same.Skip(1).Where(each => !string.Equals(each.StixId, first.StixId, StringComparison.Ordinal)))
            {
                graph.Findings.Add("BUNDLE013", each.Offset, $"{each.Path}.external_references[0].external_id", $"the id is also that of {first} ({first.Path})", each.AttackId);
            }
        }

        if (graph.Published is not { } published || graph.IsWhole)
        {
            return;
        }

        foreach (var each in graph.Objects.Where(static o => o.AttackId.Length > 0 && BundleRules.Known.LettersOf(o.Type) is not null))
        {
            if (!published.TryFindStix(each.StixId, out _) && published.TryFind(each.AttackId, out var clash))
            {
                graph.Findings.Add(
                    "BUNDLE014", each.Offset, $"{each.Path}.external_references[0].external_id",
                    $"the id is that of {clash}, which ATT&CK {published.Version} publishes", each.AttackId, "give it an id with letters of your own");
            }
        }
    }

    static void References(BundleGraph graph, BundleObject each, Dictionary<string, int> strategies)
    {
        foreach (var reference in each.References)
        {
            if (reference.Field is "x_mitre_analytic_refs" && each.IsLive)
            {
                strategies[reference.StixId] = strategies.GetValueOrDefault(reference.StixId) + 1;
            }

            var type = graph.TypeOf(reference.StixId);
            var isHousekeeping = reference.Field is "created_by_ref" or "x_mitre_modified_by_ref" or "object_marking_refs";
            if (type is null)
            {
                graph.Findings.Add(
                    isHousekeeping ? "BUNDLE038" : "BUNDLE023", reference.Offset, $"{each.Path}.{reference.Path}",
                    $"{each} refers to an object that is not here", reference.StixId, "add it to the bundle");
            }
            else if (Expected(reference.Field) is { } expected && !string.Equals(type, expected, StringComparison.Ordinal))
            {
                graph.Findings.Add("BUNDLE044", reference.Offset, $"{each.Path}.{reference.Path}", $"{reference.Field} refers to {expected}, and this is {type}", reference.StixId);
            }
        }
    }

    static string? Expected(string field) => field switch
    {
        "created_by_ref" or "x_mitre_modified_by_ref" => OwnTypes.Identity,
        "object_marking_refs" => OwnTypes.Marking,
        "tactic_refs" => StixTypes.Tactic,
        "x_mitre_analytic_refs" => StixTypes.Analytic,
        "x_mitre_data_component_ref" => StixTypes.DataComponent,
        "x_mitre_data_source_ref" => StixTypes.DataSource,
        _ => null,
    };

    static void Ends(BundleGraph graph, BundleObject each)
    {
        if (each.Source.Length > 0 && string.Equals(each.Source, each.Target, StringComparison.Ordinal))
        {
            graph.Findings.Add("BUNDLE024", each.Offset, each.Path, "the relationship leads back to the object that it begins with", each.Source);
            return;
        }

        if (graph.TypeOf(each.Source) is { } source && graph.TypeOf(each.Target) is { } target && each.RelationshipType.Length > 0
            && !BundleRules.Known.Allows(each.RelationshipType, source, target) && each.IsLive)
        {
            var between = BundleRules.Known.TypesBetween(source, target);
            graph.Findings.Add(
                "BUNDLE022", each.Offset, $"{each.Path}.relationship_type", $"ATT&CK has no relationship {each.RelationshipType} from {source} to {target}", each.RelationshipType,
                between.Count > 0 ? $"between them there is {string.Join(", ", between)}" : null);
        }

        if (each.IsLive && each.RelationshipType is RelationshipTypes.RevokedBy && graph.ById.TryGetValue(each.Source, out var revoked) && !revoked.IsRevoked)
        {
            graph.Findings.Add("BUNDLE032", each.Offset, each.Path, $"{revoked} is said to be replaced, but is not marked as revoked", each.Source);
        }
    }

    static void Repeated(BundleGraph graph)
    {
        var stated = new Dictionary<(string, string, string), BundleObject>();
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var each in graph.Objects.Where(static o => o.Type is StixTypes.Relationship && o.IsLive))
        {
            if (!stated.TryAdd((each.RelationshipType, each.Source, each.Target), each))
            {
                var first = stated[(each.RelationshipType, each.Source, each.Target)];
                if (!string.Equals(first.StixId, each.StixId, StringComparison.Ordinal))
                {
                    graph.Findings.Add("BUNDLE025", each.Offset, each.Path, $"the relationship is stated twice, first as {first.Path}", $"{each.Source} {each.RelationshipType} {each.Target}");
                }
            }

            if (each.RelationshipType is RelationshipTypes.RevokedBy)
            {
                replaced.Add(each.Source);
            }
        }

        foreach (var revoked in graph.Objects.Where(o => o.IsRevoked && BundleRules.Known.LettersOf(o.Type) is not null && !replaced.Contains(o.StixId)))
        {
            graph.Findings.Add("BUNDLE031", revoked.Offset, $"{revoked.Path}.revoked", $"{revoked} is revoked, but no revoked-by says by what");
        }
    }

    static void Analytic(BundleGraph graph, BundleObject analytic, int strategyCount)
    {
        if (strategyCount != 1 && !(strategyCount == 0 && graph.Published is { } published && published.TryFindStix(analytic.StixId, out _)))
        {
            graph.Findings.Add("BUNDLE045", analytic.Offset, analytic.Path, $"an analytic belongs to one detection strategy, and {analytic} to {strategyCount}");
        }

        foreach (var (fields, place) in analytic.LogReferences)
        {
            var wanted = new LogSource(fields?.TextOf("name") ?? "", fields?.TextOf("channel") ?? "");
            if (fields is not null && LogSourcesOf(graph, fields.TextOf("x_mitre_data_component_ref")) is { } known && !known.Contains(wanted))
            {
                graph.Findings.Add(
                    "BUNDLE043", fields.Offset, $"{analytic.Path}.x_mitre_log_source_references[{place}]", $"{analytic} reads a log source that its data component does not list", $"{wanted.Name}: {wanted.Channel}");
            }
        }
    }

    static IReadOnlyList<LogSource>? LogSourcesOf(BundleGraph graph, string stixId)
        => graph.ById.TryGetValue(stixId, out var component) ? component.LogSources
            : graph.Published is { } published && published.TryFindStix(stixId, out var found) && found is DataComponent known ? known.LogSources : null;
}
