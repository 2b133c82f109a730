using Merlon.Changes;

namespace Merlon.Web.Changes;

/// <summary>Small decisions of the page: anchors, links, orders.</summary>
static class ChangeLook
{
    /// <summary>Longest description of a new object that is shown, in characters.</summary>
    public const int DescriptionCharsMax = 4_000;

    /// <summary>The address as a link, or null: only http and https become one.</summary>
    public static string? SafeLink(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address.AbsoluteUri : null;

    /// <summary>Entries in the order in which people look for them: by ATT&amp;CK id, a technique before its sub-techniques.</summary>
    public static IEnumerable<ObjectChange> Ordered(IReadOnlyList<ObjectChange> changes)
        => changes.OrderBy(static change => change.Shown.Id, StringComparer.Ordinal).ThenBy(static change => change.Shown.Name, StringComparer.Ordinal).ThenBy(static change => change.StixId, StringComparer.Ordinal);

    /// <summary>CSS class of a category's mark.</summary>
    public static string ClassOf(ChangeCategory category) => "c-" + category.Word();

    /// <summary>The part of a side-by-side text that stands in one of the columns.</summary>
    public static IEnumerable<TextSegment> Side(IReadOnlyList<TextSegment> segments, TextSegmentKind without)
        => segments.Where(segment => segment.Kind != without);

    /// <summary>A long description cut, never inside a surrogate pair.</summary>
    public static string Cut(string text)
        => text.Length <= DescriptionCharsMax ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[DescriptionCharsMax - 1]) ? DescriptionCharsMax - 1 : DescriptionCharsMax), "…");
}
