using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Merlon.Web.App;

/// <summary>
/// The texts of the application in one language, from <c>Texts/LANGUAGE/AREA.json</c>: a key is <c>area.name</c>. What a language lacks is there in English; who translates adds a folder.
/// </summary>
public sealed class Words
{
    /// <summary>The language that is always whole.</summary>
    public const string English = "en";

    const string Prefix = "words/";

    static readonly ConcurrentDictionary<string, Words> Languages = new(StringComparer.Ordinal);

    readonly FrozenDictionary<string, string> texts;
    readonly Words? fallback;

    Words(string language, FrozenDictionary<string, string> texts, Words? fallback)
    {
        Language = language;
        this.texts = texts;
        this.fallback = fallback;
    }

    /// <summary>Such as <c>en</c>.</summary>
    public string Language { get; }

    /// <summary>Every key that the language itself has.</summary>
    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>The text of a key; a key that nobody wrote shows itself.</summary>
    public string this[string key] => texts.TryGetValue(key, out var text) ? text : fallback?[key] ?? key;

    /// <summary>A text with places <c>{0}</c>, <c>{1}</c> … filled; numbers have thousands separated.</summary>
    public string this[string key, params object[] values] => string.Format(CultureInfo.InvariantCulture, this[key], [.. values.Select(Written)]);

    /// <summary>A text that depends on a number: <c>key.one</c> or <c>key.other</c>, the number being <c>{0}</c>.</summary>
    public string Count(string key, long number) => this[number == 1 ? key + ".one" : key + ".other", number];

    /// <summary>Texts of an area for a script: keys without the area.</summary>
    public IReadOnlyDictionary<string, string> Area(string area)
        => (fallback ?? this).texts.Keys.Where(key => key.StartsWith(area + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ToDictionary(key => key[(area.Length + 1)..], key => this[key], StringComparer.Ordinal);

    /// <summary>The best language of what a browser asks for.</summary>
    public static Words For(string? acceptLanguage)
    {
        var wanted = (acceptLanguage ?? "").Split(',').Select(static part => part.Split(';')[0].Split('-')[0].Trim().ToLowerInvariant());
        return wanted.Where(static language => language.Length is 2 or 3 && IsThere(language)).Select(In).FirstOrDefault() ?? In(English);
    }

    /// <summary>A language.</summary>
    public static Words In(string language) => Languages.GetOrAdd(language, static language =>
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Resources(language))
        {
            using var stream = typeof(Words).Assembly.GetManifestResourceStream(name)!; // the name is one of the assembly's own
            var area = Path.GetFileNameWithoutExtension(name[(name.LastIndexOf('/') + 1)..]);
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!)
            {
                read.Add($"{area}.{key}", text);
            }
        }

        return new Words(language, read.ToFrozenDictionary(StringComparer.Ordinal), language == English ? null : In(English));
    });

    static bool IsThere(string language) => Resources(language).Any();

    static IEnumerable<string> Resources(string language)
        => typeof(Words).Assembly.GetManifestResourceNames().Where(name => name.StartsWith($"{Prefix}{language}/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    static object Written(object value) => value switch
    {
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        long number => number.ToString("N0", CultureInfo.InvariantCulture),
        _ => value,
    };
}
