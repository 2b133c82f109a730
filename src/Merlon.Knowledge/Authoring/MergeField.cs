namespace Merlon.Authoring;

/// <summary>Lists whose items are told apart by a key, and how a conflict names one of them.</summary>
static class MergeField
{
    /// <summary>The key of a list's items; null where an item is known by its whole content.</summary>
    public static string? KeyOf(string field) => field switch
    {
        "external_references" => "source_name",
        "x_mitre_mutable_elements" => "field",
        "x_mitre_related_assets" => "name",
        _ => null,
    };

    /// <summary>Names an item of a list in a conflict.</summary>
    public static string NameOf(string field, string item) => $"{field}[{item}]";

    /// <summary>Sets what a conflict names: a field, or the item of a list with that key.</summary>
    public static StixValue.Mapping Set(StixValue.Mapping fields, string name, StixValue? value)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0 || !name.EndsWith(']') || KeyOf(name[..bracket]) is not { } key)
        {
            return fields.With(name, value);
        }

        var (field, item) = (name[..bracket], name[(bracket + 1)..^1]);
        List<StixValue> items = [.. fields.ItemsOf(field)];
        var place = items.FindIndex(one => one is StixValue.Mapping mapping && string.Equals(mapping.TextOf(key), item, StringComparison.Ordinal));
        if (place >= 0)
        {
            items.RemoveAt(place);
        }

        if (value is not null)
        {
            items.Insert(place < 0 ? items.Count : place, value);
        }

        return fields.With(field, items.Count == 0 ? null : new StixValue.Sequence(items));
    }
}
