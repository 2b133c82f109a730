using System.Globalization;

namespace Merlon.Changes;

/// <summary>
/// Version of an object as the rules see it: X.Y as two numbers, so that 1.10 follows 1.9 and 01.0 is 1.0. Text that is no
/// X.Y equals only itself and is no step from anything. A missing version is 0.0.
/// </summary>
/// <param name="Major">X.</param>
/// <param name="Minor">Y.</param>
/// <param name="Unreadable">The text where it is no X.Y, else null.</param>
readonly record struct ObjectVersion(long Major, long Minor, string? Unreadable)
{
    /// <summary>What an object has whose version nobody published.</summary>
    public static ObjectVersion Missing => default;

    /// <summary>A whole number alone is X.0.</summary>
    public static ObjectVersion Of(string text)
    {
        var trimmed = text.AsSpan().Trim();
        var point = trimmed.IndexOf('.');
        var minor = 0L;
        return TryNumber(point < 0 ? trimmed : trimmed[..point], out var major) && (point < 0 || TryNumber(trimmed[(point + 1)..], out minor))
            ? new ObjectVersion(major, minor, Unreadable: null)
            : new ObjectVersion(0, 0, text);
    }

    public bool IsMajorStepFrom(ObjectVersion old) => IsReadableWith(old) && Major == old.Major + 1 && Minor == 0;

    public bool IsMinorStepFrom(ObjectVersion old) => IsReadableWith(old) && Major == old.Major && Minor == old.Minor + 1;

    public bool IsBefore(ObjectVersion other) => IsReadableWith(other) && (Major, Minor).CompareTo((other.Major, other.Minor)) < 0;

    public override string ToString() => Unreadable ?? string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");

    bool IsReadableWith(ObjectVersion other) => Unreadable is null && other.Unreadable is null;

    // One less than the largest number, so that a step from it does not overflow.
    static bool TryNumber(ReadOnlySpan<char> text, out long number)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < long.MaxValue;
}
