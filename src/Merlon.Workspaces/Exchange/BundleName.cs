using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// What the name of a bundle says, as ATT&amp;CK's publisher names them: <c>enterprise-attack-18.1.json</c>,
/// <c>ics-attack.json.gz</c>. Only a name that ends in <c>-attack</c> is taken at its word.
/// </summary>
/// <param name="Domain">Such as <c>enterprise-attack</c>, or null where the name does not say.</param>
/// <param name="Version">Such as <c>18.1</c>, or null where the name does not say.</param>
readonly record struct BundleName(string? Domain, BundleVersion? Version)
{
    const string DomainEnd = "-attack";

    /// <summary>Reads a file name, folders cut off: a domain, perhaps <c>-18.1</c> or <c>-v18.1</c>, <c>.json</c>, perhaps <c>.gz</c>.</summary>
    public static BundleName Of(string fileName)
    {
        var name = fileName.AsSpan();
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^".gz".Length] : name;
        if (!name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return default;
        }

        name = name[..^".json".Length];
        if (IsDomain(name))
        {
            return new BundleName(name.ToString().ToLowerInvariant(), Version: null);
        }

        var end = name.LastIndexOf('-');
        return end >= 0 && IsDomain(name[..end]) && name[(end + 1)..].Contains('.') && BundleVersion.TryParse(name[(end + 1)..].ToString(), out var version)
            ? new BundleName(name[..end].ToString().ToLowerInvariant(), version)
            : default;
    }

    /// <summary>True for names that a bundle may have.</summary>
    public static bool IsCandidate(string fileName)
        => !fileName.StartsWith('.')
            && (fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".json.gz", StringComparison.OrdinalIgnoreCase));

    /// <summary>True for names of archives that are looked into.</summary>
    public static bool IsArchive(string fileName) => !fileName.StartsWith('.') && fileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    // words of ASCII letters and digits with hyphens between them, the last one "attack"
    static bool IsDomain(ReadOnlySpan<char> text)
    {
        if (text.Length <= DomainEnd.Length || !text.EndsWith(DomainEnd, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        foreach (var word in text.Split('-'))
        {
            if (text[word].IsEmpty || text[word].ContainsAnyExcept(WordChars))
            {
                return false;
            }
        }

        return true;
    }

    static readonly SearchValues<char> WordChars = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
}

/// <summary>A release's version as numbers: 9.0 before 18.1.</summary>
/// <param name="Major">Before the first point.</param>
/// <param name="Minor">Between the points, 0 where missing.</param>
/// <param name="Patch">After the second point, 0 where missing.</param>
/// <param name="Text">As written, without a leading <c>v</c>.</param>
readonly record struct BundleVersion(int Major, int Minor, int Patch, string Text) : IComparable<BundleVersion>
{
    /// <summary>Longest text that is taken, in characters.</summary>
    const int CharsMax = 14;

    /// <summary>Reads <c>18</c>, <c>18.1</c>, <c>v18.1</c> or <c>18.1.2</c>, each part 0..9999: safe as a folder's name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out BundleVersion version)
    {
        version = default;
        if (text is null or "")
        {
            return false;
        }

        var digits = text[0] is 'v' or 'V' ? text[1..] : text;
        Span<int> parts = [0, 0, 0];
        var count = 0;
        foreach (var part in digits.AsSpan().Split('.'))
        {
            if (digits.Length > CharsMax || count == parts.Length || digits[part] is not { Length: >= 1 and <= 4 } number
                || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out parts[count]))
            {
                return false;
            }

            count++;
        }

        version = new BundleVersion(parts[0], parts[1], parts[2], digits);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(BundleVersion other)
    {
        var byMajor = Major.CompareTo(other.Major);
        var byMinor = byMajor != 0 ? byMajor : Minor.CompareTo(other.Minor);
        return byMinor != 0 ? byMinor : Patch.CompareTo(other.Patch);
    }

    /// <summary>True when both name the same release: 18 and 18.0 do.</summary>
    public bool IsSameAs(BundleVersion other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Orders by the numbers.</summary>
    public static bool operator <(BundleVersion left, BundleVersion right) => left.CompareTo(right) < 0;

    /// <summary>Orders by the numbers.</summary>
    public static bool operator <=(BundleVersion left, BundleVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by the numbers.</summary>
    public static bool operator >(BundleVersion left, BundleVersion right) => left.CompareTo(right) > 0;

    /// <summary>Orders by the numbers.</summary>
    public static bool operator >=(BundleVersion left, BundleVersion right) => left.CompareTo(right) >= 0;
}
