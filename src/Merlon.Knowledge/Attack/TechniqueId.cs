using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Merlon.Attack;

/// <summary>
/// The id of a technique (<c>T1059</c>) or sub-technique (<c>T1059.001</c>) in eight bytes: the join key of the platform.
/// An organisation's own techniques have letters before it (<c>HBT0001</c>, <c>HB-T0001</c>).
/// Ordered as ids are read: a technique before its sub-techniques, published ones before own ones.
/// </summary>
public readonly record struct TechniqueId : IComparable<TechniqueId>, ISpanParsable<TechniqueId>
{
    readonly int packed; // number * 1000 + sub; sub 0 = the technique itself (published sub-techniques start at .001)

    readonly int prefix; // letters in base 27 (A is 1), doubled, plus one for a hyphen; 0 = published

    TechniqueId(int number, int sub, int prefix)
    {
        packed = number * 1000 + sub;
        this.prefix = prefix;
    }

    /// <summary>Most letters before an organisation's own ids.</summary>
    public const int PrefixCharsMax = 5;

    /// <summary>True for an id of an organisation's own, which begins with its letters.</summary>
    public bool IsOwn => prefix != 0;

    /// <summary>The id without its letters as one number, for tables whose code the runtime carries compiled for plain numbers only.</summary>
    internal int Packed => packed;

    /// <summary>The four digits after the T, 0..9999.</summary>
    public int Number => packed / 1000;

    /// <summary>The three digits after the point, 1..999; 0 for a technique.</summary>
    public int Sub => packed % 1000;

    /// <summary>True for a sub-technique.</summary>
    public bool IsSubTechnique => Sub != 0;

    /// <summary>The technique that a sub-technique's id names as its parent; a technique is its own.</summary>
    public TechniqueId Parent => new(Number, 0, prefix);

    /// <inheritdoc/>
    public int CompareTo(TechniqueId other) => prefix != other.prefix ? prefix.CompareTo(other.prefix) : packed.CompareTo(other.packed);

    /// <summary>As published: <c>T1059.001</c>.</summary>
    public override string ToString() => IsSubTechnique
        ? string.Create(CultureInfo.InvariantCulture, $"{Prefix}T{Number:0000}.{Sub:000}")
        : string.Create(CultureInfo.InvariantCulture, $"{Prefix}T{Number:0000}");

    /// <summary>
    /// Reads <c>T1059</c> or <c>T1059.001</c>, also with an organisation's letters before it; lower case is taken as in Sigma
    /// tags, nothing may surround it.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TechniqueId id)
    {
        id = default;
        var letters = 0;
        var own = text.Length is 5 or 9 && text[0] is 'T' or 't' ? 0 : PrefixOf(text, out letters);
        text = text[letters..];
        if (text.Length is not (5 or 9) || text[0] is not ('T' or 't') || !TryDigits(text.Slice(1, 4), out var number))
        {
            return false;
        }

        var sub = 0;
        if (text.Length == 9 && (text[5] != '.' || !TryDigits(text[6..], out sub) || sub == 0))
        {
            return false;
        }

        id = new TechniqueId(number, sub, own);
        return true;
    }

    string Prefix
    {
        get
        {
            if (prefix == 0)
            {
                return "";
            }

            Span<char> letters = stackalloc char[PrefixCharsMax];
            var start = letters.Length;
            for (var rest = prefix / 2; rest > 0; rest /= 27)
            {
                letters[--start] = (char)('A' + rest % 27 - 1);
            }

            return $"{letters[start..]}{(prefix % 2 == 0 ? "" : "-")}";
        }
    }

    /// <summary>The letters before the T as a number, and how many characters they are; none where the text does not begin so.</summary>
    static int PrefixOf(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        var point = text.IndexOf('.');
        var end = point < 0 ? text.Length : point;
        var at = end - 5; // the T before four digits
        if (at <= 0 || text[at] is not ('T' or 't'))
        {
            return 0;
        }

        var hasHyphen = text[at - 1] == '-';
        var letters = text[..(hasHyphen ? at - 1 : at)];

        // DET0001 is a detection strategy, and so is any own one.
        if (letters.Length is < 2 or > PrefixCharsMax || !hasHyphen && letters.EndsWith("DE", StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var number = 0;
        foreach (var letter in letters)
        {
            if (!char.IsAsciiLetter(letter))
            {
                return 0;
            }

            number = number * 27 + (char.ToUpperInvariant(letter) - 'A' + 1);
        }

        length = at;
        return number * 2 + (hasHyphen ? 1 : 0);
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
    public static bool operator <(TechniqueId left, TechniqueId right) => left.CompareTo(right) < 0;

    /// <summary>Orders by number, then sub-technique.</summary>
    public static bool operator <=(TechniqueId left, TechniqueId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by number, then sub-technique.</summary>
    public static bool operator >(TechniqueId left, TechniqueId right) => left.CompareTo(right) > 0;

    /// <summary>Orders by number, then sub-technique.</summary>
    public static bool operator >=(TechniqueId left, TechniqueId right) => left.CompareTo(right) >= 0;

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
