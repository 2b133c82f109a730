using System.Globalization;
using System.Text.Json;

namespace Merlon.Testing;

/// <summary>
/// What ATT&amp;CK Navigator 5.1 would say of a layer file, from reading how it loads one: dialogs about versions and domains,
/// alerts and console errors about types, entries that it would drop without a word. Empty for a layer that opens silently.
/// </summary>
public static class NavigatorMessages
{
    const string LayerVersion = "4.5";

    static readonly string[] Domains = ["enterprise-attack", "mobile-attack", "ics-attack"];

    static readonly (string Key, JsonValueKind Kind)[] Keys =
    [
        ("name", JsonValueKind.String), ("versions", JsonValueKind.Object), ("domain", JsonValueKind.String),
        ("description", JsonValueKind.String), ("filters", JsonValueKind.Object), ("sorting", JsonValueKind.Number),
        ("layout", JsonValueKind.Object), ("hideDisabled", JsonValueKind.False), ("techniques", JsonValueKind.Array),
        ("gradient", JsonValueKind.Object), ("legendItems", JsonValueKind.Array), ("metadata", JsonValueKind.Array),
        ("links", JsonValueKind.Array), ("showTacticRowBackground", JsonValueKind.False),
        ("tacticRowBackground", JsonValueKind.String), ("selectTechniquesAcrossTactics", JsonValueKind.False),
        ("selectSubtechniquesWithParent", JsonValueKind.False), ("selectVisibleTechniques", JsonValueKind.False),
    ];

    static readonly (string Key, JsonValueKind Kind)[] LayoutKeys =
    [
        ("layout", JsonValueKind.String), ("aggregateFunction", JsonValueKind.String), ("showID", JsonValueKind.False),
        ("showName", JsonValueKind.False), ("showAggregateScores", JsonValueKind.False), ("countUnscored", JsonValueKind.False),
        ("expandedSubtechniques", JsonValueKind.String),
    ];

    static readonly (string Key, JsonValueKind Kind)[] TechniqueKeys =
    [
        ("techniqueID", JsonValueKind.String), ("color", JsonValueKind.String), ("comment", JsonValueKind.String),
        ("enabled", JsonValueKind.False), ("metadata", JsonValueKind.Array), ("links", JsonValueKind.Array),
        ("showSubtechniques", JsonValueKind.False),
    ];

    /// <summary>Messages about one layer.</summary>
    /// <param name="layer">The file.</param>
    /// <param name="latestAttack">The ATT&amp;CK version that Navigator offers as its latest, digits only.</param>
    /// <param name="isCell">Whether a technique stands under a tactic of the domain, live.</param>
    public static IReadOnlyList<string> About(JsonElement layer, string latestAttack, Func<string, string, bool> isCell)
    {
        var messages = new List<string>();
        Types(layer, Keys, "layer", messages);
        if (messages.Count > 0)
        {
            return messages;
        }

        Versions(layer, latestAttack, messages);
        Types(layer.GetProperty("layout"), LayoutKeys, "layout", messages);
        OneOf(layer.GetProperty("layout"), "layout", ["side", "flat", "mini"], messages);
        OneOf(layer.GetProperty("layout"), "aggregateFunction", ["average", "min", "max", "sum"], messages);
        OneOf(layer.GetProperty("layout"), "expandedSubtechniques", ["none", "annotated", "all"], messages);
        Strings(layer.GetProperty("filters").GetProperty("platforms"), "platforms", messages);
        Colors(layer, messages);
        Pairs(layer, "layer", messages);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var technique in layer.GetProperty("techniques").EnumerateArray())
        {
            Technique(technique, isCell, seen, messages);
        }

        return messages;
    }

    static void Versions(JsonElement layer, string latestAttack, List<string> messages)
    {
        var versions = layer.GetProperty("versions");
        Expect(versions.GetProperty("layer").GetString(), LayerVersion, "layer version: a snack bar or a dialog", messages);
        Expect(versions.GetProperty("attack").GetString(), latestAttack, "attack version: asks to upgrade", messages);
        if (!versions.TryGetProperty("navigator", out var navigator) || navigator.ValueKind != JsonValueKind.String)
        {
            messages.Add("versions.navigator is missing");
        }

        OneOf(layer, "domain", Domains, messages);
    }

    static void Technique(JsonElement technique, Func<string, string, bool> isCell, HashSet<string> seen, List<string> messages)
    {
        Types(technique, TechniqueKeys, "technique", messages);
        var id = technique.GetProperty("techniqueID").GetString() ?? "";
        var tactic = technique.TryGetProperty("tactic", out var named) ? named.GetString() : null;
        if (tactic is "")
        {
            messages.Add($"{id}: an alert about an empty tactic");
        }
        else if (tactic is not null && !isCell(id, tactic))
        {
            messages.Add($"{id} under {tactic}: dropped without a word");
        }

        if (!seen.Add($"{id}^{tactic}"))
        {
            messages.Add($"{id} under {tactic} twice: the later one wins");
        }

        if (technique.TryGetProperty("score", out var score) && score.ValueKind != JsonValueKind.Number)
        {
            messages.Add($"{id}: score is not a number");
        }

        if (technique.GetProperty("color").GetString() is { Length: > 0 } color && !IsColor(color))
        {
            messages.Add($"{id}: colour {color}");
        }

        Pairs(technique, id, messages);
    }

    static void Pairs(JsonElement owner, string what, List<string> messages)
    {
        foreach (var entry in owner.GetProperty("metadata").EnumerateArray())
        {
            if (entry.GetProperty("name").GetString() is not { Length: > 0 } || entry.GetProperty("value").GetString() is not { Length: > 0 })
            {
                messages.Add($"{what}: metadata with an empty name or value is dropped");
            }
        }
    }

    static void Colors(JsonElement layer, List<string> messages)
    {
        var gradient = layer.GetProperty("gradient");
        var colors = gradient.GetProperty("colors").EnumerateArray().Select(color => color.GetString() ?? "").ToList();
        if (colors.Count < 2 || !colors.TrueForAll(color => color.Length == 9 && IsColor(color)))
        {
            messages.Add("gradient: at least two colours as #rrggbbaa");
        }

        if (gradient.GetProperty("minValue").GetDouble() >= gradient.GetProperty("maxValue").GetDouble())
        {
            messages.Add("gradient: the ends are the wrong way round");
        }

        foreach (var item in layer.GetProperty("legendItems").EnumerateArray())
        {
            if (item.GetProperty("label").GetString() is not { Length: > 0 } || !IsColor(item.GetProperty("color").GetString() ?? ""))
            {
                messages.Add("legend: an item without a label or a colour is dropped");
            }
        }

        if (!IsColor(layer.GetProperty("tacticRowBackground").GetString() ?? ""))
        {
            messages.Add("tacticRowBackground is not a colour");
        }
    }

    static void Types(JsonElement element, (string Key, JsonValueKind Kind)[] keys, string what, List<string> messages)
    {
        foreach (var (key, kind) in keys)
        {
            if (!element.TryGetProperty(key, out var value))
            {
                messages.Add($"{what}: {key} is missing");
            }
            else if (value.ValueKind != kind && !(kind == JsonValueKind.False && value.ValueKind == JsonValueKind.True))
            {
                messages.Add($"{what}: {key} is a {value.ValueKind}");
            }
        }
    }

    static void Strings(JsonElement array, string what, List<string> messages)
    {
        if (array.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            messages.Add($"{what}: not only strings");
        }
    }

    static void OneOf(JsonElement element, string key, string[] known, List<string> messages)
    {
        if (!known.Contains(element.GetProperty(key).GetString(), StringComparer.Ordinal))
        {
            messages.Add($"{key} is not one of {string.Join(", ", known)}");
        }
    }

    static void Expect(string? actual, string expected, string what, List<string> messages)
    {
        if (!string.Equals(actual, expected, StringComparison.Ordinal))
        {
            messages.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {actual} instead of {expected}"));
        }
    }

    static bool IsColor(string color) => color.Length is 7 or 9 && color[0] == '#' && color.Skip(1).All(char.IsAsciiHexDigit);
}
