using Merlon.Changes;

namespace Merlon.Web.Changes;

/// <summary>How changed texts are shown: which of them word by word, and how much of what stayed.</summary>
static class ChangeProse
{
    /// <summary>Texts shorter than this, in characters, say more as two values than as one text with marks.</summary>
    public const int ProseCharsMin = 60;

    /// <summary>Of what stayed between two changes, this many characters are shown on each side; the rest is an ellipsis.</summary>
    public const int ContextCharsMax = 160;

    /// <summary>Names of fields by which every change of any kind shows; listed last.</summary>
    static readonly string[] Housekeeping = ["modified", "x_mitre_version", "x_mitre_attack_spec_version", "x_mitre_modified_by_ref", "spec_version"];

    /// <summary>True for a text that is read as prose.</summary>
    public static bool IsProse(FieldChange.Replaced field)
        => Math.Max(field.Old.Length, field.New.Length) >= ProseCharsMin && field.Old.Contains(' ', StringComparison.Ordinal) && field.New.Contains(' ', StringComparison.Ordinal);

    /// <summary>The fields in the order in which people want them: prose, then others, then housekeeping.</summary>
    public static IReadOnlyList<FieldChange> Ordered(IReadOnlyList<FieldChange> fields)
        => [.. fields.OrderBy(static field => Housekeeping.Contains(field.Field, StringComparer.Ordinal) ? 2 : field is FieldChange.Replaced replaced && IsProse(replaced) ? 0 : 1)];

    /// <summary>The pieces with what stayed cut to its surroundings.</summary>
    public static IReadOnlyList<TextSegment> Cut(IReadOnlyList<TextSegment> segments)
        => [.. segments.Select((segment, place) => segment.Kind == TextSegmentKind.Same
            ? segment with { Text = Around(segment.Text, isFirst: place == 0, isLast: place == segments.Count - 1) }
            : segment)];

    static string Around(string text, bool isFirst, bool isLast)
    {
        if (text.Length <= 2 * ContextCharsMax + 20)
        {
            return text;
        }

        var head = isFirst ? "" : text[..CutPlace(text, ContextCharsMax)];
        var tail = isLast ? "" : text[CutPlace(text, text.Length - ContextCharsMax)..];
        return $"{head} … {tail}";
    }

    // A cut never parts a surrogate pair.
    static int CutPlace(string text, int place) => char.IsLowSurrogate(text[place]) ? place - 1 : place;
}
