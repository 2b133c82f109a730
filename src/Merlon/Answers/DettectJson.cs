using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Dettect;
using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Answers;

/// <summary>A file of DeTT&amp;CT with its scores.</summary>
sealed record DettectScored(DettectFile File, DettectVisibility? Visibility);

/// <summary>A file of DeTT&amp;CT with what is wrong in it.</summary>
sealed record DettectChecked(string Path, DettectFile? File, IReadOnlyList<Diagnostic> Diagnostics)
{
    public int Findings => Diagnostics.Count(static diagnostic => diagnostic.Severity != Severity.Note);
}

/// <summary>Administration files of DeTT&amp;CT as answers: checks, scores, layers, comparison.</summary>
static class DettectJson
{
    /// <summary>Its kind, as JSON names it.</summary>
    public static string KindOf(DettectFile file) => file switch
    {
        DettectDataSources => "data-sources",
        DettectTechniques => "techniques",
        _ => "groups",
    };

    /// <summary>The layer that DeTT&amp;CT makes of a file.</summary>
    /// <exception cref="InvalidDataException">The file has no layer of that kind.</exception>
    public static Layer LayerOf(DettectFile file, string? kind, AttackRelease release, DettectTables tables) => (file, kind) switch
    {
        (DettectDataSources sources, null or "data-sources") => DettectLayers.OfDataSources(sources, DettectVisibility.Of(sources, release, tables), release),
        (DettectTechniques techniques, null or "visibility") => DettectLayers.OfVisibility(techniques, release),
        (DettectTechniques techniques, "detection") => DettectLayers.OfDetection(techniques, release),
        (DettectTechniques techniques, "visibility-vs-detection") => DettectLayers.OfBoth(techniques, release),
        (DettectGroups groups, null or "groups") => DettectLayers.OfGroups(groups, release),
        _ => throw new InvalidDataException($"{file.Document} administrates {KindOf(file)} and has no layer of kind {kind}"),
    };

    /// <summary>What is wrong in files.</summary>
    public static void WriteChecks(Utf8JsonWriter json, AttackRelease release, IReadOnlyList<DettectChecked> checks)
    {
        json.WriteStartObject();
        json.WriteString("release", release.Version);
        json.WriteNumber("findings", checks.Sum(static check => (long)check.Findings));
        json.WriteObjects("files", checks, check =>
        {
            json.WriteString("file", check.Path);
            if (check.File is { } file)
            {
                json.WriteString("kind", KindOf(file));
                json.WriteString("version", file.Version);
                json.WriteString("domain", file.Domain);
                json.WriteString("name", file.Name);
            }

            json.WriteNumber("findings", check.Findings);
            DiagnosticJson.Write(json, "diagnostics", check.Diagnostics);
        });
        json.WriteEndObject();
    }

    /// <summary>DeTT&amp;CT's scores beside Merlon's.</summary>
    public static void WriteComparison(Utf8JsonWriter json, GapAssessment assessment, IReadOnlyList<DettectDifference> differences)
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        json.WriteObjects("files", assessment.Organisation.DettectFiles, file =>
        {
            json.WriteString("file", file.File.Document);
            json.WriteString("kind", KindOf(file.File));
        });
        json.WriteObjects("scores", differences, one =>
        {
            json.WriteString("technique", one.Technique.Id);
            json.WriteString("axis", one.Axis == Axis.Visibility ? "visibility" : "detection");
            json.WriteNumber("dettect", one.Score);
            json.WriteRounded("dettect_share", one.Share);
            json.WriteRounded("merlon", one.Merlon);
            json.WriteRounded("weight", one.Weight);
            json.WriteStrings("reasons", one.Reasons);
        });
        json.WriteObjects("unresolved", assessment.Unresolved.Where(static u => u.What.StartsWith("DeTT&CT", StringComparison.Ordinal)), unresolved =>
        {
            json.WriteString("what", unresolved.What);
            json.WriteString("reference", unresolved.Reference);
            json.WriteNumber("count", unresolved.Count);
            json.WriteString("resolution", unresolved.Resolution);
            json.WriteStrings("moved_to", unresolved.MovedTo);
        });
        json.WriteEndObject();
    }

    /// <summary>Scores of files.</summary>
    public static void WriteScores(Utf8JsonWriter json, AttackRelease release, IReadOnlyList<DettectScored> scored)
    {
        json.WriteStartObject();
        json.WriteString("release", release.Version);
        json.WriteObjects("files", scored, one =>
        {
            json.WriteString("file", one.File.Document);
            json.WriteString("kind", KindOf(one.File));
            json.WriteString("domain", one.File.Domain);
            json.WriteString("name", one.File.Name);
            if (one.File is DettectDataSources sources)
            {
                WriteSources(json, sources, one.Visibility!); // made for every file of data sources
            }
            else if (one.File is DettectTechniques techniques)
            {
                json.WriteObjects("techniques", DettectScoring.Of(techniques), score =>
                {
                    json.WriteString("technique", score.Id);
                    json.WriteNumber("visibility", score.Visibility);
                    json.WriteNumber("detection", score.Detection);
                });
            }
        });
        json.WriteEndObject();
    }

    static void WriteSources(Utf8JsonWriter json, DettectDataSources file, DettectVisibility visibility)
    {
        json.WriteObjects("data_sources", file.Sources.SelectMany(static s => s.Details.Select(d => (s.Name, Details: d))), source =>
        {
            json.WriteString("data_source", source.Name);
            json.WriteStrings("applicable_to", source.Details.ApplicableTo);
            json.WriteNumber("line", source.Details.Location.Line);
            json.WriteRounded("data_quality", source.Details.Quality.Score);
        });
        json.WriteObjects("techniques", visibility.Techniques, technique =>
        {
            json.WriteString("technique", technique.Technique.Id);
            json.WriteRounded("percent", technique.Percent);
            json.WriteObjects("systems", technique.Systems, system =>
            {
                json.WriteString("system", system.System);
                json.WriteStrings("applicable", system.Applicable);
                json.WriteStrings("available", system.Available);
                json.WriteRounded("percent", system.Percent);
                json.WriteNumber("visibility", system.Score);
            });
        });
        json.WriteStrings("unknown_platforms", visibility.UnknownPlatforms);
        json.WriteStrings("unknown_data_sources", visibility.UnknownSources);
    }

    /// <summary>A line for each technique and system.</summary>
    public static void WriteCsv(CsvWriter csv, IReadOnlyList<DettectScored> scored)
    {
        csv.Header(["file", "technique", "system", "available", "applicable", "percent", "visibility", "detection"]);
        foreach (var (file, visibility) in scored)
        {
            foreach (var (technique, system) in (visibility?.Techniques ?? []).SelectMany(static t => t.Systems.Select(s => (t.Technique, s))))
            {
                csv.Text(file.Document);
                csv.Text(technique.Id);
                csv.Text(system.System);
                csv.Texts(system.Available);
                csv.Texts(system.Applicable);
                csv.Number(system.Percent);
                csv.Number(system.Score);
                csv.Text("");
                csv.EndRecord();
            }

            foreach (var score in file is DettectTechniques techniques ? DettectScoring.Of(techniques) : [])
            {
                csv.Text(file.Document);
                csv.Text(score.Id);
                csv.Text("");
                csv.Text("");
                csv.Text("");
                csv.Text("");
                csv.Number(score.Visibility);
                csv.Number(score.Detection);
                csv.EndRecord();
            }
        }
    }
}
