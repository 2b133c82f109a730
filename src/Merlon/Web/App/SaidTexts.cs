using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;

namespace Merlon.Web.App;

/// <summary>
/// What the judging code says in English, in another language. That code writes reports and terminals too and knows no languages; its headings, words and sentences stand in <c>said.json</c> as it says
/// them. A text without places is found as it is, one with places by its words between them: <c>{0} of {1} techniques</c>.
/// </summary>
sealed class SaidTexts
{
    /// <summary>Longest text that is recognised by its words, in characters; a longer one is shown as it is.</summary>
    public const int TextCharsMax = 4_000;

    /// <summary>How deep texts in places of texts are looked up: words in a sentence, sentences in a list.</summary>
    const int DepthMax = 3;

    /// <summary>Most time that recognising one text may take.</summary>
    const int RecogniseMilliseconds = 50;

    readonly FrozenDictionary<string, string> whole;
    readonly IReadOnlyList<Sentence> sentences;

    SaidTexts(FrozenDictionary<string, string> whole, IReadOnlyList<Sentence> sentences)
    {
        this.whole = whole;
        this.sentences = sentences;
    }

    /// <summary>What a language has.</summary>
    public static SaidTexts Of(Words english, Words words)
    {
        Dictionary<string, string> asTheyAre = new(StringComparer.Ordinal);
        List<Sentence> withPlaces = [];
        foreach (var key in english.Keys.Where(static key => key.StartsWith(Words.SaidArea + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var (from, to) = (english[key], words[key]);
            if (Places(from) == 0)
            {
                asTheyAre.TryAdd(from, to);
            }
            else
            {
                withPlaces.Add(new Sentence(from, to));
            }
        }

        return new SaidTexts(asTheyAre.ToFrozenDictionary(StringComparer.Ordinal), [.. withPlaces.OrderByDescending(static one => one.From.Length).ThenBy(static one => one.From, StringComparer.Ordinal)]);
    }

    /// <summary>A text in the language; null when it is not known. Values in its places are looked up too: they may be words themselves.</summary>
    public string? Find(string text) => Find(text, DepthMax);

    string? Find(string text, int depth)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (whole.TryGetValue(text, out var found))
        {
            return found;
        }

        if (text.Length > TextCharsMax || depth == 0)
        {
            return null;
        }

        var parts = text.Contains("; ", StringComparison.Ordinal) ? text.Split("; ") : [];
        var known = parts.Select(part => Find(part, depth - 1)).ToList();
        if (known.Count > 0 && known.TrueForAll(static part => part is not null))
        {
            return string.Join("; ", known);
        }

        foreach (var sentence in sentences)
        {
            if (sentence.Read(text) is { } values)
            {
                return Words.Fill(sentence.To, [.. values.Select(value => Find(value, depth - 1) ?? value)]);
            }
        }

        if (char.IsAsciiDigit(text[0]) && text.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 && text.AsSpan(0, space).IndexOfAnyExceptInRange('0', '9') < 0 && Find(text[(space + 1)..], depth - 1) is { } numbered)
        {
            return $"{text[..space]} {numbered}"; // of a numbered list
        }

        return known.Exists(static part => part is not null) ? string.Join("; ", parts.Select((part, i) => known[i] ?? part)) : null;
    }

    static int Places(string text) => Regex.Count(text, @"\{\d\}", RegexOptions.None, TimeSpan.FromMilliseconds(RecogniseMilliseconds));

    sealed class Sentence
    {
        readonly Regex shape;
        readonly int[] places;
        readonly string first;

        public Sentence(string from, string to)
        {
            From = from;
            To = to;
            StringBuilder pattern = new("^");
            List<int> numbers = [];
            var rest = from.AsSpan();
            while (rest.IndexOf('{') is var at and >= 0 && at + 2 < rest.Length && char.IsAsciiDigit(rest[at + 1]) && rest[at + 2] == '}')
            {
                pattern.Append(Regex.Escape(rest[..at].ToString())).Append("(.+?)");
                numbers.Add(rest[at + 1] - '0');
                rest = rest[(at + 3)..];
            }

            pattern.Append(Regex.Escape(rest.ToString())).Append('$');
            first = from[..from.IndexOf('{', StringComparison.Ordinal)];
            places = [.. numbers];
            shape = new Regex(pattern.ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromMilliseconds(RecogniseMilliseconds));
        }

        public string From { get; }

        public string To { get; }

        /// <summary>The values in the places of a text of this shape; null for any other text.</summary>
        public string[]? Read(string text)
        {
            if (!text.StartsWith(first, StringComparison.Ordinal) || shape.Match(text) is not { Success: true } match)
            {
                return null;
            }

            var values = new string[places.Max() + 1];
            Array.Fill(values, "");
            for (var i = 0; i < places.Length; i++)
            {
                values[places[i]] = match.Groups[i + 1].Value;
            }

            return values;
        }
    }
}
