using System.Globalization;
using Merlon.Documents;
using Merlon.Layers;
using Microsoft.Extensions.Primitives;

namespace Merlon.Web.App.Matrix;

/// <summary>What somebody wants a layer made from, as an address or a form says it.</summary>
public sealed record MakeForm
{
    /// <summary>Where layers come from, in the order offered.</summary>
    public static IReadOnlyList<string> Sources { get; } = ["subjects", "sector", "log-sources", "overview", "search", "view"];

    /// <summary>Counts that are offered.</summary>
    public static IReadOnlyList<string> Overviews { get; } = [.. Enum.GetNames<LayerOverview>().Select(static name => name.ToLowerInvariant())];

    /// <summary>Views of the assessment that become layers.</summary>
    public static IReadOnlyList<string> Views { get; } = ["gap", "threat", "coverage"];

    /// <summary>One of <see cref="Sources"/>; empty where nothing was asked yet.</summary>
    public string From { get; init; } = "";

    /// <summary>Ids, names or aliases.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>A sector; the groups that target it are the subjects.</summary>
    public string Sector { get; init; } = "";

    /// <summary>Names of log sources.</summary>
    public IReadOnlyList<string> LogSources { get; init; } = [];

    /// <summary>One of <see cref="Overviews"/>.</summary>
    public string Overview { get; init; } = "";

    /// <summary>Words to search for.</summary>
    public string Search { get; init; } = "";

    /// <summary>One of <see cref="Views"/>.</summary>
    public string View { get; init; } = "";

    /// <summary>Domain; empty for the organisation's first.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Release; empty for the one in use.</summary>
    public string Release { get; init; } = "";

    /// <summary>Name of the layer; empty for one that says what it is made from.</summary>
    public string Name { get; init; } = "";

    /// <summary>Reads an address's query or a form.</summary>
    public static MakeForm Parse(IEnumerable<KeyValuePair<string, StringValues>> given)
    {
        var fields = LayerFormFields.Of(given);
        return new MakeForm
        {
            From = Sources.Contains(fields.One("from"), StringComparer.Ordinal) ? fields.One("from") : "",
            Subjects = fields.All("subject"),
            Sector = fields.One("sector"),
            LogSources = fields.All("log-source"),
            Overview = fields.One("overview"),
            Search = fields.One("search"),
            View = fields.One("view"),
            Domain = fields.One("domain"),
            Release = fields.One("release"),
            Name = fields.One("name"),
        };
    }
}

/// <summary>Which layers somebody wants to combine, and how, as an address or a form says it.</summary>
public sealed record CombineForm
{
    /// <summary>Prefix of a view of the assessment among the layers.</summary>
    public const string ViewPrefix = "view:";

    /// <summary>What of a layer is taken beside its scores.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["comments", "links", "metadata", "colors", "enabled", "filters", "legend", "gradient"];

    /// <summary>Ids of layers, or <c>view:gap</c>; the first is a. A place between others that is empty stays empty.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>The formula.</summary>
    public string Expression { get; init; } = "";

    /// <summary>Name of the layer.</summary>
    public string Name { get; init; } = "";

    /// <summary>Letters of layers by <see cref="Parts"/>.</summary>
    public IReadOnlyDictionary<string, string> Taken { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>True when anything was asked for.</summary>
    public bool IsAsked => Layers.Count > 0;

    /// <summary>Reads an address's query or a form.</summary>
    public static CombineForm Parse(IEnumerable<KeyValuePair<string, StringValues>> given)
    {
        var fields = LayerFormFields.Of(given);
        var layers = fields.Places("layer");
        return new CombineForm
        {
            Layers = [.. layers.Take(layers.FindLastIndex(static id => id.Length > 0) + 1)],
            Expression = fields.One("expression"),
            Name = fields.One("name"),
            Taken = Parts.Where(part => fields.One(part).Length > 0).ToDictionary(static part => part, part => fields.One(part), StringComparer.Ordinal),
        };
    }
}

/// <summary>A layer that was made and is not saved, or why there is none.</summary>
/// <param name="Layer">The layer, or null.</param>
/// <param name="Diagnostics">What was noticed on the way.</param>
/// <param name="Problem">Why there is none, for people; empty where there is one or nothing was asked.</param>
public sealed record MadeLayer(Layer? Layer, IReadOnlyList<Diagnostic> Diagnostics, string Problem)
{
    /// <summary>Nothing was asked for.</summary>
    public static MadeLayer None { get; } = new(null, [], "");

    /// <summary>Annotations with a score.</summary>
    public int Scored => Layer?.Techniques.Count(static one => one.Score is not null) ?? 0;

    /// <summary>Lowest and highest score, in words of numbers; empty without scores.</summary>
    public string Range => Scored == 0 ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{Layer!.Techniques.Min(static one => one.Score):0.##} – {Layer.Techniques.Max(static one => one.Score):0.##}"); // scored means that there is one

    /// <summary>The techniques with the highest scores, each once.</summary>
    public IReadOnlyList<LayerTechnique> Top(int most) => [.. (Layer?.Techniques ?? []).Where(static one => one.Score is not null)
        .OrderByDescending(static one => one.Score).ThenBy(static one => one.TechniqueId, StringComparer.Ordinal).DistinctBy(static one => one.TechniqueId, StringComparer.Ordinal).Take(most)];
}

/// <summary>Fields of an address or a form: bounded, trimmed.</summary>
sealed class LayerFormFields
{
    /// <summary>Most values of one field.</summary>
    public const int ValuesMax = LayerSubjectsGiven.SubjectsMax;

    /// <summary>Longest value, in characters.</summary>
    public const int CharsMax = 2_000;

    readonly Dictionary<string, List<string>> fields;

    LayerFormFields(Dictionary<string, List<string>> fields) => this.fields = fields;

    /// <summary>Reads them.</summary>
    public static LayerFormFields Of(IEnumerable<KeyValuePair<string, StringValues>> given)
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in given)
        {
            found[key] = [.. values.Select(static value => (value ?? "").Trim()).Select(static value => value.Length <= CharsMax ? value : value[..CharsMax]).Take(ValuesMax)];
        }

        return new LayerFormFields(found);
    }

    /// <summary>The first value; empty for none.</summary>
    public string One(string key) => Places(key) is [var first, ..] ? first : "";

    /// <summary>Values that are not empty, each once.</summary>
    public IReadOnlyList<string> All(string key) => [.. Places(key).Where(static value => value.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>Values in their places, empty ones too.</summary>
    public List<string> Places(string key) => fields.GetValueOrDefault(key, []);
}
