using System.Globalization;
using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Maturity;

/// <summary>Reads answers, in <c>organisation.yaml</c> under <c>maturity</c> or in a file of their own (docs/formats/maturity.md).</summary>
public sealed class MaturityReader
{
    /// <summary>Most answers of a file.</summary>
    internal const int AnswersMax = 20_000;

    internal static readonly string[] Keys = ["model", "question", "level", "levels", "capability", "weight", "evidence", "date", "owner", "path"];

    static readonly string[] FileKeys = ["merlon", "model", "maturity"];

    const int WeightMax = 100;

    readonly DiagnosticLog log;
    readonly string document;
    readonly DateOnly? asOf;
    readonly List<MaturityAnswer> answers = [];
    readonly List<MaturityReference> references = [];

    MaturityReader(DiagnosticLog log, string document, DateOnly? asOf)
    {
        this.log = log;
        this.document = document;
        this.asOf = asOf;
    }

    /// <summary>Reads a file of answers: a list of them under <c>maturity</c>. Never throws for content; without a value it is no such file.</summary>
    public static Parsed<MaturityAnswers> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits, DateOnly? asOf)
    {
        var noticed = new DiagnosticLog(document, limits);
        var yaml = YamlDocument.Read(utf8, document, limits);
        noticed.AddRange(yaml.Diagnostics);
        if (yaml.Value is YamlNode.Mapping root && root.TryFind("maturity", out _))
        {
            var file = new OrganisationFields(root, "", FileKeys, noticed);
            return new Parsed<MaturityAnswers>(Read(file, document, asOf, noticed, file.Text("model")), noticed.ToList());
        }

        if (!yaml.HasErrors)
        {
            noticed.Error("MAT004", SourceLocation.Whole, "this is no file of answers: it has no list called maturity", excerpt: null, "print one to fill in: merlon maturity --template inform");
        }

        return new Parsed<MaturityAnswers>(null, noticed.ToList());
    }

    /// <summary>Reads the answers below <c>maturity</c> of a file.</summary>
    internal static MaturityAnswers Read(OrganisationFields file, string document, DateOnly? asOf, DiagnosticLog log, string? model)
    {
        var reader = new MaturityReader(log, document, asOf);
        foreach (var entry in file.Entries("maturity", Keys, AnswersMax))
        {
            reader.Add(entry, model);
        }

        return new MaturityAnswers(reader.answers, reader.references);
    }

    void Add(OrganisationFields entry, string? fileModel)
    {
        if (entry.Text("path") is { } path)
        {
            references.Add(new MaturityReference(path, entry.Location));
            return;
        }

        var model = entry.Text("model") ?? fileModel;
        var question = entry.Text("question");
        if (model is null || question is null)
        {
            log.Warn("ORG030", entry.Location, $"an answer needs {(model is null ? "model" : "question")}; it was left out", excerpt: null, "or path, to name a file");
            return;
        }

        if (Levels(entry, question) is not { } levels)
        {
            return;
        }

        var date = entry.Date("date", asOf);
        if (date is null && !entry.Has("date"))
        {
            log.Warn("MAT006", entry.Location, $"the answer to {question} has no date; nobody can tell how old it is");
        }

        answers.Add(new MaturityAnswer
        {
            Model = model.ToLowerInvariant(),
            Question = question,
            Levels = levels,
            IsUpTo = !entry.Has("levels"),
            Capability = (int?)entry.Number("capability", 0, MaturityModel.CapabilityTop),
            Weight = (double)(entry.Number("weight", 0, WeightMax) ?? 1),
            Evidence = [.. entry.Words("evidence").Select(static w => w.Text)],
            Date = date,
            Owner = entry.Text("owner") ?? "",
            Document = document,
            Location = entry.Location,
        });
    }

    /// <summary>
    /// <c>levels: [1, 3]</c> says which levels are reached; <c>level: 3</c> one level, which for INFORM means it and all below it;
    /// a practice also takes its word. Null (said) when neither can be read; an answer with neither is not given yet.
    /// </summary>
    List<int>? Levels(OrganisationFields entry, string question)
    {
        if (entry.Has("levels"))
        {
            var levels = new SortedSet<int>();
            foreach (var word in entry.Words("levels"))
            {
                if (!int.TryParse(word.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var level) || level is < 1 or > InformPoints.LevelsCount)
                {
                    log.Warn("MAT005", word.Location, $"{OrganisationFields.Quoted(word.Text)} is no level from 1 to {InformPoints.LevelsCount}; it was left out");
                    continue;
                }

                levels.Add(level);
            }

            return [.. levels];
        }

        if (entry.Text("level") is not { } text)
        {
            return null;
        }

        var practice = MaturityModel.PracticeWords.ToList().FindIndex(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));
        if (practice >= 0)
        {
            return [practice];
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaturityModel.LadderTop)
        {
            return [number];
        }

        log.Warn("MAT005", entry.LocationOf("level"), $"the level of {question} is a number from 0 to {MaturityModel.LadderTop} or one of {string.Join(", ", MaturityModel.PracticeWords)}, not {OrganisationFields.Quoted(text)}; the answer was left out");
        return null;
    }
}

/// <summary>Answers of a file, and files that it names.</summary>
/// <param name="Answers">Answers, in the file's order.</param>
/// <param name="References">Files of answers or models.</param>
public sealed record MaturityAnswers(IReadOnlyList<MaturityAnswer> Answers, IReadOnlyList<MaturityReference> References);
