using System.Globalization;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Web.App.Assessment;

/// <summary>
/// Forms of the guide as changes of the file, the same with and without scripts. <c>do</c> says what, <c>at</c> where (a JSON array); values are in <c>v</c>, <c>v[]</c>, or of an entry in
/// <c>v.KEY</c>, <c>v.KEY[]</c> (several) and <c>w.KEY</c> (words between commas); <c>has.KEY</c> says that the form asks for a key although nothing may be chosen.
/// </summary>
static class GuideForms
{
    const decimal SalaryMax = 100_000_000, OverheadMax = 10, WorkDaysMax = 366;

    /// <summary>The changes that a form asks for.</summary>
    /// <param name="form">The form.</param>
    /// <param name="root">The file as the form's sender saw it.</param>
    public static IReadOnlyList<YamlEdit> EditsOf(IFormCollection form, YamlNode? root)
    {
        var at = PathOf(form["at"].ToString());
        return form["do"].ToString() switch
        {
            "put" => Put(at, ValueOf(form), root),
            "add" => EntryOf(form) is { } value ? [new YamlEdit.Add(at, [value])] : throw new InvalidDataException("fill in what is to be added"),
            "remove" => [new YamlEdit.Remove(at)],
            "entry" => Entry(at, [.. KeysIn(form).Select(key => (key, FieldOf(form, key)))], root),
            "salary" => Put(at, YamlTree.Text(DayRateOf(form)), root),
            "cost" => Entry(at[Required(form, "measure")], [("days", TextOf(form["days"])), ("money", TextOf(form["money"]))], root) is { Count: > 0 } cost ? cost : throw new InvalidDataException("say how many days it takes, or what it costs"),
            "scope-name" => ScopeEdits.Rename(root, at, form["v"].ToString().Trim()),
            "scope-remove" => ScopeEdits.Remove(root, at),
            _ => throw new InvalidDataException("that form is not known here"),
        };
    }

    /// <summary>The path of a form's field.</summary>
    public static YamlPath PathOf(string text)
    {
        EditOperation operation = new("remove", JsonSerializer.Deserialize<List<JsonElement>>(text), null, null, null);
        return EditJson.Read([operation])[0].Path;
    }

    static IReadOnlyList<YamlEdit> Put(YamlPath path, YamlNode? value, YamlNode? root)
    {
        var isThere = root is not null && YamlTree.TryFind(root, path, out _);
        return value is not null ? [new YamlEdit.Put(path, value)] : isThere ? [new YamlEdit.Remove(path)] : [];
    }

    // A mapping that nothing is left in goes as a whole: an empty cost would say that it costs nothing.
    static IReadOnlyList<YamlEdit> Entry(YamlPath at, IReadOnlyList<(string Key, YamlNode? Value)> fields, YamlNode? root)
    {
        var isEmptied = fields.All(static field => field.Value is null) && root is not null && YamlTree.TryFind(root, at, out var now) && now is YamlNode.Mapping mapping
            && mapping.Entries.All(entry => fields.Any(field => field.Key == entry.Key.Text));
        return isEmptied ? [new YamlEdit.Remove(at)] : [.. fields.SelectMany(field => Put(at[field.Key], field.Value, root))];
    }

    static string Required(IFormCollection form, string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : throw new InvalidDataException("fill in what is to be added");

    // What a person-day costs: a year's salary with what comes on top of it, over the days of a year that are worked.
    static string DayRateOf(IFormCollection form)
    {
        decimal Of(string name, decimal most) => decimal.TryParse(form[name], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most ? number
            : throw new InvalidDataException("a salary, its overhead and the days of work are numbers above 0");
        return Math.Round(Of("salary", SalaryMax) * Of("overhead", OverheadMax) / Of("days", WorkDaysMax), MidpointRounding.AwayFromZero).ToString(CultureInfo.InvariantCulture);
    }

    static YamlNode? ValueOf(IFormCollection form) => form.ContainsKey("list") ? ListOf(form["v[]"]) : TextOf(form["v"]);

    static YamlNode? EntryOf(IFormCollection form)
    {
        var keys = KeysIn(form);
        if (keys.Count == 0)
        {
            return ValueOf(form);
        }

        var fields = keys.Select(key => (key, Value: FieldOf(form, key))).Where(static field => field.Value is not null).Select(static field => (field.key, field.Value!)).ToArray(); // filtered a call before
        return fields.Length == 0 ? null : YamlTree.Map(fields);
    }

    static YamlNode? FieldOf(IFormCollection form, string key)
        => form.ContainsKey($"has.{key}") || form.ContainsKey($"v.{key}[]") ? ListOf(form[$"v.{key}[]"])
            : form.ContainsKey($"w.{key}") ? ListOf(form[$"w.{key}"].ToString().Split([',', '\n'], StringSplitOptions.TrimEntries))
            : TextOf(form[$"v.{key}"]);

    static List<string> KeysIn(IFormCollection form)
        => [.. form.Keys.Where(static name => name.StartsWith("v.", StringComparison.Ordinal) || name.StartsWith("w.", StringComparison.Ordinal) || name.StartsWith("has.", StringComparison.Ordinal))
            .Select(static name => name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..].TrimEnd('[', ']')).Distinct(StringComparer.Ordinal)];

    static YamlNode? ListOf(IEnumerable<string?> words)
    {
        var kept = words.Select(static word => word?.Trim() ?? "").Where(static word => word.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return kept.Count == 0 ? null : YamlTree.Words(kept);
    }

    static YamlNode? TextOf(string? text) => string.IsNullOrWhiteSpace(text) ? null : YamlTree.Text(text.Trim());
}

/// <summary>Changes of a scope that others refer to by its name.</summary>
static class ScopeEdits
{
    static readonly string[] Lists = ["log_sources", "mitigations", "controls", "rules", "tests", "telemetry"];

    /// <summary>Gives a scope another name, wherever it is referred to.</summary>
    public static IReadOnlyList<YamlEdit> Rename(YamlNode? root, YamlPath scope, string name)
    {
        var old = NameOf(root, scope);
        if (name.Length == 0)
        {
            throw new InvalidDataException("a scope needs a name");
        }

        return [new YamlEdit.Put(scope["name"], YamlTree.Text(name)), .. References(root, old).Select(reference => new YamlEdit.Put(reference.Word, YamlTree.Text(name)))];
    }

    /// <summary>Takes a scope away, and every reference to it; entries that speak of it alone go with it.</summary>
    public static IReadOnlyList<YamlEdit> Remove(YamlNode? root, YamlPath scope)
    {
        // From the end to the beginning, so that places before a step stay what they were.
        var references = References(root, NameOf(root, scope)).Reverse();
        return [.. references.Select(static reference => new YamlEdit.Remove(reference.IsOnly ? reference.Entry : reference.Word)), new YamlEdit.Remove(scope)];
    }

    static string NameOf(YamlNode? root, YamlPath scope)
        => root is not null && YamlTree.TryFind(root, scope["name"], out var name) && name is YamlNode.Scalar text ? text.Text : throw new InvalidDataException("there is no such scope any more");

    static IEnumerable<(YamlPath Entry, YamlPath Word, bool IsOnly)> References(YamlNode? root, string name)
    {
        foreach (var list in Lists)
        {
            if (root is not YamlNode.Mapping mapping || !mapping.TryFind(list, out var value) || value is not YamlNode.Sequence entries)
            {
                continue;
            }

            for (var i = 0; i < entries.Items.Count; i++)
            {
                if (entries.Items[i] is not YamlNode.Mapping entry || !entry.TryFind("scopes", out var scopes))
                {
                    continue;
                }

                var at = YamlPath.Root[list][i];
                var words = scopes is YamlNode.Sequence several ? several.Items : [scopes];
                for (var j = 0; j < words.Count; j++)
                {
                    if (words[j] is YamlNode.Scalar word && string.Equals(word.Text.Trim(), name.Trim(), StringComparison.OrdinalIgnoreCase))
                    {
                        yield return (at, scopes is YamlNode.Sequence ? at["scopes"][j] : at["scopes"], words.Count == 1);
                    }
                }
            }
        }
    }
}
