namespace Merlon.Web.App.Detection.Rules;

/// <summary>Which words rules have, for lists to choose from, and how many rules have them.</summary>
/// <param name="Levels">Levels, the gravest first.</param>
/// <param name="Statuses">Statuses.</param>
/// <param name="Products">Products, most rules first.</param>
/// <param name="Deployed">Rules in use.</param>
/// <param name="Available">Rules that are there, but not in use.</param>
public sealed record RuleFacts(
    IReadOnlyList<KeyValuePair<string, int>> Levels, IReadOnlyList<KeyValuePair<string, int>> Statuses, IReadOnlyList<KeyValuePair<string, int>> Products, int Deployed, int Available)
{
    /// <summary>Counts a list.</summary>
    internal static RuleFacts Of(RuleList list) => new(
        [.. Count(list, static card => card.Rule.Level).OrderByDescending(static pair => Hunting.HuntedRule.GravityOf(pair.Key))],
        [.. Count(list, static card => card.Rule.Status).OrderBy(static pair => pair.Key, StringComparer.Ordinal)],
        [.. Count(list, static card => card.Rule.LogSource.Product).OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)],
        list.Cards.Count(static card => card.IsDeployed), list.Cards.Count(static card => !card.IsDeployed));

    static IEnumerable<KeyValuePair<string, int>> Count(RuleList list, Func<RuleCard, string> word)
        => list.Cards.CountBy(card => word(card) is { Length: > 0 } has ? has : "none", StringComparer.OrdinalIgnoreCase);
}
