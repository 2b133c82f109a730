using System.Text.RegularExpressions;
using Merlon.Facts;

namespace Merlon.Intelligence;

/// <summary>
/// Finds the sectors that a description says are targeted. A sentence counts only when it speaks of targets, and what
/// speaks of the actor's own side (who pays it, what it is after, which ministry it works for) is cut
/// out before. Written for ATT&amp;CK's English: nine of ten hits agree with curated tags, and it finds under half of them.
/// </summary>
sealed class SectorLexicon
{
    readonly (string Sector, Regex Words)[] sectors;
    readonly Regex citation = Compile(@"\(Citation:[^)]*\)");
    readonly Regex link = Compile(@"\[(?<text>[^\]]*)\]\([^)]*\)");
    readonly Regex targetCue = Compile(
        @"\b(?:target\w*|victim\w*|against|attack(?:s|ed|ing)|intrusions? (?:into|at|on|against)|compromis\w*|focus\w*|industr\w+"
        + @"|sectors?|breach\w*|espionage (?:on|of)|interest in|steal\w*|impact\w*|affect\w*|aimed at|entities|customers|users of)\b");

    readonly Regex ownSide = Compile(
        @"\b(?:financ(?:e|ial|ially)[- ](?:gain|motivat\w*|crime\w*|profit\w*|reward\w*|driven)"
        + @"|financial (?:data|information|records|statements)"
        + @"|(?:payment|credit|debit) card (?:information|data|details|numbers)"
        + @"|crypto(?:currency)?[- ]?(?:min(?:er|ers|ing)|jacking)|mining (?:of )?(?:\w+ )?crypto\w*"
        + @"|(?:state|government|nation)(?:[- ]state)?[- ](?:sponsored|backed|affiliated|linked|aligned|directed|supported)"
        + @"|(?:attributed|affiliated|linked|ties|tied|connected|belong\w*|subordinate|reporting|related|nexus|links|connection\w*)"
        + @" (?:to|with) [^.,;]*"
        + @"|(?:on behalf of|at the behest of|in support of|in alignment with|work\w* for|associated with|sponsored by|supported by"
        + @"|operat\w* by|conducted by|part of|believed to (?:be|work)|overlap\w* with|interests of|directed by|led by"
        + @"|under the direction of|front company) [^.,;]*"
        + @"|\w+(?:ese|ian|ish|an|i)? ministry of (?:intelligence|state security|public security|defen[cs]e)[^.,;]*"
        + @"|communications? (?:channel|protocol|method)\w*|(?:c2|command and control|encrypted|network) communications?"
        + @"|social media|supply chains?)");

    SectorLexicon(FactsTable table)
        => sectors = [.. table.Rows.Select(static row => (row[0], WordsOf(FactsTable.Split(row[2], ';'))))];

    public static SectorLexicon OpenBuiltIn()
        => new(FactsTable.OpenBuiltIn(GroupSectors.SectorsFile, GroupSectors.VocabularyColumns));

    /// <summary>Sectors that a text in ATT&amp;CK's Markdown says are targeted, ordinally sorted.</summary>
    /// <param name="text">The description.</param>
    /// <param name="names">The actor's own names, which say nothing of its targets (<c>Silent Librarian</c>).</param>
    public IReadOnlyList<string> SectorsIn(string text, IEnumerable<string> names)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var plain = link.Replace(citation.Replace(text, ""), "${text}");
        foreach (var name in names)
        {
            plain = plain.Replace(name, " ", StringComparison.Ordinal);
        }

        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var sentence in SentencesOf(plain))
        {
            var said = ownSide.Replace(sentence, " ");
            if (!targetCue.IsMatch(said))
            {
                continue;
            }

            found.UnionWith(sectors.Where(sector => sector.Words.IsMatch(said)).Select(static sector => sector.Sector));
        }

        return [.. found];
    }

    static IEnumerable<string> SentencesOf(string text)
    {
        var start = 0;
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] is '.' or '!' or '?' && char.IsWhiteSpace(text[i + 1]) && StartsSentence(text, i + 2))
            {
                yield return text[start..(i + 1)];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    static bool StartsSentence(string text, int index)
    {
        while (index < text.Length && char.IsWhiteSpace(text[index]))
        {
            index++;
        }

        return index < text.Length && char.IsUpper(text[index]);
    }

    /// <summary>A word with a capital letter is taken as written (<c>IT</c>, <c>SWIFT</c>), any other in either case.</summary>
    static Regex WordsOf(string[] words)
    {
        var asWritten = words.Where(static word => word.Any(char.IsUpper)).Select(PatternOf);
        var inAnyCase = words.Where(static word => !word.Any(char.IsUpper)).Select(PatternOf);
        return new Regex(
            $@"\b(?:{string.Join('|', [.. asWritten, $"(?i:{string.Join('|', inAnyCase)})"])})\b",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
    }

    static string PatternOf(string word)
        => word.EndsWith('*') ? Regex.Escape(word[..^1]) + @"\w*" : Regex.Escape(word);

    static Regex Compile(string pattern) => new(
        pattern,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase);
}
