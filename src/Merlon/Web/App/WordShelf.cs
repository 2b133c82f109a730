using System.Collections.Frozen;
using Merlon.Documents;

namespace Merlon.Web.App;

/// <summary>Every language that the application can speak: those of the binary, and those of folders that were named. Read once, when the server starts.</summary>
sealed class WordShelf
{
    const string Prefix = "words/";

    readonly FrozenDictionary<string, Words> languages;

    WordShelf(FrozenDictionary<string, Words> languages, IReadOnlyList<LanguageState> states)
    {
        this.languages = languages;
        States = states;
        English = languages[Words.English];
    }

    /// <summary>The language that is always whole.</summary>
    public Words English { get; }

    /// <summary>How far every other language is, by tag; and what was wrong with its files.</summary>
    public IReadOnlyList<LanguageState> States { get; }

    /// <summary>Every tag, English first.</summary>
    public IReadOnlyList<string> Tags => [Words.English, .. States.Where(static state => state.Texts > 0).Select(static state => state.Language)];

    /// <summary>Reads what the binary carries and what stands in the folders: <c>FOLDER/LANGUAGE/AREA.json</c>. A later folder's text counts before an earlier one's, and before the binary's.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static WordShelf Open(IReadOnlyList<string> folders)
    {
        List<TextFile> files = [.. Embedded()];
        files.AddRange(folders.SelectMany(TextFile.In));
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (var (key, text) in files.Where(static file => file.Language == Words.English).SelectMany(static file => file.Texts))
        {
            texts.Add(key, text);
        }

        Words english = new(Words.English, texts.ToFrozenDictionary(StringComparer.Ordinal), fallback: null);
        Dictionary<string, Words> made = new(StringComparer.Ordinal) { [Words.English] = english };
        List<LanguageState> states = [];
        foreach (var language in files.Where(static file => file.Language != Words.English).GroupBy(static file => file.Language, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            var translation = TranslatedTexts.Of(language.Key, english, language);
            var nearest = LanguageTag.Wider(language.Key).Skip(1).Select(wider => made.GetValueOrDefault(wider)).FirstOrDefault(static wider => wider is not null) ?? english;
            made[language.Key] = new Words(language.Key, translation.Texts.ToFrozenDictionary(StringComparer.Ordinal), nearest);
            states.Add(translation.StateIn(made[language.Key], english, nearest));
        }

        return new WordShelf(made.ToFrozenDictionary(StringComparer.Ordinal), states);
    }

    /// <summary>A language by its tag; null when there is none.</summary>
    public Words? Find(string tag) => languages.GetValueOrDefault(tag);

    /// <summary>The best language for somebody: what they chose, else the best of what their browser asks for, else English.</summary>
    public Words For(string chosen, string acceptLanguage)
        => Nearest(chosen) ?? (languages.Count == 1 ? English : LanguageTag.Wanted(acceptLanguage).Select(Nearest).FirstOrDefault(static words => words is not null) ?? English);

    Words? Nearest(string tag) => LanguageTag.Wider(tag).Select(wider => languages.GetValueOrDefault(wider)).FirstOrDefault(static words => words is not null);

    static IEnumerable<TextFile> Embedded()
    {
        foreach (var name in typeof(WordShelf).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = typeof(WordShelf).Assembly.GetManifestResourceStream(name)!; // the name is one of the assembly's own
            var parts = name.Split('/');
            yield return TextFile.Read(stream, name[Prefix.Length..], parts[1], Path.GetFileNameWithoutExtension(parts[^1]));
        }
    }
}

/// <summary>How far a language is.</summary>
/// <param name="Language">Its tag.</param>
/// <param name="Name">What it calls itself; foreign text.</param>
/// <param name="Texts">Texts that it has, every form counted.</param>
/// <param name="Missing">Keys that are shown in English, or in the language that it is a kind of; without the form for plurals.</param>
/// <param name="Diagnostics">What was wrong with its files.</param>
public sealed record LanguageState(string Language, string Name, int Texts, IReadOnlyList<string> Missing, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>The language of a request.</summary>
static class WordsOfRequest
{
    /// <summary>Texts in the language of who asks: what they chose, else what their browser asks for.</summary>
    public static Words Words(this HttpContext context)
        => context.Features.Get<Words>() is { } known ? known : Remember(context, context.RequestServices.GetRequiredService<WordShelf>().For(Serving.CallerOfRequest.Caller(context).Language, context.Request.Headers.AcceptLanguage.ToString()));

    static Words Remember(HttpContext context, Words words)
    {
        context.Features.Set(words);
        return words;
    }
}
