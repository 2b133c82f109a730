using System.Text.Json;
using Merlon.Attack;
using Merlon.Search;

namespace Merlon.Answers;

/// <summary>The answer to a search as JSON.</summary>
static class SearchJson
{
    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, AttackRelease release, string query, SearchAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("query", query);
        json.WriteString("release", release.Version);
        json.WriteNumber("total", answer.Total);
        json.WriteStrings("words", answer.Words);
        json.WriteNumber("words_matched", answer.WordsMatched);
        json.WriteObjects("corrections", answer.Corrections, correction =>
        {
            json.WriteString("word", correction.Word);
            json.WriteString("taken", correction.Taken);
        });
        json.WriteString("did_you_mean", answer.DidYouMean);
        json.WriteString("ignored", answer.Ignored);
        json.WriteObjects("facets", answer.Facets, facet =>
        {
            json.WriteString("name", facet.Name);
            json.WriteObjects("values", facet.Values, value =>
            {
                json.WriteString("value", value.Value);
                json.WriteNumber("count", value.Count);
            });
        });
        json.WriteObjects("hits", answer.Hits, hit => WriteHit(json, hit));
        json.WriteEndObject();
    }

    static void WriteHit(Utf8JsonWriter json, SearchHit hit)
    {
        ObjectJson.WriteReference(json, hit.Found);
        json.WriteString("stix_id", hit.Found.StixId);
        json.WriteString("type", ObjectKind.NameOf(hit.Found));
        json.WriteStrings("aliases", hit.Found.Aliases);
        json.WriteStrings("domains", hit.Found.Domains);
        json.WriteBoolean("live", hit.Found.IsLive);
        json.WriteBoolean("exact", hit.IsExact);
        json.WriteStrings("matched_in", hit.Fields.Select(static field => field.ToString().ToLowerInvariant()));
        json.WriteStrings("missing", hit.Missing);
        json.WriteRounded("score", hit.Score);
        WriteSnippet(json, "snippet", hit.Snippet);
        if (hit is { Procedure: { } statement, OtherEnd: { } other })
        {
            json.WriteStartObject("procedure");
            json.WriteString("relationship", statement.StixId);
            json.WriteString("type", statement.Type);
            json.WriteString("from", statement.Source.Id);
            json.WriteString("to", statement.Target.Id);
            json.WriteStartObject("other");
            ObjectJson.WriteReference(json, other);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    static void WriteSnippet(Utf8JsonWriter json, string name, Snippet snippet)
    {
        json.WriteStartObject(name);
        json.WriteString("text", snippet.Text);
        json.WriteObjects("highlights", snippet.Highlights, highlight =>
        {
            json.WriteNumber("start", highlight.Start);
            json.WriteNumber("length", highlight.Length);
        });
        json.WriteEndObject();
    }
}
