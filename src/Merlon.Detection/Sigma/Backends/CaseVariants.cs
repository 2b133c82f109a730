using System.Globalization;
using System.Text;

namespace Merlon.Sigma.Backends;

/// <summary>Which characters count as one where case does not: for text, and for regular expressions with the flag <c>i</c>.</summary>
static class CaseVariants
{
    /// <summary>Behind the last plane whose characters have cases.</summary>
    const int CasedEnd = 0x20000;

    static readonly Lazy<ILookup<int, int>> Folded = new(static () => Enumerable.Range(0x80, CasedEnd - 0x80)
        .Where(static c => Rune.IsValid(c))
        .ToLookup(static c => SigmaText.Fold(new Rune(c)).Value));

    /// <summary>
    /// Every character that equals this one in text, itself among them, ascending. As
    /// <see cref="SigmaText.Fold(Rune)"/> has it, no character outside ASCII equals one of ASCII.
    /// </summary>
    public static IReadOnlyList<int> OfText(int character)
    {
        if (character < 0x80)
        {
            return !char.IsAsciiLetter((char)character) ? [character] : [char.ToUpperInvariant((char)character), char.ToLowerInvariant((char)character)];
        }

        var variants = Folded.Value[SigmaText.Fold(new Rune(character)).Value].ToList();
        return variants.Count == 0 ? [character] : variants;
    }

    /// <summary>Every pair of a character outside ASCII and another one that stands for all that equal it, where they differ.</summary>
    public static IEnumerable<(int From, int To)> Foldings()
        => Folded.Value.Where(static group => group.Count() > 1).SelectMany(static group => group.Skip(1).Select(c => (c, group.First())));

    /// <summary>What .NET's regular expressions take for the same character without case, by asking them.</summary>
    public static CharacterSet OfRegex(int character)
    {
        if (!char.IsLetter((char)character))
        {
            return CharacterSet.Of(character);
        }

        if (char.IsAsciiLetter((char)character))
        {
            // The Kelvin sign is a k; no other letter of ASCII has a variant outside it.
            int[] variants = character is 'k' or 'K' ? ['K', 'k', '\u212A'] : [char.ToUpperInvariant((char)character), char.ToLowerInvariant((char)character)];
            return CharacterSet.OfEach(variants);
        }

        return CharacterSet.OfClass(string.Create(CultureInfo.InvariantCulture, $@"(?i)\u{character:X4}"));
    }
}
