using Merlon.Documents;

namespace Merlon.Web.App;

/// <summary>The texts of a language, held against the English ones: a key that English lacks, or a text whose places differ, is named and not used.</summary>
sealed class TranslatedTexts
{
    readonly DiagnosticLog log;
    readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    TranslatedTexts(string language)
    {
        Language = language;
        log = new DiagnosticLog(language, ReadLimits.Default);
    }

    /// <summary>Its tag.</summary>
    public string Language { get; }

    /// <summary>What can be used.</summary>
    public IReadOnlyDictionary<string, string> Texts => texts;

    /// <summary>Holds files of a language against English; later files count before earlier ones.</summary>
    public static TranslatedTexts Of(string language, Words english, IEnumerable<TextFile> files)
    {
        TranslatedTexts made = new(language);
        foreach (var file in files)
        {
            made.log.AddRange(file.Diagnostics);
            foreach (var (key, text) in file.Texts)
            {
                if (made.FaultOf(key, text, english) is var (code, message))
                {
                    made.log.AddRange([new Diagnostic(code, Severity.Warning, file.Document, new SourceLocation(0, 0, key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..]), message, text.Length > 80 ? text[..80] + "…" : text)]);
                }
                else
                {
                    made.texts[key] = text;
                }
            }
        }

        return made;
    }

    /// <summary>How far it is.</summary>
    /// <param name="words">The language.</param>
    /// <param name="english">English.</param>
    /// <param name="nearest">The language that it falls back to: a kind of a language has only what differs, and lacks nothing that the language has.</param>
    public LanguageState StateIn(Words words, Words english, Words nearest)
    {
        List<string> missing = [];
        foreach (var key in english.Keys.Where(key => key != NameKey).Order(StringComparer.Ordinal))
        {
            if (CountedOf(key, english) is not { } counted)
            {
                if (words.Own(key) is null && (nearest == english || nearest.Own(key) is null))
                {
                    missing.Add(key);
                }
            }
            else if (key.EndsWith(".other", StringComparison.Ordinal))
            {
                missing.AddRange(PluralRules.FormsOf(Language).Select(form => $"{counted}.{form}").Where(form => words.Own(form) is null && (nearest == english || nearest.Own(form) is null)));
            }
        }

        return new LanguageState(Language, words.Own(NameKey) ?? Language, texts.Count, missing, log.ToList());
    }

    /// <summary>What a language calls itself.</summary>
    public const string NameKey = "shell.language.name";

    /// <summary>The key without its form, when it is one of the forms of a text that counts; else null.</summary>
    public static string? CountedOf(string key, Words english)
        => PluralRules.Names.FirstOrDefault(form => key.EndsWith("." + form, StringComparison.Ordinal)) is { } form && key[..^(form.Length + 1)] is var counted
            && english.Own(counted + ".one") is not null && english.Own(counted + ".other") is not null ? counted : null;

    (string Code, string Message)? FaultOf(string key, string text, Words english)
    {
        if (CountedOf(key, english) is { } counted)
        {
            // The number may be left out in a form that says it in words: "one rule", "no rule".
            var (has, may) = (PlacesOf(text), PlacesOf(english[counted + ".other"]));
            return has.Except(may).Any() || (key.EndsWith(".other", StringComparison.Ordinal) && may.Except(has).Any()) || may.Except(has).Any(static place => place != 0) ? Wrong(may)
                : PluralRules.Names.First(form => key.EndsWith("." + form, StringComparison.Ordinal)) is var form && !PluralRules.FormsOf(Language).Contains(form, StringComparer.Ordinal) && form is not ("many" or "other")
                    ? ("TEXT008", $"the language has no form {form}: it has {string.Join(", ", PluralRules.FormsOf(Language))}; the text is not used")
                : null;
        }

        return english.Own(key) is not { } original ? ("TEXT008", "there is no such key in English; the text is not used")
            : !PlacesOf(text).SetEquals(PlacesOf(original)) ? Wrong(PlacesOf(original))
            : null;
    }

    static (string Code, string Message) Wrong(HashSet<int> places)
        => ("TEXT009", places.Count == 0 ? "the text has a place for a value, and there is none; it is not used" : $"the text needs the places {string.Join(", ", places.Order().Select(static place => $"{{{place}}}"))} and no others; it is not used");

    static HashSet<int> PlacesOf(string text)
    {
        HashSet<int> places = [];
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '{' && char.IsAsciiDigit(text[i + 1]) && text[i + 2] == '}')
            {
                places.Add(text[i + 1] - '0');
            }
        }

        return places;
    }
}
