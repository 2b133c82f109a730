using System.Security.Cryptography;
using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Robustness;
using Merlon.Sigma;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>A rule as lists show it.</summary>
public sealed record RuleCard
{
    /// <summary>Its address: its id, or a hash of where it stands where it has none or shares it.</summary>
    public required string Key { get; init; }

    /// <summary>What the card is about, as written.</summary>
    public required SigmaRule Rule { get; init; }

    /// <summary>True where it is in use.</summary>
    public bool IsDeployed { get; init; }

    /// <summary>Scopes in which it is in use; none for all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Its file as people know it.</summary>
    public string Document { get; init; } = "";

    /// <summary>Where it is on this machine; never shown.</summary>
    internal string Path { get; init; } = "";

    /// <summary>Techniques that its tags stand for in the release in use.</summary>
    public IReadOnlyList<Technique> Techniques { get; init; } = [];

    /// <summary>Tags that the release does not have as written.</summary>
    public IReadOnlyList<string> Unresolved { get; init; } = [];

    /// <summary>Whether the logs that it reads are collected.</summary>
    public RuleFeed Feed { get; init; }

    /// <summary>How hard it is to evade.</summary>
    public required Lazy<RuleRobustness> Robustness { get; init; }

    /// <summary>What quiet logs said of it, or null.</summary>
    public Evidence? Quiet { get; init; }

    /// <summary>The file that somebody uploaded with it, or empty.</summary>
    public string UploadId { get; init; } = "";

    /// <summary>How grave it is: 0 to 5.</summary>
    public int Gravity => Hunting.HuntedRule.GravityOf(Rule.Level);

    /// <summary>What findings call it.</summary>
    public string FindingKey => Rule.Id.Length > 0 ? Rule.Id : $"{Rule.Document}: {Rule.Title}";

    /// <summary>Text that a search is held against.</summary>
    internal string Searched { get; init; } = "";

    internal static string HashOf(SigmaRule rule)
        => "r" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{rule.Document}\n{rule.Location.Line}\n{rule.Location.Column}\n{rule.Title}")).AsSpan(0, 10));
}

/// <summary>Whether the logs that a rule reads are collected.</summary>
public enum RuleFeed
{
    /// <summary>They are.</summary>
    Fed,

    /// <summary>They are known, but not collected.</summary>
    NotCollected,

    /// <summary>Its log source is none that is known.</summary>
    UnknownLogSource,
}
