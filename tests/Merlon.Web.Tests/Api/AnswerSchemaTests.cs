using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Web.Api;

namespace Merlon.Web.Tests.Api;

/// <summary>What operations answer is what their schemas say. MERLON_GOLDEN=update draws the schemas from the answers anew; they are read in review.</summary>
public sealed class AnswerSchemaTests
{
    const string Folder = "docs/formats/api", ElsewhereMade = "needs something that a line of samples cannot make first";

    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Every_operation_has_a_sample_call()
    {
        await using var served = await ServedMerlon.StartAsync();
        var described = await served.DescriptionAsync();
        var operations = ApiIndex.Of(described).Select(static operation => operation.Id).ToHashSet(StringComparer.Ordinal);
        var selfExplaining = ApiIndex.Of(described).Where(operation => operation.Method == "GET" && SampleWalk.NeedsNothing(described, operation.Path)).Select(static operation => operation.Id);
        var sampled = SampleWalk.Calls.Select(static call => call.Operation).ToHashSet(StringComparer.Ordinal);
        operations.Except(sampled, StringComparer.Ordinal).Except(selfExplaining, StringComparer.Ordinal).Except(Unsampled.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ShouldBeEmpty("add a line to samples.txt");
        sampled.Except(operations, StringComparer.Ordinal).ShouldBeEmpty("no such operation any more");
    }

    [Fact]
    public async Task Every_answer_is_as_its_schema_says()
    {
        await using var served = await ServedMerlon.StartAsync();
        var answers = await SampleWalk.MakeAsync(served);
        answers.Where(static answer => answer.Status >= 400).Select(static answer => $"{answer.Call.Operation} {answer.Call.Path}: {answer.Status} {answer.Text}").ShouldBeEmpty();
        var isUpdate = string.Equals(Environment.GetEnvironmentVariable("MERLON_GOLDEN"), "update", StringComparison.Ordinal);
        List<string> faults = [];
        foreach (var operation in answers.GroupBy(static answer => answer.Call.Operation, StringComparer.Ordinal))
        {
            var path = Repository.PathOf($"{Folder}/{operation.Key}.schema.json");
            if (isUpdate)
            {
                Directory.CreateDirectory(Repository.PathOf(Folder));
                await File.WriteAllTextAsync(path, SchemaOf([.. operation]).ToJsonString(Readable) + "\n");
            }
            else
            {
                faults.AddRange(File.Exists(path) ? FaultsOf([.. operation], JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject()) : [$"{operation.Key} has no schema: run with MERLON_GOLDEN=update"]);
            }
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    /// <summary>Operations that no sample can be made of, and why.</summary>
    public static IReadOnlyDictionary<string, string> Unsampled { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["BeginBackup"] = "a job; BackupTests begin one",
        ["ChangePassword"] = "the session's own password is not known to samples",
        ["DownloadBackup"] = "the file of a job; BackupTests fetch one",
        ["EndSession"] = "an id of a session of somebody's",
        ["FetchLayer"] = "another server's file",
        ["FollowLayer"] = "a stream",
        ["ReplaceLayer"] = "needs the ETag of a layer",
        ["AddRelease"] = ElsewhereMade,
        ["CompareReleases"] = ElsewhereMade,
        ["CreateOrganisation"] = ElsewhereMade,
        ["EditOrganisation"] = ElsewhereMade,
        ["EndDecision"] = ElsewhereMade,
        ["ExportEntries"] = ElsewhereMade,
        ["ExportRelease"] = ElsewhereMade,
        ["ExportSignOff"] = ElsewhereMade,
        ["FetchRelease"] = ElsewhereMade,
        ["GetAddition"] = ElsewhereMade,
        ["GetExport"] = ElsewhereMade,
        ["GetJournalStatement"] = ElsewhereMade,
        ["GetOrganisationVersion"] = ElsewhereMade,
        ["GetReleaseImpact"] = ElsewhereMade,
        ["GetSignOff"] = ElsewhereMade,
        ["ImportEntries"] = ElsewhereMade,
        ["ListOffers"] = ElsewhereMade,
        ["PreviewUse"] = ElsewhereMade,
        ["PutOrganisation"] = ElsewhereMade,
        ["RestoreOrganisationVersion"] = ElsewhereMade,
        ["Sign"] = ElsewhereMade,
        ["UndoOrganisationVersion"] = ElsewhereMade,
        ["UploadOrganisationRules"] = ElsewhereMade,
        ["UseRelease"] = ElsewhereMade,
        ["VerifySignOff"] = ElsewhereMade,
        ["WithdrawSignOff"] = ElsewhereMade,
        ["AddOwn"] = ElsewhereMade,
        ["BeginHunt"] = ElsewhereMade,
        ["BeginInventory"] = ElsewhereMade,
        ["BeginOwn"] = ElsewhereMade,
        ["CalculateTopTechniques"] = ElsewhereMade,
        ["CancelHunt"] = ElsewhereMade,
        ["CheckDettect"] = ElsewhereMade,
        ["CheckOwn"] = ElsewhereMade,
        ["CheckRules"] = ElsewhereMade,
        ["CompareDays"] = ElsewhereMade,
        ["CompareDettect"] = ElsewhereMade,
        ["DeleteHunt"] = ElsewhereMade,
        ["DeleteUpload"] = ElsewhereMade,
        ["DrawDettect"] = ElsewhereMade,
        ["EditOwn"] = ElsewhereMade,
        ["ExplainRule"] = ElsewhereMade,
        ["ExportHunt"] = ElsewhereMade,
        ["ExportOwn"] = ElsewhereMade,
        ["FollowHunt"] = ElsewhereMade,
        ["GetFinding"] = ElsewhereMade,
        ["GetHunt"] = ElsewhereMade,
        ["GetHuntStory"] = ElsewhereMade,
        ["GetHuntTimeline"] = ElsewhereMade,
        ["GetInventory"] = ElsewhereMade,
        ["GetInventoryContent"] = ElsewhereMade,
        ["GetInventoryLayer"] = ElsewhereMade,
        ["GetInventoryVisibility"] = ElsewhereMade,
        ["GetOwn"] = ElsewhereMade,
        ["GetOwnConflicts"] = ElsewhereMade,
        ["GetOwnEntry"] = ElsewhereMade,
        ["GetReport"] = ElsewhereMade,
        ["GetRule"] = ElsewhereMade,
        ["GetUpload"] = ElsewhereMade,
        ["ImportMappings"] = ElsewhereMade,
        ["ImportOwn"] = ElsewhereMade,
        ["ListFindings"] = ElsewhereMade,
        ["ListLogFolderFiles"] = ElsewhereMade,
        ["MergeOwn"] = ElsewhereMade,
        ["MoveRuleUpload"] = ElsewhereMade,
        ["RemoveMappings"] = ElsewhereMade,
        ["RemoveOwn"] = ElsewhereMade,
        ["ResolveOwn"] = ElsewhereMade,
        ["ScoreDettect"] = ElsewhereMade,
        ["TranslateRule"] = ElsewhereMade,
        ["UploadLog"] = ElsewhereMade,
        ["UploadRules"] = ElsewhereMade,
        ["CancelJob"] = "a job that still runs is a matter of time",
        ["FollowJob"] = "a stream",
        ["GetJob"] = "an id of a job that still is remembered",
    };

    static JsonObject SchemaOf(List<SampleAnswer> answers)
    {
        var first = answers[0];
        JsonObject schema = new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = first.Call.Operation };
        if (first.Status != 200)
        {
            schema["x-status"] = first.Status;
        }

        if (first.Tag.Length > 0)
        {
            schema["x-etag"] = true;
        }

        if (first.Type != "application/json")
        {
            schema["contentMediaType"] = first.Type.Length == 0 ? "none" : first.Type;
            schema["type"] = "string";
            return schema;
        }

        AnswerShape shape = new();
        foreach (var answer in answers)
        {
            shape.Add(answer.Json!.Value); // its type is JSON
        }

        foreach (var (name, value) in shape.ToSchema())
        {
            schema[name] = value?.DeepClone();
        }

        return schema;
    }

    static IEnumerable<string> FaultsOf(List<SampleAnswer> answers, JsonObject schema)
    {
        var (mediaType, status) = AnswerSchemas.AnswerOf(schema);
        foreach (var answer in answers)
        {
            var what = $"{answer.Call.Operation} {answer.Call.Path}";
            if ($"{answer.Status}" != status || (answer.Type.Length == 0 ? "none" : answer.Type) != mediaType || answer.Tag.Length > 0 != (schema["x-etag"]?.GetValue<bool>() ?? false))
            {
                yield return $"{what}: answered {answer.Status} {answer.Type} {answer.Tag}, described as {status} {mediaType}";
            }

            foreach (var fault in answer.Json is { } json ? AnswerShape.FaultsOf(json, schema, "answer") : [])
            {
                yield return $"{what}: {fault}";
            }
        }
    }
}
