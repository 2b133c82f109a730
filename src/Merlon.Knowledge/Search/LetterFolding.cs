using System.Globalization;
using System.Text;

namespace Merlon.Search;

/// <summary>
/// Letters as search compares them: small, without diacritics, ligatures written out. Own tables, because normalisation of the
/// platform does nothing where globalisation is invariant, and an index has to mean the same everywhere. Made from the Unicode
/// Character Database (compatibility decompositions without combining marks, simple lower case), with the letters that have a
/// stroke instead of a decomposition (ø, ł, đ, ħ …) as people without that key write them.
/// </summary>
static class LetterFolding
{
    /// <summary>Most characters that one character becomes.</summary>
    public const int FoldedCharsMax = 2;

    const string Latin = // U+00C0 to U+024F
        "aaaaaaÆceeeeiiiidnooooo×ouuuuyÞßaaaaaaæceeeeiiiidnooooo÷ouuuuyþyaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiĲĳjjkkkllllllllllnnnnnnnnnooooooŒœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
        + "bbƃƃƅƅɔƈƈɖɗƌƌƍǝəɛffɠɣƕɩɨƙƙƚƛɯɲƞɵooƣƣƥƥʀƨƨʃƪƫƭƭʈuuʊʋƴƴƶƶʒƹƹƺƻƽƽƾƿǀǁǂǃǄǅǆǇǈǉǊǋǌaaiioouuuuuuuuuuǝaaaaǢǣǥǥggkkooooʒʒjǱǲǳggƕƿnnaaǼǽooaaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹⱥȼȼƚⱦȿɀɂɂbʉʌɇɇɉɉɋɋɍɍɏɏ";

    const string Greek = // U+0386 to U+03CE
        "α·εηι΋ο΍υωιαβγδεζηθικλμνξοπρ΢στυφχψωιυαεηιυαβγδεζηθικλμνξοπρσστυφχψωιυουω";

    const string Cyrillic = // U+0400 to U+045F
        "ееђгєѕііјљњћкиуџабвгдежзииклмнопрстуфхцчшщъыьэюяабвгдежзииклмнопрстуфхцчшщъыьэюяееђгєѕііјљњћкиуџ";

    const string LatinAdditional = // U+1E00 to U+1EFF
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyẚsẜẝẞẟaaaaaaaaaaaaaaaaaaaaaaaa"
        + "eeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyyỻỻỽỽỿỿ";

    /// <summary>Whether a character beyond ASCII belongs to a word: letters, digits, marks and invisible format characters.</summary>
    public static bool IsInWord(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    /// <summary>Writes what a character of a word becomes; returns how many characters, 0 for what is passed over.</summary>
    public static int Fold(Rune rune, Span<char> folded)
    {
        if (rune.Value is >= 0x300 and <= 0x36F || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format)
        {
            return 0;
        }

        if (!rune.IsBmp)
        {
            return Rune.ToLowerInvariant(rune).EncodeToUtf16(folded);
        }

        var letter = (char)rune.Value;
        if (InTwo(letter) is { Length: 2 } two)
        {
            two.CopyTo(folded);
            return 2;
        }

        folded[0] = char.ToLowerInvariant(letter switch
        {
            >= '\u00C0' and <= '\u024F' => Latin[letter - '\u00C0'],
            >= '\u0386' and <= '\u03CE' => Greek[letter - '\u0386'],
            >= '\u0400' and <= '\u045F' => Cyrillic[letter - '\u0400'],
            >= '\u1E00' and <= '\u1EFF' => LatinAdditional[letter - '\u1E00'],
            >= '\uFF01' and <= '\uFF5E' => (char)(letter - 0xFEE0), // full width
            _ => letter,
        });
        return 1;
    }

    static ReadOnlySpan<char> InTwo(char letter) => letter switch
    {
        'Æ' or 'æ' or 'Ǣ' or 'ǣ' or 'Ǽ' or 'ǽ' => "ae",
        'Œ' or 'œ' => "oe",
        'ß' or 'ẞ' => "ss",
        'Þ' or 'þ' => "th",
        'Ĳ' or 'ĳ' => "ij",
        'Ǆ' or 'ǅ' or 'ǆ' or 'Ǳ' or 'ǲ' or 'ǳ' => "dz",
        'Ǉ' or 'ǈ' or 'ǉ' => "lj",
        'Ǌ' or 'ǋ' or 'ǌ' => "nj",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        _ => [],
    };
}
