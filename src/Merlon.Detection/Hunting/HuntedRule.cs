using Merlon.Sigma;

namespace Merlon.Hunting;

/// <summary>A rule or correlation as far as its findings tell of it.</summary>
public sealed record HuntedRule
{
    /// <summary>Title as written; need not be one of its own.</summary>
    public required string Title { get; init; }

    /// <summary>Id as written, lower case; empty where it has none.</summary>
    public string Id { get; init; } = "";

    /// <summary>Level as written, lower case; empty where it has none.</summary>
    public string Level { get; init; } = "";

    /// <summary>Status as written, lower case; empty where it has none.</summary>
    public string Status { get; init; } = "";

    /// <summary>Tags as written.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What it is about; empty where it does not say.</summary>
    public string Description { get; init; } = "";

    /// <summary>Known false positives as written.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>Where it stands.</summary>
    public required string Document { get; init; }

    /// <summary>True for a correlation.</summary>
    public bool IsCorrelation { get; init; }

    /// <summary>False for a rule whose matches only a correlation counts: they are counted, but are no findings of their own.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>How grave it is: 0 without a level that Sigma knows, 1 informational … 5 critical.</summary>
    public int Gravity => GravityOf(Level);

    /// <summary>What tells it from others: its id, or its document and title where it has none.</summary>
    public string Key => Id.Length > 0 ? Id : $"{Document}: {Title}";

    /// <summary>How grave a level is: 0 for one that Sigma does not know, 1 informational … 5 critical.</summary>
    public static int GravityOf(string level) => level switch
    {
        "critical" => 5,
        "high" => 4,
        "medium" => 3,
        "low" => 2,
        "informational" => 1,
        _ => 0,
    };

    /// <summary>A rule.</summary>
    public static HuntedRule Of(SigmaRule rule, bool isShown = true) => new()
    {
        Title = rule.Title,
        Id = rule.Id,
        Level = rule.Level,
        Status = rule.Status,
        Tags = [.. rule.Tags.Select(static tag => tag.Text)],
        Description = rule.Description,
        FalsePositives = rule.FalsePositives,
        Document = rule.Document,
        IsShown = isShown,
    };

    /// <summary>A correlation.</summary>
    public static HuntedRule Of(SigmaCorrelation correlation, bool isShown = true) => new()
    {
        Title = correlation.Title,
        Id = correlation.Id,
        Level = correlation.Level,
        Status = correlation.Status,
        Tags = [.. correlation.Tags.Select(static tag => tag.Text)],
        Document = correlation.Document,
        IsCorrelation = true,
        IsShown = isShown,
    };
}
