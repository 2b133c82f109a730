using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Merlon.Web.App;

/// <summary>
/// The texts of the application in one language, from <c>Texts/LANGUAGE/AREA.json</c>: a key is <c>area.name</c>. What a language lacks is there in English; who translates adds a folder
/// (docs/guide/translate.md). Texts are plain: whoever shows them escapes them.
/// </summary>
public sealed class Words
{
    /// <summary>The language that is always whole.</summary>
    public const string English = "en";

    /// <summary>The area of what code says that also writes reports: shown by <see cref="Said"/>.</summary>
    internal const string SaidArea = "said";

    readonly FrozenDictionary<string, string> texts;
    readonly Words? fallback;
    readonly Lazy<SaidTexts> said;

    internal Words(string language, FrozenDictionary<string, string> texts, Words? fallback)
    {
        Language = language;
        this.texts = texts;
        this.fallback = fallback;
        said = new Lazy<SaidTexts>(() => SaidTexts.Of(EnglishWords, this));
    }

    /// <summary>Such as <c>en</c>, <c>pt-BR</c> or <c>zh-Hant</c>.</summary>
    public string Language { get; }

    /// <summary><c>rtl</c> where the language is written from right to left, else <c>ltr</c>.</summary>
    public string Direction => LanguageTag.IsRightToLeft(Language) ? "rtl" : "ltr";

    /// <summary>Every key that the language itself has.</summary>
    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>The text of a key; a key that nobody wrote shows itself.</summary>
    public string this[string key] => Find(key) ?? key;

    /// <summary>A text with places <c>{0}</c>, <c>{1}</c> … filled; numbers have thousands separated.</summary>
    public string this[string key, params object[] values] => Fill(this[key], values);

    /// <summary>A text that depends on a number, which is <c>{0}</c>: <c>key.one</c>, <c>key.other</c>, or another form that the language has.</summary>
    public string Count(string key, long number) => Fill(Form(key, number), [number]);

    /// <summary>
    /// What code says in English that also writes reports and terminals: the same in this language where <c>said.json</c> has it, else as it is. A text with places is recognised by its words.
    /// </summary>
    public string Said(string text) => fallback is null || text.Length == 0 ? text : said.Value.Find(text) ?? text;

    /// <summary>Texts of an area for a script: keys without the area.</summary>
    public IReadOnlyDictionary<string, string> Area(string area)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        for (var words = this; words is not null; words = words.fallback)
        {
            foreach (var (key, text) in words.texts)
            {
                if (key.Length > area.Length && key[area.Length] == '.' && key.StartsWith(area, StringComparison.Ordinal))
                {
                    found.TryAdd(key[(area.Length + 1)..], text);
                }
            }
        }

        return found;
    }

    /// <summary>The language's own text, without the way round by English.</summary>
    internal string? Own(string key) => texts.GetValueOrDefault(key);

    /// <summary>A text with its places filled: <c>{0}</c> to <c>{9}</c> where there is such a value; every other brace is one.</summary>
    internal static string Fill(string text, IReadOnlyList<object> values)
    {
        if (!text.Contains('{', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder filled = new(text.Length + 32);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && i + 2 < text.Length && text[i + 2] == '}' && char.IsAsciiDigit(text[i + 1]) && text[i + 1] - '0' < values.Count)
            {
                filled.Append(Written(values[text[i + 1] - '0']));
                i += 2;
            }
            else
            {
                filled.Append(text[i]);
            }
        }

        return filled.ToString();
    }

    Words EnglishWords => fallback?.EnglishWords ?? this;

    string? Find(string key) => texts.TryGetValue(key, out var text) ? text : fallback?.Find(key);

    string Form(string key, long number)
        => texts.GetValueOrDefault($"{key}.{PluralRules.FormOf(Language, number)}") ?? texts.GetValueOrDefault($"{key}.{PluralRules.Other}") ?? fallback?.Form(key, number) ?? key;

    static string Written(object value) => value switch
    {
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        long number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
