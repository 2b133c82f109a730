using System.Text.Json;
using System.Text.RegularExpressions;

namespace Merlon.Web.Tests;

/// <summary>The application's texts: each that is used is there, each that is there is used, and a translation keeps the places.</summary>
public sealed partial class WordsTests
{
    static readonly string App = Repository.PathOf("src/Merlon/Web");

    static readonly Dictionary<string, string> English = Read("en");

    [Fact]
    public void Every_text_that_is_used_is_there()
    {
        var missing =
            from use in Uses()
            where !use.IsPrefix && !English.ContainsKey(use.Key) && !(English.ContainsKey(use.Key + ".one") && English.ContainsKey(use.Key + ".other"))
            select $"{use.File}: {use.Key}";
        missing.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Every_text_that_is_there_is_used()
    {
        var uses = Uses().ToList();
        var whole = uses.Where(static use => !use.IsPrefix).Select(static use => use.Key).ToHashSet(StringComparer.Ordinal);
        var prefixes = uses.Where(static use => use.IsPrefix).Select(static use => use.Key).Distinct(StringComparer.Ordinal).ToList();
        var literals = Literals();
        English.Keys.Where(key => !key.StartsWith("said.", StringComparison.Ordinal) && !whole.Contains(key) && !whole.Contains(Counted().Replace(key, "")) && !prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))
                && !literals.Contains(key) && !literals.Contains(Counted().Replace(key, "")) && !IsScripted(key, literals))
            .Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    /// <summary>What code says in English is known by its words: each piece between places stands in the source so, or nobody says it any more.</summary>
    [Fact]
    public void Every_text_that_code_is_known_to_say_is_said_by_code()
    {
        var code = string.Concat(Directory.EnumerateFiles(Repository.PathOf("src"), "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".cs" or ".razor" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(File.ReadAllText)).Replace("\\\"", "\"", StringComparison.Ordinal).Replace('-', ' ');
        English.Where(static text => text.Key.StartsWith("said.", StringComparison.Ordinal))
            .Where(text => Place().Split(text.Value).SelectMany(static piece => piece.Split(['.', ',', ';', ':', '(', ')'])).Select(static piece => piece.Trim().Replace('-', ' ')).Any(piece => piece.Length > 3 && !piece.Split(' ').Chunk(3).All(words => code.Contains(string.Join(' ', words), StringComparison.OrdinalIgnoreCase))))
            .Select(static text => $"{text.Key}: {text.Value}").ShouldBeEmpty();
    }

    [Fact]
    public void A_text_that_counts_has_both_forms_and_places_are_numbered_from_nought()
    {
        List<string> faults = [];
        foreach (var (key, text) in English)
        {
            if (key.EndsWith(".one", StringComparison.Ordinal) && !English.ContainsKey(key[..^4] + ".other") && !Whole.Value.Contains(key))
            {
                faults.Add($"{key} has no .other");
            }

            var places = Place().Matches(text).Select(static match => int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order().ToList();
            if (places.Count > 0 && places[^1] > places.Count) // one may be left out, where a form of it needs no number
            {
                faults.Add($"{key} has places {string.Join(',', places)}");
            }

            if (text.Trim().Length == 0 || text != text.Trim())
            {
                faults.Add($"{key} is empty, or has space around it");
            }
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_translation_has_no_other_keys_and_the_same_places()
    {
        List<string> faults = [];
        foreach (var language in Directory.EnumerateDirectories(Path.Combine(App, "App/Texts")).Select(static folder => Path.GetFileName(folder)).Where(static language => language != "en"))
        {
            foreach (var (key, text) in Read(language))
            {
                if (!English.TryGetValue(key, out var original) ? !English.ContainsKey(Form().Replace(key, ".other")) : !PlacesOf(text).SetEquals(PlacesOf(original)))
                {
                    faults.Add($"{language}: {key} is unknown, or its places differ");
                }
            }
        }

        faults.ShouldBeEmpty();
    }

    /// <summary>Text between tags of a component, and in attributes that people read, comes from the texts: else nobody can translate it.</summary>
    [Fact]
    public void Components_carry_no_English_of_their_own()
    {
        List<string> faults = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(App, "App"), "*.razor", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var markup = Code().Replace(Comment().Replace(File.ReadAllText(file), ""), "");
            foreach (Match match in BareText().Matches(markup))
            {
                var text = match.Groups["text"].Value.Trim();
                if (EnglishWords().IsMatch(text) && !Kept.Any(kept => text.StartsWith(kept, StringComparison.Ordinal)))
                {
                    faults.Add($"{Path.GetFileName(file)}: {text}");
                }
            }

            foreach (Match match in ReadAttribute().Matches(markup))
            {
                if (EnglishWords().IsMatch(match.Groups["value"].Value) && !Kept.Contains(match.Groups["value"].Value, StringComparer.Ordinal))
                {
                    faults.Add($"{Path.GetFileName(file)}: {match.Value}");
                }
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    // Names of things, and samples of code, are the same in every language.
    static readonly string[] Kept = ["Merlon", "merlon ", "curl ", "organisation.yaml", "log-source:", "ATT&amp;CK"];

    static readonly Lazy<HashSet<string>> Whole = new(static () => Uses().Where(static use => !use.IsPrefix).Select(static use => use.Key).ToHashSet(StringComparer.Ordinal));

    static IEnumerable<(string Key, bool IsPrefix, string File)> Uses()
    {
        foreach (var file in Sources())
        {
            var text = File.ReadAllText(file);
            foreach (Match match in Key().Matches(text))
            {
                var key = match.Groups["key"].Value;
                yield return (key, match.Groups["more"].Value.TrimStart().StartsWith('+') || key.EndsWith('.'), Path.GetFileName(file));
            }

            foreach (Match match in MadeKey().Matches(text))
            {
                yield return (match.Groups["key"].Value, true, Path.GetFileName(file));
            }
        }
    }

    // Keys that travel through variables stand somewhere as a literal.
    static HashSet<string> Literals() => Sources().SelectMany(static file => Literal().Matches(File.ReadAllText(file))).Select(static match => match.Groups["text"].Value).ToHashSet(StringComparer.Ordinal);

    // Scripts name their texts without the area: words("talk")("edit").
    static bool IsScripted(string key, HashSet<string> literals)
    {
        var name = Counted().Replace(key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..], "");
        return literals.Contains(name) || literals.Any(literal => literal.EndsWith('.') && name.StartsWith(literal, StringComparison.Ordinal)) || literals.Any(literal => literal.Contains("${", StringComparison.Ordinal) && name.StartsWith(literal[..literal.IndexOf("${", StringComparison.Ordinal)], StringComparison.Ordinal) && !literal.StartsWith('$'));
    }

    static IEnumerable<string> Sources() => Directory.EnumerateFiles(App, "*", SearchOption.AllDirectories).Where(static file => Path.GetExtension(file) is ".razor" or ".cs" or ".js").Order(StringComparer.Ordinal);

    static Dictionary<string, string> Read(string language)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(App, "App/Texts", language), "*.json").Order(StringComparer.Ordinal))
        {
            foreach (var (key, text) in JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!) // a file of texts is an object
            {
                texts.Add($"{Path.GetFileNameWithoutExtension(file)}.{key}", text);
            }
        }

        return texts;
    }

    static HashSet<string> PlacesOf(string text) => Place().Matches(text).Select(static match => match.Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"(?:\bW|[wW]ords|texts)(?:\[|\.Count\()\s*""(?<key>[a-z][\w.-]*)""(?<more>\s*\+)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Key();

    [GeneratedRegex(@"\$""(?<key>[a-z][\w-]*\.[\w.-]*)\{", RegexOptions.ExplicitCapture)]
    private static partial Regex MadeKey();

    [GeneratedRegex(@"[""'`](?<text>[a-z][\w.$\{\}-]{1,60})[""'`]", RegexOptions.ExplicitCapture)]
    private static partial Regex Literal();

    [GeneratedRegex(@"\.(one|other)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Counted();

    [GeneratedRegex(@"\.(zero|one|two|few|many)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex(@"\{(?<number>\d)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"@code\s*\{.*", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"</?[a-zA-Z][^<>\n]*>(?<text>[^<>@{}\n""]+)(?=<)", RegexOptions.ExplicitCapture)]
    private static partial Regex BareText();

    [GeneratedRegex(@"[a-z]{3,}")]
    private static partial Regex EnglishWords();

    [GeneratedRegex(@"\b(placeholder|aria-label|title|alt)=""(?<value>[A-Za-z][^""@]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex ReadAttribute();
}
