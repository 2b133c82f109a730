using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>Technique administrations: 1.0 and 1.1 have one score beside its dates, 1.2 a logbook.</summary>
public sealed partial class DettectReader
{
    static readonly string[] TechniqueFileKeys = ["version", "file_type", "name", "domain", "platform", "techniques", "notes"];
    static readonly string[] TechniqueKeys = ["technique_id", "technique_name", "detection", "visibility"];

    static readonly string[] ScoreObjectKeys =
    [
        "applicable_to", "location", "comment", "score_logbook", "score", "date", "date_registered", "date_implemented", "auto_generated",
    ];

    static readonly string[] ScoreKeys = ["date", "score", "comment", "auto_generated"];

    DettectTechniques ReadTechniques(YamlNode.Mapping root)
    {
        var file = new DettectFields(root, "a technique administration", TechniqueFileKeys, log);
        var version = Version(file, TechniqueVersions);
        var platforms = file.Words("platform");
        file.Expect("name", "platform");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var techniques = new List<DettectTechnique>();
        foreach (var entry in Bounded(file.Mappings("techniques"), DettectLimits.EntriesMax, "techniques", static e => e.Location))
        {
            if (Technique(entry) is { } technique)
            {
                if (!seen.Add(technique.Id))
                {
                    log.Warn("DETT009", technique.Location, $"{technique.Id} stands twice; both are used");
                }

                techniques.Add(technique);
            }
        }

        return new DettectTechniques
        {
            Document = log.Document,
            Version = version,
            Name = file.Text("name"),
            Domain = Domain(file),
            Platforms = platforms,
            Root = root,
            Techniques = techniques,
        };
    }

    DettectTechnique? Technique(YamlNode.Mapping entry)
    {
        var technique = new DettectFields(entry, "a technique", TechniqueKeys, log);
        var written = technique.Text("technique_id");
        if (written.Length == 0)
        {
            log.Warn("DETT011", technique.Location, "a technique has no technique_id; it was not used");
            return null;
        }

        if (IdOf(written, technique.LocationOf("technique_id"), "the technique") is not { } id)
        {
            return null;
        }

        return new DettectTechnique(
            id, technique.Text("technique_name"),
            Objects(technique, "detection", id, DettectScore.DetectionMin, DettectScore.DetectionMax),
            Objects(technique, "visibility", id, DettectScore.VisibilityMin, DettectScore.VisibilityMax),
            technique.Location);
    }

    /// <summary>One detection object of a tree, without a word about what is wrong in it; null when it is none.</summary>
    internal static DettectScoreObject? ObjectOf(YamlNode.Mapping entry, string id)
    {
        var reader = new DettectReader(new DiagnosticLog("", ReadLimits.Default));
        var technique = new DettectFields(DettectNodes.Map(("detection", entry)), "a technique", TechniqueKeys, reader.log);
        return reader.Objects(technique, "detection", id, DettectScore.DetectionMin, DettectScore.DetectionMax) is [var one] ? one : null;
    }

    List<DettectScoreObject> Objects(DettectFields technique, string key, string id, int least, int most)
    {
        var objects = new List<DettectScoreObject>();
        foreach (var entry in Bounded(technique.Mappings(key), DettectLimits.ObjectsMax, $"{key} objects of {id}", static e => e.Location))
        {
            var fields = new DettectFields(entry, $"{key} of {id}", ScoreObjectKeys, log);
            var applicableTo = fields.Words("applicable_to");
            List<DettectScore> logbook = fields.IsWritten("score_logbook") ? Logbook(fields, key, id, least, most)
                : Score(fields, $"{key} of {id}", least, most) is { } score ? [score] : [];
            objects.Add(new DettectScoreObject(
                applicableTo.Count == 0 ? [DettectFile.All] : applicableTo, fields.Words("location"), fields.Text("comment"), logbook, fields.Location));
        }

        return objects;
    }

    List<DettectScore> Logbook(DettectFields fields, string key, string id, int least, int most)
    {
        var logbook = new List<DettectScore>();
        foreach (var entry in Bounded(fields.Mappings("score_logbook"), DettectLimits.ObjectsMax, $"scores of {id}", static e => e.Location))
        {
            var what = $"a {key} score of {id}";
            var score = new DettectFields(entry, what, ScoreKeys, log);
            score.Expect("date", "score", "comment");
            if (Score(score, what, least, most) is { } read)
            {
                logbook.Add(read);
            }
        }

        return logbook;
    }

    /// <summary>A score with its date: <c>date</c>, before version 1.2 when it was implemented or else registered.</summary>
    DettectScore? Score(DettectFields fields, string what, int least, int most)
    {
        if (fields.Number("score", least, most) is not { } score)
        {
            if (!fields.Has("score"))
            {
                log.Warn("DETT011", fields.Location, $"{what} has no score; it was not used");
            }

            return null;
        }

        var date = fields.Date("date") ?? fields.Date("date_implemented") ?? fields.Date("date_registered");
        if (date is null && score > least && fields.IsWritten("date"))
        {
            log.Warn("DETT013", fields.LocationOf("date"), $"{what} has no date, so nobody can tell how old it is");
        }

        return new DettectScore(date, score, fields.Text("comment"), fields.Flag("auto_generated") ?? false, fields.Location);
    }
}
