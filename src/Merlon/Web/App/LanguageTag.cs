using System.Collections.Frozen;
using System.Globalization;

namespace Merlon.Web.App;

/// <summary>Tags of languages as browsers and folders have them (BCP 47), and what can be told from one.</summary>
static class LanguageTag
{
    /// <summary>Longest tag, in characters.</summary>
    const int CharsMax = 35;

    /// <summary>Most ranges of an Accept-Language header that are looked at.</summary>
    public const int RangesMax = 50;

    /// <summary>Languages that are written from right to left unless they name another script (CLDR 47, characterOrder; Unicode's bidirectional scripts).</summary>
    static readonly FrozenSet<string> RightToLeft = FrozenSet.ToFrozenSet(["ar", "arc", "ars", "arz", "ckb", "dv", "fa", "glk", "he", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "skr", "syr", "ug", "ur", "uz-Arab", "yi"], StringComparer.Ordinal);

    static readonly FrozenSet<string> RightToLeftScripts = FrozenSet.ToFrozenSet(["Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"], StringComparer.Ordinal);

    /// <summary>True for a tag as folders are named: <c>de</c>, <c>pt-BR</c>, <c>zh-Hant</c>; letter case as the standard writes it.</summary>
    public static bool IsTag(string text) => Normal(text) == text && text.Length > 0;

    /// <summary>True when lines of the language run from right to left.</summary>
    public static bool IsRightToLeft(string tag)
    {
        var parts = tag.Split('-');
        return parts.Skip(1).FirstOrDefault(static part => part.Length == 4) is { } script ? RightToLeftScripts.Contains(script) : RightToLeft.Contains(parts[0]);
    }

    /// <summary>A tag and what it is a kind of, the nearest first: <c>zh-Hant-TW</c>, <c>zh-Hant</c>, <c>zh</c> (RFC 4647, 3.4).</summary>
    public static IEnumerable<string> Wider(string tag)
    {
        for (var rest = tag; rest.Length > 0; rest = rest.LastIndexOf('-') is var end and > 0 ? rest[..end] : "")
        {
            yield return rest;
        }
    }

    /// <summary>What a browser asks for, the most wanted first; ranges of weight 0 and <c>*</c> are left out.</summary>
    public static IReadOnlyList<string> Wanted(string acceptLanguage) =>
    [
        .. acceptLanguage.Split(',').Take(RangesMax).Select(static range => range.Split(';', 2)).Select(static parts => (Tag: Normal(parts[0].Trim()), Weight: WeightOf(parts.Length > 1 ? parts[1] : "")))
            .Where(static range => range is { Tag.Length: > 0, Weight: > 0 }).OrderByDescending(static range => range.Weight).Select(static range => range.Tag),
    ];

    /// <summary>A tag as the standard writes it; empty when it is none.</summary>
    public static string Normal(string text)
    {
        var parts = text.Split('-');
        return text.Length <= CharsMax && parts[0].Length is 2 or 3 && parts[0].All(char.IsAsciiLetter) && parts.Skip(1).All(static part => part.Length is >= 2 and <= 8 && part.All(char.IsAsciiLetterOrDigit))
            ? string.Join('-', parts.Select(static (part, i) => i == 0 ? part.ToLowerInvariant() : part.Length == 4 && char.IsAsciiLetter(part[0]) ? char.ToUpperInvariant(part[0]) + part[1..].ToLowerInvariant() : part.Length == 2 ? part.ToUpperInvariant() : part.ToLowerInvariant()))
            : "";
    }

    static double WeightOf(string parameter)
        => parameter.Trim() is not { Length: > 0 } given ? 1
            : given.StartsWith("q=", StringComparison.OrdinalIgnoreCase) && double.TryParse(given.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight) ? Math.Clamp(weight, 0, 1)
            : 0;
}
