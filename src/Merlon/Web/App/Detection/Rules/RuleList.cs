using System.Collections.Frozen;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Web.Api;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>All rules that the organisation has, as of one standing; immutable, for any number of requests.</summary>
sealed class RuleList
{
    readonly FrozenDictionary<string, RuleCard> byKey;
    readonly FrozenDictionary<string, RuleCard> byFinding;
    readonly IReadOnlyList<(string Path, string Shown, bool IsDeployed, bool IsUploaded)> places;

    public RuleList(
        string tag, IReadOnlyList<RuleCard> cards, IReadOnlyList<(string Path, string Shown, bool IsDeployed, bool IsUploaded)> places, RuleCensus? census, string release, IReadOnlyList<Diagnostic> diagnostics)
    {
        Tag = tag;
        Cards = cards;
        this.places = places;
        Census = census;
        Release = release;
        Diagnostics = diagnostics;
        byKey = cards.ToFrozenDictionary(static card => card.Key, StringComparer.Ordinal);
        byFinding = cards.DistinctBy(static card => card.FindingKey, StringComparer.Ordinal).ToFrozenDictionary(static card => card.FindingKey, StringComparer.Ordinal);
    }

    /// <summary>Another text for every other list.</summary>
    public string Tag { get; }

    /// <summary>Rules: those in use first, then by title.</summary>
    public IReadOnlyList<RuleCard> Cards { get; }

    /// <summary>Counts of the assessment; null before there is one.</summary>
    public RuleCensus? Census { get; }

    /// <summary>The release that tags are resolved against.</summary>
    public string Release { get; }

    /// <summary>What was noticed of the rules' files.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>A rule by its address.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public RuleCard Get(string key) => byKey.GetValueOrDefault(key) ?? throw new FileNotFoundException($"there is no rule '{key}'; it may have been removed since");

    /// <summary>The rule of a finding, or null where it is gone.</summary>
    public RuleCard? OfFinding(string findingKey) => byFinding.GetValueOrDefault(findingKey);

    /// <summary>Where rules are that a hunt uses, and what these places are called.</summary>
    /// <param name="which"><c>deployed</c>, <c>all</c> or <c>uploaded</c>.</param>
    /// <exception cref="InvalidDataException">It is none of these, or there are none.</exception>
    public (IReadOnlyList<string> Paths, IReadOnlyList<(string Path, string Shown)> Names) PathsOf(string which)
    {
        var wanted = which switch
        {
            "deployed" => places.Where(static place => place.IsDeployed).ToList(),
            "all" => [.. places],
            "uploaded" => [.. places.Where(static place => place.IsUploaded)],
            _ => throw new InvalidDataException($"'{which}' is no choice of rules: deployed, all or uploaded"),
        };
        return wanted.Count > 0 ? ([.. wanted.Select(static place => place.Path)], [.. wanted.Select(static place => (place.Path, place.Shown))])
            : throw new InvalidDataException(which == "deployed" ? "no rules are deployed: name some in the organisation file, or upload and deploy them" : "there are no such rules: upload some");
    }

    /// <summary>Files and folders of all of them.</summary>
    public IReadOnlyList<string> Paths => [.. places.Select(static place => place.Path)];

    /// <summary>A path of the server as people know it.</summary>
    public ShownNames Names => new([.. places.Select(static place => (place.Path, place.Shown))]);

    /// <summary>What a filter lets through, in its order.</summary>
    public IReadOnlyList<RuleCard> Find(RuleFilter filter)
    {
        var found = Cards.Where(card => Passes(card, filter));
        return filter.Sort switch
        {
            "level" => [.. found.OrderByDescending(static card => card.Gravity).ThenBy(static card => card.Rule.Title, StringComparer.OrdinalIgnoreCase)],
            "robustness" => [.. found.OrderBy(static card => card.Robustness.Value.Factor).ThenBy(static card => card.Rule.Title, StringComparer.OrdinalIgnoreCase)],
            "modified" => [.. found.OrderByDescending(static card => card.Rule.Modified ?? card.Rule.Date ?? DateOnly.MinValue).ThenBy(static card => card.Rule.Title, StringComparer.OrdinalIgnoreCase)],
            "title" or "" => [.. found],
            _ => throw new InvalidDataException($"rules are not sorted by '{filter.Sort}': title, level, robustness or modified"),
        };
    }

    static bool Passes(RuleCard card, RuleFilter filter)
        => (filter.State.Length == 0 || filter.State switch { "deployed" => card.IsDeployed, "available" => !card.IsDeployed, "uploaded" => card.UploadId.Length > 0, _ => false })
            && Is(filter.Level, card.Rule.Level) && Is(filter.Status, card.Rule.Status) && Is(filter.Product, card.Rule.LogSource.Product)
            && (filter.Feed.Length == 0 || string.Equals(WordOf(card.Feed), filter.Feed, StringComparison.Ordinal))
            && (filter.Technique.Length == 0 || card.Techniques.Any(technique => IsOrIsBelow(technique.Id, filter.Technique)))
            && (!filter.IsUnresolved || card.Unresolved.Count > 0)
            && filter.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => card.Searched.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A state of the logs of a rule as addresses have it.</summary>
    public static string WordOf(RuleFeed feed) => feed switch
    {
        RuleFeed.Fed => "fed",
        RuleFeed.NotCollected => "not-collected",
        _ => "unknown",
    };

    static bool Is(string wanted, string has) => wanted.Length == 0 || string.Equals(wanted, has.Length == 0 ? "none" : has, StringComparison.OrdinalIgnoreCase);

    static bool IsOrIsBelow(string id, string wanted) => id.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) && (id.Length == wanted.Length || id[wanted.Length] == '.');
}

/// <summary>Which rules to list; everything that is empty lets all through.</summary>
public sealed record RuleFilter
{
    /// <summary>What a query may ask for.</summary>
    internal static ReadsQuery[] Parameters { get; } =
    [
        new("q", "Words that all occur in title, id, tags, log source or file."),
        new("state", "deployed, available or uploaded."),
        new("level", "Level of the rule, or none."),
        new("status", "Status of the rule, or none."),
        new("product", "Product of the log source."),
        new("feed", "Whether its logs are collected: fed, not-collected or unknown."),
        new("technique", "Id of a technique; its sub-techniques count too."),
        new("unresolved", "True for rules with tags that the release does not know.", "boolean"),
        new("sort", "title, level, robustness or modified."),
    ];

    /// <summary>True when the order needs the robustness of every rule.</summary>
    public bool IsByRobustness => Sort == "robustness";

    /// <summary>Longest text that is looked for, in characters.</summary>
    public const int TextCharsMax = 200;

    /// <summary>Words that must all occur in title, id, tags, log source or file.</summary>
    public string Text { get; init; } = "";

    /// <summary><c>deployed</c>, <c>available</c> or <c>uploaded</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Level, or <c>none</c>.</summary>
    public string Level { get; init; } = "";

    /// <summary>Status, or <c>none</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Product of the log source, or <c>none</c>.</summary>
    public string Product { get; init; } = "";

    /// <summary><c>fed</c>, <c>not-collected</c> or <c>unknown</c>.</summary>
    public string Feed { get; init; } = "";

    /// <summary>Technique, its sub-techniques too.</summary>
    public string Technique { get; init; } = "";

    /// <summary>True for rules with tags that the release does not have.</summary>
    public bool IsUnresolved { get; init; }

    /// <summary><c>title</c>, <c>level</c>, <c>robustness</c> or <c>modified</c>.</summary>
    public string Sort { get; init; } = "";

    /// <summary>The filter of a request's query.</summary>
    /// <exception cref="InvalidDataException">The text is too long.</exception>
    internal static RuleFilter Of(HttpRequest request)
    {
        string Get(string name) => request.Query[name].ToString().Trim();
        var text = Get("q");
        return text.Length > TextCharsMax ? throw new InvalidDataException($"a search has at most {TextCharsMax} characters") : new RuleFilter
        {
            Text = text,
            State = Get("state"),
            Level = Get("level"),
            Status = Get("status"),
            Product = Get("product"),
            Feed = Get("feed"),
            Technique = Get("technique"),
            IsUnresolved = Get("unresolved") is "1" or "true" or "on",
            Sort = Get("sort"),
        };
    }
}
