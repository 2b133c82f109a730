using Merlon.Attack;
using Merlon.Search;

namespace Merlon.Cli;

/// <summary>The answer to a search, for people and as JSON.</summary>
static class SearchListing
{
    /// <summary>Values of a facet that are shown; all stand in the JSON document.</summary>
    const int FacetValuesMax = 8;

    public static void Print(Terminal terminal, AttackRelease release, string query, SearchAnswer answer)
    {
        var page = new Page(terminal);
        foreach (var note in NotesOf(answer))
        {
            page.Paragraph(SafeText.Line(note), tone: Tone.Warning);
        }

        if (answer.Hits.Count == 0)
        {
            var meant = answer.DidYouMean is { } other ? $"; did you mean '{other}'?" : "";
            terminal.Error.WriteLine($"merlon: nothing found for '{SafeText.Line(query)}'{SafeText.Line(meant)}");
        }
        else
        {
            PrintHits(page, release, answer);
            page.Blank();
            page.Paragraph(answer.Total > answer.Hits.Count
                ? $"{Page.Count(answer.Total)} found, the first {Page.Count(answer.Hits.Count)} shown; --limit shows more."
                : $"{Page.Count(answer.Total)} found.", tone: Tone.Quiet);
        }

        foreach (var facet in answer.Facets.Where(facet => facet.Values.Count > (answer.Total == 0 ? 0 : 1)))
        {
            var values = facet.Values.Take(FacetValuesMax).Select(static value => $"{value.Value} {Page.Count(value.Count)}");
            var more = facet.Values.Count > FacetValuesMax ? $", {Page.Count(facet.Values.Count - FacetValuesMax)} more" : "";
            page.Field($"--{facet.Name}", SafeText.Line(string.Join(", ", values) + more));
        }
    }

    public static void PrintJson(Terminal terminal, AttackRelease release, string query, SearchAnswer answer)
        => JsonPrint.To(terminal, json => SearchJson.Write(json, release, query, answer));

    static IEnumerable<string> NotesOf(SearchAnswer answer)
    {
        foreach (var correction in answer.Corrections)
        {
            yield return $"'{correction.Word}' stands nowhere; taken as '{correction.Taken}'.";
        }

        if (answer.Hits.Count > 0 && answer.WordsMatched < answer.Words.Count)
        {
            yield return $"Nothing has all of these words; these have {answer.WordsMatched} of {answer.Words.Count}.";
        }

        if (answer.Ignored.Length > 0)
        {
            yield return $"Too long a query; left out: {Columns.Cut(SafeText.Line(answer.Ignored), 60)}";
        }

        if (answer is { Hits.Count: > 0, DidYouMean: { } other })
        {
            yield return $"Did you mean '{other}'?";
        }
    }

    static void PrintHits(Page page, AttackRelease release, SearchAnswer answer)
    {
        var idColumns = answer.Hits.Max(static hit => Columns.Of(SafeText.Line(hit.Found.Id)));
        foreach (var hit in answer.Hits)
        {
            var state = hit.Found.IsRevoked ? ", revoked" : hit.Found.IsDeprecated ? ", deprecated" : "";
            var kind = ObjectKind.NameOf(hit.Found) + state;
            var width = page.WidthColumns - idColumns - 4 - Columns.Of(kind);
            page.Line($"{Columns.PadRight(SafeText.Line(hit.Found.Id), idColumns)}  {SnippetText.Line(page, hit.Name, width, Tone.Strong)}  {page.Toned(Tone.Quiet, kind)}");
            var indent = new string(' ', idColumns + 2);
            foreach (var line in NoteOf(page, release, hit, page.WidthColumns - indent.Length))
            {
                page.Line(indent + line);
            }
        }
    }

    static IEnumerable<string> NoteOf(Page page, AttackRelease release, SearchHit hit, int width)
    {
        // The names of analytics are numbers.
        if (hit.Found is Analytic analytic && release.TechniquesOf(analytic) is { Count: > 0 } techniques)
        {
            yield return page.Toned(Tone.Quiet, Columns.Cut(SafeText.Line($"{string.Join(", ", analytic.Platforms)}: {string.Join(", ", techniques)}"), width));
        }

        if (hit.Alias is { } alias)
        {
            yield return page.Toned(Tone.Quiet, "also ") + SnippetText.Line(page, alias, width - 5, Tone.Plain);
        }

        if (hit is { Procedure: { } statement, OtherEnd: { } other })
        {
            var says = ReferenceEquals(statement.Source, hit.Found) ? $"{statement.Type} {other}:" : $"{other} {statement.Type} it:";
            yield return page.Toned(Tone.Quiet, Columns.Cut(SafeText.Line(says), width));
        }

        foreach (var line in SnippetText.Lines(page, hit.Snippet, width, Tone.Quiet))
        {
            yield return line;
        }
    }
}
