using System.Collections.Frozen;

namespace Merlon.Web.App;

/// <summary>
/// Which form of a text a whole number takes: the cardinal rules of Unicode's CLDR 47 (common/supplemental/plurals.xml), those parts of them that whole numbers can meet. The runtime has none, and the
/// product carries no culture tables. A language that is not named here has <c>one</c> and <c>other</c>.
/// </summary>
static class PluralRules
{
    /// <summary>The form that every language has.</summary>
    public const string Other = "other";

    /// <summary>Every name of a form, as the ends of keys have them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["zero", "one", "two", "few", "many", Other];

    static readonly Rule Usual = new(["one", Other], static n => n == 1 ? "one" : Other);

    static readonly FrozenDictionary<string, Rule> Rules = Of(
        ("bm bo dz id ig ii ja jv kde kea km ko lkt lo ms my sah ses sg su th to vi wo yo yue zh", new([Other], static _ => Other)),
        ("ak am as bho bn doi fa ff gu guw hi hy kab kn ln mg nso pa pcm si ti wa zu", new(["one", Other], static n => n <= 1 ? "one" : Other)),
        ("tzm", new(["one", Other], static n => n <= 1 || n is >= 11 and <= 99 ? "one" : Other)),
        ("is mk", new(["one", Other], static n => n % 10 == 1 && n % 100 != 11 ? "one" : Other)),
        ("ceb fil tl", new(["one", Other], static n => n is >= 1 and <= 3 || n % 10 is not (4 or 6 or 9) ? "one" : Other)),
        ("lv prg", new(["zero", "one", Other], static n => n % 10 == 0 || n % 100 is >= 11 and <= 19 ? "zero" : n % 10 == 1 ? "one" : Other)),
        ("ksh lag blo", new(["zero", "one", Other], static n => n == 0 ? "zero" : n == 1 ? "one" : Other)),
        ("he iu naq sat se sma smi smj smn sms", new(["one", "two", Other], static n => n == 1 ? "one" : n == 2 ? "two" : Other)),
        ("shi", new(["one", "few", Other], static n => n <= 1 ? "one" : n <= 10 ? "few" : Other)),
        ("ro mo", new(["one", "few", Other], static n => n == 1 ? "one" : n == 0 || n % 100 is >= 1 and <= 19 ? "few" : Other)),
        ("bs hr sh sr", new(["one", "few", Other], static n => Slavic(n) is var form && form == "many" ? Other : form)),
        ("be ru uk", new(["one", "few", "many", Other], Slavic) { Rare = [Other] }),
        ("pl", new(["one", "few", "many", Other], static n => n == 1 ? "one" : n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14) ? "few" : "many") { Rare = [Other] }),
        ("cs sk", new(["one", "few", Other], static n => n == 1 ? "one" : n is >= 2 and <= 4 ? "few" : Other)),
        ("lt", new(["one", "few", Other], static n => n % 100 is >= 11 and <= 19 ? Other : n % 10 == 1 ? "one" : n % 10 is >= 2 and <= 9 ? "few" : Other)),
        ("sl dsb hsb", new(["one", "two", "few", Other], static n => (n % 100) switch { 1 => "one", 2 => "two", 3 or 4 => "few", _ => Other })),
        ("gd", new(["one", "two", "few", Other], static n => n switch { 1 or 11 => "one", 2 or 12 => "two", (>= 3 and <= 10) or (>= 13 and <= 19) => "few", _ => Other })),
        ("gv", new(["one", "two", "few", Other], static n => n % 10 == 1 ? "one" : n % 10 == 2 ? "two" : n % 20 == 0 ? "few" : Other)),
        ("br", new(["one", "two", "few", "many", Other], Breton)),
        ("ga", new(["one", "two", "few", "many", Other], static n => n switch { 1 => "one", 2 => "two", >= 3 and <= 6 => "few", >= 7 and <= 10 => "many", _ => Other })),
        ("mt", new(["one", "two", "few", "many", Other], static n => n == 1 ? "one" : n == 2 ? "two" : n == 0 || n % 100 is >= 3 and <= 10 ? "few" : n % 100 is >= 11 and <= 19 ? "many" : Other)),
        ("ar ars", new(["zero", "one", "two", "few", "many", Other], static n => n switch { 0 => "zero", 1 => "one", 2 => "two", _ => (n % 100) switch { >= 3 and <= 10 => "few", >= 11 => "many", _ => Other } })),
        ("cy", new(["zero", "one", "two", "few", "many", Other], static n => n switch { 0 => "zero", 1 => "one", 2 => "two", 3 => "few", 6 => "many", _ => Other })),
        ("fr", new(["one", "many", Other], static n => n <= 1 ? "one" : Millions(n)) { Rare = ["many"] }),
        ("pt", new(["one", "many", Other], static n => n <= 1 ? "one" : Millions(n)) { Rare = ["many"] }),
        ("ca es it lld pt-PT scn vec", new(["one", "many", Other], static n => n == 1 ? "one" : Millions(n)) { Rare = ["many"] }));

    /// <summary>Every language with a rule of its own.</summary>
    public static IEnumerable<string> Languages => Rules.Keys.Order(StringComparer.Ordinal);

    /// <summary>The form of a number in a language, such as <c>few</c>.</summary>
    public static string FormOf(string language, long number) => RuleOf(language).Form((ulong)Int128.Abs(number));

    /// <summary>Every form that a text of a language should have; some languages have further ones, for fractions or whole millions, which a text may have.</summary>
    public static IReadOnlyList<string> FormsOf(string language) => RuleOf(language).Wanted;

    static Rule RuleOf(string language) => Rules.GetValueOrDefault(language) ?? Rules.GetValueOrDefault(language.Split('-')[0]) ?? Usual;

    static string Slavic(ulong n) => n % 10 == 1 && n % 100 != 11 ? "one" : n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14) ? "few" : "many";

    static string Millions(ulong n) => n > 0 && n % 1_000_000 == 0 ? "many" : Other;

    static string Breton(ulong n)
    {
        var isTeen = n % 100 is (>= 11 and <= 19) or (>= 71 and <= 79) or (>= 91 and <= 99);
        return !isTeen && n % 10 == 1 ? "one" : !isTeen && n % 10 == 2 ? "two" : !isTeen && n % 10 is 3 or 4 or 9 ? "few" : n > 0 && n % 1_000_000 == 0 ? "many" : Other;
    }

    static FrozenDictionary<string, Rule> Of(params (string Languages, Rule Rule)[] groups)
        => groups.SelectMany(static group => group.Languages.Split(' ').Select(language => KeyValuePair.Create(language, group.Rule))).ToFrozenDictionary(StringComparer.Ordinal);

    sealed record Rule(IReadOnlyList<string> Forms, Func<ulong, string> Form)
    {
        /// <summary>Forms that texts do without: for fractions, or whole millions.</summary>
        public IReadOnlyList<string> Rare { get; init; } = [];

        public IReadOnlyList<string> Wanted => [.. Forms.Where(form => !Rare.Contains(form, StringComparer.Ordinal))];
    }
}
