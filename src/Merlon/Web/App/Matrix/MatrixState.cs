using System.Text;
using Microsoft.Extensions.Primitives;

namespace Merlon.Web.App.Matrix;

/// <summary>
/// What a matrix shows, whole: an address holds it, and who opens the address sees the same. Words that mean nothing here are left out, so that an old address still opens.
/// </summary>
public sealed record MatrixState
{
    /// <summary>Most values of one filter.</summary>
    public const int FilterValuesMax = 50;

    /// <summary>Longest value of anything in the address, in characters.</summary>
    public const int ValueCharsMax = 300;

    /// <summary>Most techniques that are unfolded one by one.</summary>
    public const int OpenMax = 300;

    const string LayerPrefix = "layer:";

    /// <summary>Release such as <c>18.1</c>; empty for the one in use.</summary>
    public string Release { get; init; } = "";

    /// <summary>Domain such as <c>enterprise-attack</c>; empty for the organisation's first.</summary>
    public string Domain { get; init; } = "";

    /// <summary>One of <see cref="MatrixLenses.Names"/>; empty for the default.</summary>
    public string View { get; init; } = "";

    /// <summary>Scope of the assessment; empty for the whole organisation.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Id of a layer of the team that is shown instead of a view; empty for none.</summary>
    public string Layer { get; init; } = "";

    /// <summary>What it is compared with: <c>layer:ID</c>, <c>day:2026-01-31</c> or <c>release:17.1</c>; empty for nothing.</summary>
    public string With { get; init; } = "";

    /// <summary>Filters by kind (<see cref="MatrixFilters.Kinds"/>): a technique passes when of each kind it has one of the values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Filters { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Words that ids or names of techniques contain; empty for none.</summary>
    public string Text { get; init; } = "";

    /// <summary>True to dim what the filters leave out instead of hiding it.</summary>
    public bool Dims { get; init; }

    /// <summary>True for all sub-techniques unfolded.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Ids of techniques whose sub-techniques are unfolded.</summary>
    public IReadOnlyList<string> Open { get; init; } = [];

    /// <summary>True for ids in the cells.</summary>
    public bool ShowsIds { get; init; }

    /// <summary>True when anything is filtered.</summary>
    public bool IsFiltered => Text.Length > 0 || Filters.Count > 0;

    /// <summary>Values of one filter.</summary>
    public IReadOnlyList<string> Of(string kind) => Filters.GetValueOrDefault(kind, []);

    /// <summary>Reads an address's query.</summary>
    public static MatrixState Parse(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var words = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (key, values) in query)
        {
            words[key] = [.. values.Select(static value => (value ?? "").Trim()).Where(static value => value.Length is > 0 and <= ValueCharsMax).Distinct(StringComparer.Ordinal).Take(FilterValuesMax)];
        }

        string One(string key) => words.GetValueOrDefault(key, []) is [var first, ..] ? first : "";
        var isLayer = One("view").StartsWith(LayerPrefix, StringComparison.Ordinal); // the menu of views offers layers too
        return new MatrixState
        {
            Release = One("release"),
            Domain = One("domain"),
            View = MatrixLenses.Names.Contains(One("view"), StringComparer.Ordinal) ? One("view") : "",
            Scope = One("scope"),
            Layer = isLayer ? One("view")[LayerPrefix.Length..] : One("view").Length > 0 ? "" : One("layer"),
            With = One("day").Length > 0 ? $"day:{One("day")}" : One("with"),
            Text = One("q"),
            Dims = One("show") == "dim",
            IsOpen = One("open") == "all",
            Open = [.. One("open").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(static id => id != "all").Take(OpenMax)],
            ShowsIds = One("ids") == "1",
            Filters = MatrixFilters.Kinds.Where(kind => words.GetValueOrDefault(kind, []).Count > 0).ToDictionary(static kind => kind, kind => words[kind], StringComparer.Ordinal),
        };
    }

    /// <summary>The query that says this, with its question mark; empty for the default. Keys are in one order.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        void Add(string key, string value)
        {
            if (value.Length > 0)
            {
                query.Append(query.Length == 0 ? '?' : '&').Append(key).Append('=').Append(Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal));
            }
        }

        Add("domain", Domain);
        Add("release", Release);
        Add("view", View);
        Add("scope", Scope);
        Add("layer", Layer);
        Add("with", With);
        foreach (var kind in MatrixFilters.Kinds)
        {
            foreach (var value in Of(kind))
            {
                Add(kind, value);
            }
        }

        Add("q", Text);
        Add("show", Dims ? "dim" : "");
        Add("open", IsOpen ? "all" : string.Join(',', Open));
        Add("ids", ShowsIds ? "1" : "");
        return query.ToString();
    }
}
