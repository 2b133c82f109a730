using System.Globalization;

namespace Merlon.Sigma.Linting;

/// <summary>A predicate as it is compared with others: its place left out, its text folded, and a sketch that rejects quickly.</summary>
sealed class PredicateForm
{
    PredicateForm(SigmaPredicate predicate, string key, string folded, UInt128 sketch)
    {
        Predicate = predicate;
        Key = key;
        Folded = folded;
        Sketch = sketch;
    }

    /// <summary>What is compared, with its place.</summary>
    public SigmaPredicate Predicate { get; }

    /// <summary>Equal for predicates that mean the same as written.</summary>
    public string Key { get; }

    /// <summary>A text's pattern without its case; empty for other predicates.</summary>
    public string Folded { get; }

    /// <summary>Bits for the pairs of characters that every value has that satisfies it, mixed with the field.</summary>
    public UInt128 Sketch { get; }

    /// <summary>The form of a predicate.</summary>
    public static PredicateForm Of(SigmaPredicate predicate)
    {
        if (predicate is SigmaPredicate.TextMatch text)
        {
            var folded = SigmaText.Fold(text.Pattern.Canonical);
            return new(predicate, text.IsCased ? $"={text.Field}\n{text.Pattern.Canonical}" : $"~{text.Field}\n{folded}", folded, SketchOf(text.Field, folded));
        }

        return new(predicate, KeyOf(predicate), "", UInt128.Zero);
    }

    static string KeyOf(SigmaPredicate predicate) => predicate switch
    {
        SigmaPredicate.Number number => Joined("number", number.Field, number.Value.ToString("G29", CultureInfo.InvariantCulture)),
        SigmaPredicate.Null => Joined("null", predicate.Field),
        SigmaPredicate.Exists exists => Joined(exists.IsThere ? "exists" : "misses", exists.Field),
        SigmaPredicate.RegexMatch regex => Joined("re", regex.Field, regex.Expression, $"{regex.IsIgnoringCase}{regex.IsMultiline}{regex.IsDotAll}"),
        SigmaPredicate.Cidr cidr => Joined("cidr", cidr.Field, cidr.Network.ToString()),
        SigmaPredicate.Compare compare => Joined("compare", compare.Field, $"{compare.Operator}", compare.Value.ToString("G29", CultureInfo.InvariantCulture)),
        SigmaPredicate.FieldReference reference => Joined("field", reference.Field, reference.Other, $"{reference.Part}{reference.IsCased}"),
        SigmaPredicate.TimeMatch time => Joined("time", time.Field, $"{time.Part}{time.Operator}", time.Value.ToString("G29", CultureInfo.InvariantCulture)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    static string Joined(params ReadOnlySpan<string> parts) => string.Join('\n', parts!);

    // Two literal characters side by side in the wider pattern are side by side in the narrower one.
    static UInt128 SketchOf(string field, string folded)
    {
        var sketch = UInt128.Zero;
        foreach (var hash in PairsOf(field, folded))
        {
            sketch |= UInt128.One << (int)(hash >> 25);
        }

        return sketch;
    }

    /// <summary>Hashes of the pairs of characters that every value has that satisfies a text match, mixed with the field; none for other predicates.</summary>
    public IEnumerable<uint> Pairs() => PairsOf(Predicate.Field, Folded);

    static IEnumerable<uint> PairsOf(string field, string folded)
    {
        var seed = unchecked((uint)string.GetHashCode(field.AsSpan(), StringComparison.Ordinal));
        for (var i = 1; i < folded.Length; i++)
        {
            if (!IsWildcard(folded[i - 1]) && !IsWildcard(folded[i]))
            {
                yield return unchecked((((uint)folded[i - 1] << 16 | folded[i]) ^ seed) * 0x9E3779B1u);
            }
        }
    }

    static bool IsWildcard(char c) => c is SigmaPattern.AnyRun or SigmaPattern.AnyOne;
}
