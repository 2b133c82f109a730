using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Cli;

/// <summary>Scores per technique from the <c>gaps.json</c> of an assessment (docs/guide/command-line.md lists its keys).</summary>
/// <param name="Name">Name of a layer of them.</param>
/// <param name="Meaning">What a high score means.</param>
/// <param name="Techniques">Techniques of the release with score 0 to 100 and comment.</param>
sealed record AssessmentScores(string Name, string Meaning, IReadOnlyList<(Technique Technique, double Score, string Comment)> Techniques)
{
    /// <summary>Largest gaps.json, in bytes.</summary>
    public const int AssessmentBytesMax = 128 * 1024 * 1024;

    public static readonly string[] Views = ["gap", "coverage", "threat"];

    /// <summary>Reads the file, or the one in a folder; null, and why on the error stream, when it is no assessment.</summary>
    public static AssessmentScores? Read(Terminal terminal, string path, string view, AttackRelease release)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, "gaps.json") : path;
        if (!File.Exists(file))
        {
            throw new FileNotFoundException($"{file} does not exist: merlon assess writes one", file);
        }

        if (new FileInfo(file).Length > AssessmentBytesMax)
        {
            Failure.Refuse(terminal, $"{file} is larger than {AssessmentBytesMax / 1024 / 1024} MiB");
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = json.RootElement;
            if (ListOf(root, view) is not { } list)
            {
                Failure.Refuse(terminal, $"{file} is not the gaps.json of an assessment");
                return null;
            }

            var unknown = 0;
            var scores = new List<(Technique, double, string)>();
            foreach (var entry in list.EnumerateArray())
            {
                if (ScoreOf(entry, view) is not { } score || IdOf(entry, view) is not { } id || release.Lineage.Resolve(id) is not TechniqueResolution.Live live)
                {
                    unknown++;
                    continue;
                }

                scores.Add((live.Technique, Math.Round(score * 100, 1), CommentOf(entry)));
            }

            if (unknown > 0)
            {
                terminal.Error.WriteLine($"merlon: {Page.Count(unknown, "technique")} of {SafeText.Line(file)} have no place in ATT&CK {SafeText.Line(release.Version)} and were left out");
            }

            var name = root.TryGetProperty("organisation", out var organisation) && organisation.TryGetProperty("name", out var named) ? named.GetString() : null;
            return new AssessmentScores($"{name ?? "assessment"}: {view}", MeaningOf(view), scores);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Failure.Refuse(terminal, $"{file} is not the gaps.json of an assessment: {e.Message.TrimEnd('.')}");
            return null;
        }
    }

    static JsonElement? ListOf(JsonElement root, string view)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var owner = root;
        if (view is not "gap" && !root.TryGetProperty(view is "coverage" ? "coverage" : "profile", out owner))
        {
            return null;
        }

        return owner.TryGetProperty(view is "gap" ? "gaps" : "techniques", out var list) && list.ValueKind == JsonValueKind.Array ? list : null;
    }

    static string? IdOf(JsonElement entry, string view)
    {
        var owner = view is "gap" && entry.TryGetProperty("technique", out var technique) ? technique : entry;
        return owner.TryGetProperty("id", out var id) ? id.GetString() : null;
    }

    static double? ScoreOf(JsonElement entry, string view)
        => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(view switch { "gap" => "priority", "coverage" => "covered", _ => "weight" }, out var score)
            && score.TryGetDouble(out var share) && share is >= 0 and <= 1 ? share : null;

    static string CommentOf(JsonElement entry)
        => entry.TryGetProperty("reasons", out var reasons) && reasons.ValueKind == JsonValueKind.Array
            ? string.Join("\n", reasons.EnumerateArray().Take(3).Select(static reason => reason.GetString()))
            : "";

    static string MeaningOf(string view) => view switch
    {
        "gap" => "heavy and open",
        "coverage" => "detected or prevented",
        _ => "weight of the heaviest technique",
    };
}
