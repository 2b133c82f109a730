namespace Merlon.Authoring;

/// <summary>Where an object refers to others by their STIX ids.</summary>
static class OwnReferences
{
    static readonly string[] Single = ["source_ref", "target_ref", "x_mitre_data_source_ref"];
    static readonly string[] Lists = ["tactic_refs", "x_mitre_analytic_refs", "object_refs"];

    const string LogSources = "x_mitre_log_source_references";
    const string Component = "x_mitre_data_component_ref";

    /// <summary>Every STIX id that the fields refer to; publishers and markings are left out.</summary>
    public static IEnumerable<string> Of(StixValue.Mapping fields)
        => Single.Select(fields.TextOf).Where(static id => id.Length > 0)
            .Concat(Lists.SelectMany(fields.TextsOf))
            .Concat(fields.ItemsOf(LogSources).OfType<StixValue.Mapping>().Select(static source => source.TextOf(Component)).Where(static id => id.Length > 0));

    /// <summary>The fields with every reference replaced as <paramref name="successor"/> says; null keeps one.</summary>
    public static StixValue.Mapping Moved(StixValue.Mapping fields, Func<string, string, string?> successor)
    {
        foreach (var field in Single)
        {
            if (fields.TextOf(field) is { Length: > 0 } id && successor(field, id) is { } moved)
            {
                fields = fields.With(field, new StixValue.Text(moved));
            }
        }

        foreach (var field in Lists)
        {
            if (fields.Find(field) is StixValue.Sequence list && list.Texts.Any(id => successor(field, id) is not null))
            {
                fields = fields.With(field, StixValue.Sequence.OfTexts(list.Texts.Select(id => successor(field, id) ?? id).Distinct(StringComparer.Ordinal)));
            }
        }

        return MovedLogSources(fields, successor);
    }

    static StixValue.Mapping MovedLogSources(StixValue.Mapping fields, Func<string, string, string?> successor)
    {
        var sources = fields.ItemsOf(LogSources);
        if (!sources.OfType<StixValue.Mapping>().Any(source => successor(Component, source.TextOf(Component)) is not null))
        {
            return fields;
        }

        return fields.With(LogSources, new StixValue.Sequence([.. sources.Select(source =>
            source is StixValue.Mapping mapping && successor(Component, mapping.TextOf(Component)) is { } moved
                ? mapping.With(Component, new StixValue.Text(moved))
                : source)]));
    }
}
