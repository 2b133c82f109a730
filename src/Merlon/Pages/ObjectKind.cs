using Merlon.Attack;
using Merlon.Search;

namespace Merlon.Pages;

/// <summary>A kind of ATT&amp;CK object as commands and JSON documents name it.</summary>
/// <param name="Name">One of them: <c>data-component</c>.</param>
/// <param name="Plural">Many of them: <c>data-components</c>; with <c>_</c> for <c>-</c> a key of JSON documents.</param>
/// <param name="Holds">Whether an object is of the kind.</param>
sealed record ObjectKind(string Name, string Plural, Func<AttackObject, bool> Holds)
{
    /// <summary>The exact types that the kind holds.</summary>
    public IReadOnlyList<string> Types => Name switch
    {
        "technique" => ["technique", "sub-technique"],
        "software" => ["malware", "tool"],
        _ => [Name],
    };

    /// <summary>Every kind; <c>sub-techniques</c>, <c>malware</c> and <c>tools</c> are parts of others.</summary>
    public static IReadOnlyList<ObjectKind> All { get; } =
    [
        new("tactic", "tactics", static found => found is Tactic),
        new("technique", "techniques", static found => found is Technique),
        new("sub-technique", "sub-techniques", static found => found is Technique { IsSubTechnique: true }),
        new("group", "groups", static found => found is Group),
        new("campaign", "campaigns", static found => found is Campaign),
        new("software", "software", static found => found is Software),
        new("malware", "malware", static found => found is Software { IsTool: false }),
        new("tool", "tools", static found => found is Software { IsTool: true }),
        new("mitigation", "mitigations", static found => found is Mitigation),
        new("asset", "assets", static found => found is Asset),
        new("data-source", "data-sources", static found => found is DataSource),
        new("data-component", "data-components", static found => found is DataComponent),
        new("detection-strategy", "detection-strategies", static found => found is DetectionStrategy),
        new("analytic", "analytics", static found => found is Analytic),
        new("matrix", "matrices", static found => found is Matrix),
    ];

    /// <summary>The words that <c>--type</c> and <c>merlon list</c> take: both forms.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. All.SelectMany(static kind => new[] { kind.Name, kind.Plural }).Distinct(StringComparer.Ordinal)];

    /// <summary>Finds a kind by either form, letter case ignored.</summary>
    public static ObjectKind? Find(string word) => All.FirstOrDefault(kind =>
        string.Equals(kind.Name, word, StringComparison.OrdinalIgnoreCase) || string.Equals(kind.Plural, word, StringComparison.OrdinalIgnoreCase));

    /// <summary>What an object is, most exactly: <c>sub-technique</c>, <c>malware</c> …</summary>
    public static string NameOf(AttackObject found) => ObjectFacets.TypeOf(found);

    /// <summary>An exact type as people write it: <c>detection-strategy</c> is a detection strategy, a <c>sub-technique</c> keeps its hyphen.</summary>
    public static string InWords(string type) => type.StartsWith("sub-", StringComparison.Ordinal) ? type : type.Replace('-', ' ');

    /// <summary>The exact types (<see cref="NameOf"/>) that words for kinds mean: <c>software</c> is <c>malware</c> and <c>tool</c>.</summary>
    public static IReadOnlyList<string> TypesOf(IEnumerable<string> words)
    {
        var kinds = words.Select(static word => Find(word) ?? throw new ArgumentException($"'{word}' is not a kind", nameof(word))).ToList();
        return [.. kinds.SelectMany(static kind => kind.Types).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The family of an object, parts not told apart, in the plural: <c>techniques</c>, <c>software</c> …</summary>
    public static string FamilyOf(AttackObject found) => All.First(kind => kind.Holds(found)).Plural;
}
