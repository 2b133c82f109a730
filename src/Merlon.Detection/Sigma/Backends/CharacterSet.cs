using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Merlon.Sigma.Backends;

/// <summary>A set of Unicode code points as ascending ranges that do not touch; equal sets have equal ranges.</summary>
sealed class CharacterSet
{
    /// <summary>Last code point of Unicode.</summary>
    public const int Last = 0x10FFFF;

    const int BasicPlaneEnd = 0x10000, SurrogatesStart = 0xD800, SurrogatesEnd = 0xE000;

    static readonly Lazy<CharacterSet> Words = new(static () => OfClass(@"\w")), AllDigits = new(static () => OfClass(@"\d")), Spaces = new(static () => OfClass(@"\s"));

    CharacterSet(ImmutableArray<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>What <c>\w</c>, <c>\d</c> and <c>\s</c> hold in .NET.</summary>
    public static CharacterSet OfShorthand(char letter) => letter switch { 'w' => Words.Value, 'd' => AllDigits.Value, _ => Spaces.Value };

    /// <summary>First and last of each range.</summary>
    public ImmutableArray<(int First, int Last)> Ranges { get; }

    /// <summary>Every code point.</summary>
    public static CharacterSet All { get; } = new([(0, Last)]);

    /// <summary>Every code point but the line feed: what a point means in a regular expression.</summary>
    public static CharacterSet NoLineFeed { get; } = Of('\n').Complement();

    /// <summary>Decimal digits of ASCII.</summary>
    public static CharacterSet Digits { get; } = OfRange('0', '9');

    /// <summary>True where it is every code point.</summary>
    public bool IsAll => Ranges is [(0, Last)];

    /// <summary>Its only member, or null where it has none or several.</summary>
    public int? Single => Ranges is [var (first, last)] && first == last ? first : null;

    /// <summary>A set of one.</summary>
    public static CharacterSet Of(int codePoint) => new([(codePoint, codePoint)]);

    /// <summary>A set of some.</summary>
    public static CharacterSet OfEach(IEnumerable<int> codePoints) => Normal(codePoints.Select(static c => (c, c)));

    /// <summary>A range, ends included.</summary>
    public static CharacterSet OfRange(int first, int last) => new([(first, last)]);

    /// <summary>
    /// What a class of .NET's regular expressions holds, such as <c>\w</c>: asked of each UTF-16 unit but surrogates, as .NET
    /// matches units and no class but a negated one holds a surrogate.
    /// </summary>
    public static CharacterSet OfClass(string regexClass)
    {
        // A class of one character matches a text of one character in constant time.
        var regex = new Regex(regexClass, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        var members = new List<(int First, int Last)>();
        Span<char> unit = stackalloc char[1];
        for (var c = 0; c < BasicPlaneEnd; c++)
        {
            if (c is >= SurrogatesStart and < SurrogatesEnd)
            {
                continue;
            }

            unit[0] = (char)c;
            if (regex.IsMatch(unit))
            {
                members.Add((c, c));
            }
        }

        return Normal(members);
    }

    /// <summary>Members of either.</summary>
    public CharacterSet Union(CharacterSet other) => Normal(Ranges.Concat(other.Ranges));

    /// <summary>Code points that are no members.</summary>
    public CharacterSet Complement()
    {
        var gaps = ImmutableArray.CreateBuilder<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next)
            {
                gaps.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= Last)
        {
            gaps.Add((next, Last));
        }

        return new CharacterSet(gaps.ToImmutable());
    }

    /// <summary>True for a member.</summary>
    public bool Contains(int codePoint) => Ranges.Any(range => range.First <= codePoint && codePoint <= range.Last);

    static CharacterSet Normal(IEnumerable<(int First, int Last)> ranges)
    {
        var normal = ImmutableArray.CreateBuilder<(int First, int Last)>();
        foreach (var (first, last) in ranges.OrderBy(static range => range.First))
        {
            if (normal.Count > 0 && normal[^1].Last >= first - 1)
            {
                normal[^1] = (normal[^1].First, Math.Max(normal[^1].Last, last));
            }
            else
            {
                normal.Add((first, last));
            }
        }

        return new CharacterSet(normal.ToImmutable());
    }
}
