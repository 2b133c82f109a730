using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>
/// A pattern of Sigma log sources that a log source feeds. A part is a word, <c>*</c> for any word or none, or empty for none.
/// A trailing <c>*</c> is a prefix. All compared with letter case ignored.
/// </summary>
/// <param name="Product">Such as <c>windows</c>.</param>
/// <param name="Category">Such as <c>process_creation</c>.</param>
/// <param name="Service">Such as <c>sysmon</c>.</param>
/// <param name="EventIds">Any one of these is what the rule reads; empty for any event.</param>
public sealed record SigmaFeed(string Product, string Category, string Service, IReadOnlyList<int> EventIds)
{
    /// <summary>
    /// True when one of <paramref name="feeds"/> is the rule's log source, or when one is its category and another its service
    /// (a rule for <c>windows/process_creation/sysmon</c> is fed by what feeds both). A rule without a product (<c>proxy</c>,
    /// <c>apache</c>) is fed by that category or service of any product.
    /// </summary>
    internal static bool TryFeed(IReadOnlyList<SigmaFeed> feeds, SigmaLogSource rule, out IReadOnlyList<int> eventIds)
    {
        if (TryFeedExactly(feeds, rule, out eventIds))
        {
            return true;
        }

        return rule.Category.Length > 0 && rule.Service.Length > 0
            && TryFeedExactly(feeds, rule with { Category = "" }, out _)
            && TryFeedExactly(feeds, rule with { Service = "" }, out eventIds);
    }

    static bool TryFeedExactly(IReadOnlyList<SigmaFeed> feeds, SigmaLogSource rule, out IReadOnlyList<int> eventIds)
    {
        foreach (var feed in feeds)
        {
            var productFits = rule.Product.Length == 0 ? rule.Category.Length + rule.Service.Length > 0 : Fits(feed.Product, rule.Product);
            if (productFits && Fits(feed.Category, rule.Category) && Fits(feed.Service, rule.Service))
            {
                eventIds = feed.EventIds;
                return true;
            }
        }

        eventIds = [];
        return false;
    }

    static bool Fits(string pattern, string word) => pattern.EndsWith('*')
        ? word.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
        : string.Equals(pattern, word, StringComparison.OrdinalIgnoreCase);
}
