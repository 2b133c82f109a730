using System.Buffers;
using System.Text;
using Merlon.Attack;
using Merlon.Stix;

namespace Merlon.Changes;

/// <summary>
/// The rules by which ATT&amp;CK's change logs sort objects that stand in both releases; the first that fits counts. An object
/// that is dead in the new release, and was before or has nobody that it was revoked by, is in no category.
/// </summary>
static class Classification
{
    /// <summary>What happened to an object of both releases, or null for no category.</summary>
    /// <param name="old">As it was.</param>
    /// <param name="new">As it is.</param>
    /// <param name="hasSuccessor">Whether the object that revokes it stands among those of the same type; asked only where it matters.</param>
    public static ChangeCategory? Of(PublishedObject old, PublishedObject @new, Func<PublishedObject, bool> hasSuccessor)
    {
        if (@new.IsRevoked)
        {
            return !old.IsRevoked && hasSuccessor(@new) ? ChangeCategory.Revocation : null;
        }

        if (@new.IsDeprecated)
        {
            return old.IsDeprecated ? null : ChangeCategory.Deprecation;
        }

        var (before, after) = (old.ReadVersion(), @new.ReadVersion());
        return before == after ? OfSameVersion(old, @new)
            : after.IsMajorStepFrom(before) ? ChangeCategory.MajorVersionChange
            : after.IsMinorStepFrom(before) ? ChangeCategory.MinorVersionChange
            : ChangeCategory.OtherVersionChange;
    }

    static ChangeCategory OfSameVersion(PublishedObject old, PublishedObject @new)
        => !IsSameMoment(old, @new) || HasOtherLines(old, @new) ? ChangeCategory.Patch : ChangeCategory.Unchanged;

    /// <summary>Timestamps are compared as moments: <c>…00Z</c> and <c>…00.000Z</c> are one. What is no timestamp is compared as written.</summary>
    public static bool IsSameMoment(PublishedObject old, PublishedObject @new)
    {
        var (before, after) = (old.Fields.Modified, @new.Fields.Modified);
        if (before.IsAbsent || after.IsAbsent)
        {
            return before.IsAbsent == after.IsAbsent;
        }

        return before.IsText == after.IsText && IsSameMoment(old.ModifiedUtf8, @new.ModifiedUtf8);
    }

    /// <summary>Whether two contents of JSON strings name one moment, or are the same text.</summary>
    public static bool IsSameMoment(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        if (before.SequenceEqual(after))
        {
            return true;
        }

        return TryMoment(before, out var then) && TryMoment(after, out var now)
            ? then == now
            : string.Equals(JsonString.Decode(before), JsonString.Decode(after), StringComparison.Ordinal);
    }

    static bool TryMoment(ReadOnlySpan<byte> text, out DateTimeOffset moment)
        => text.Contains((byte)'\\')
            ? StixTimestamp.TryParse(Encoding.UTF8.GetBytes(JsonString.Decode(text)), out moment)
            : StixTimestamp.TryParse(text, out moment);

    /// <summary>
    /// Whether a description has a line that the other lacks. Line feeds count as spaces, so the only breaks left are the
    /// others (carriage return, form feed, U+0085, U+2028 …), and how often and in which order lines come does not matter.
    /// </summary>
    public static bool HasOtherLines(PublishedObject old, PublishedObject @new)
    {
        if (!old.HasDescription || !@new.HasDescription || old.DescriptionUtf8.SequenceEqual(@new.DescriptionUtf8))
        {
            return false;
        }

        return !LinesOf(old.Description).SetEquals(LinesOf(@new.Description));
    }

    static HashSet<string> LinesOf(string description)
    {
        var lines = new HashSet<string>(StringComparer.Ordinal);
        var rest = description.Replace('\n', ' ').AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOfAny(LineBreaks);
            lines.Add((end < 0 ? rest : rest[..end]).ToString());
            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return lines;
    }

    static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\u000B\u000C\u001C\u001D\u001E\u0085\u2028\u2029");
}
