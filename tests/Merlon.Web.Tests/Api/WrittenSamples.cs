using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Answers;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Api;

/// <summary>Samples that no call of a walk makes: what answers are made of, written by what writes it on a server.</summary>
static class WrittenSamples
{
    /// <summary>Answers of operations that ask other servers: one layer is described as another, and releases that are offered are written here.</summary>
    public static IEnumerable<SampleAnswer> Of(IEnumerable<SampleAnswer> made)
    {
        foreach (var read in made.Where(static answer => answer.Call.Operation == "ReadLayer"))
        {
            yield return read with { Call = new SampleCall("FetchLayer", "POST", "/api/v1/layer-tools/fetch", "") };
        }

        StoredRelease stored = new("18.1", ["enterprise-attack"], IsPinned: true, IsBuiltIn: false, DateTimeOffset.UnixEpoch, Bytes: 1);
        var offered = JsonText.Line(json => StoredReleaseJson.WriteOffered(json, [new("18.1", ["enterprise-attack", "ics-attack"]), new("17.1", ["enterprise-attack"])], new Dictionary<string, StoredRelease>(StringComparer.Ordinal) { ["18.1"] = stored }));
        yield return new SampleAnswer(new SampleCall("ListOffers", "POST", "/api/v1/releases/offers", ""), 200, "application/json", "\"tag\"", offered);
    }

    /// <summary>Gives lists of diagnostics the schema of one, whether a walk met any or not.</summary>
    public static void Diagnose(JsonNode? schema)
    {
        if (schema is not JsonObject found)
        {
            return;
        }

        foreach (var (name, member) in found["properties"]?.AsObject().ToList() ?? [])
        {
            if (name == "diagnostics" && member?["items"] is not null)
            {
                member["items"] = Diagnostic();
            }
            else
            {
                Diagnose(member);
            }
        }

        Diagnose(found["items"]);
        Diagnose(found["additionalProperties"]);
    }

    static JsonObject Diagnostic()
    {
        List<Diagnostic> several = [new("X1", Severity.Error, "a.yaml", new SourceLocation(1, 2, "$.a"), "what", Excerpt: "a: b", Advice: "do"), new("X2", Severity.Note, "a.yaml", SourceLocation.Whole, "what")];
        using var document = JsonDocument.Parse(JsonText.Line(json =>
        {
            json.WriteStartObject();
            DiagnosticJson.Write(json, "diagnostics", several);
            json.WriteEndObject();
        }));
        AnswerShape shape = new();
        foreach (var one in document.RootElement.GetProperty("diagnostics").EnumerateArray())
        {
            shape.Add(one);
        }

        return shape.ToSchema();
    }
}
