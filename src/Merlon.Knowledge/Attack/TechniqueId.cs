using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Merlon.Attack;

/// <summary>
/// The id of a technique (<c>T1059</c>) or sub-technique (<c>T1059.001</c>) in four bytes: the join key of the platform.
/// Ordered as ids are read: a technique before its sub-techniques.
/// </summary>
public readonly record struct TechniqueId : IComparable<TechniqueId>, ISpanParsable<TechniqueId>
{
    readonly int packed; // number * 1000 + sub; sub 0 = the technique itself (published sub-techniques start at .001)

    TechniqueId(int number, int sub) => packed = number * 1000 + sub;

    /// <summary>The whole id as one number, for tables whose code the runtime carries compiled for plain numbers only.</summary>
    internal int Packed => packed;

    /// <summary>The four digits after the T, 0..9999.</summary>
    public int Number => packed / 1000;

    /// <summary>The three digits after the point, 1..999; 0 for a technique.</summary>
    public int Sub => packed % 1000;

    /// <summary>True for a sub-technique.</summary>
    public bool IsSubTechnique => Sub != 0;

    /// <summary>The technique that a sub-technique's id names as its parent; a technique is its own.</summary>
    public TechniqueId Parent => new(Number, 0);

    /// <inheritdoc/>
    public int CompareTo(TechniqueId other) => packed.CompareTo(other.packed);

    /// <summary>As published: <c>T1059.001</c>.</summary>
    public override string ToString() => IsSubTechnique
        ? string.Create(CultureInfo.InvariantCulture, $"T{Number:0000}.{Sub:000}")
        : string.Create(CultureInfo.InvariantCulture, $"T{Number:0000}");

    /// <summary>Reads <c>T1059</c> or <c>T1059.001</c>; the T may be lower case as in Sigma tags, nothing may surround it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TechniqueId id)
    {
        id = default;
        if (text.Length is not (5 or 9) || text[0] is not ('T' or 't') || !TryDigits(text.Slice(1, 4), out var number))
        {
            return false;
        }

        var sub = 0;
        if (text.Length == 9 && (text[5] != '.' || !TryDigits(text[6..], out sub) || sub == 0))
        {
            return false;
        }

        id = new TechniqueId(number, sub);
        return true;
    }

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out TechniqueId result) => TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TechniqueId result)
        => TryParse(s.AsSpan(), out result);

    /// <summary>Reads a constant id; throws <see cref="FormatException"/> for anything else.</summary>
    public static TechniqueId Parse(string s) => Parse(s.AsSpan(), provider: null);

    /// <inheritdoc/>
    public static TechniqueId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => TryParse(s, out var id)
        ? id
        : throw new FormatException($"'{s}' is not a technique id such as T1059 or T1059.001");

    /// <inheritdoc/>
    public static TechniqueId Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <summary>Orders by number, then sub-technique.</summary>
    public static bool operator <(TechniqueId left, TechniqueId right) => left.packed < right.packed;

    /// <summary>Orders by number, then sub-technique.</summary>
    public static bool operator <=(TechniqueId left, TechniqueId right) => left.packed <= right.packed;

    /// <summary>Orders by number, then sub-technique.</summary>
    public static bool operator >(TechniqueId left, TechniqueId right) => left.packed > right.packed;

    /// <summary>Orders by number, then sub-technique.</summary>
    public static bool operator >=(TechniqueId left, TechniqueId right) => left.packed >= right.packed;

    static bool TryDigits(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            value = value * 10 + (digit - '0');
        }

        return true;
    }
}
