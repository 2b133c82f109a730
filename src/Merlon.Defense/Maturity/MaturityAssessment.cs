using System.Globalization;
using Merlon.Assessment;

namespace Merlon.Maturity;

/// <summary>What is wrong with an answer.</summary>
public enum MaturityFindingKind
{
    /// <summary>It claims more than the records support.</summary>
    Overclaimed,

    /// <summary>The records support more than it claims.</summary>
    Underclaimed,

    /// <summary>It claims something, the records say nothing of it, and no evidence is named.</summary>
    Unproven,

    /// <summary>It was given more than a year ago, or nobody knows when.</summary>
    Stale,

    /// <summary>Its model or question is not known.</summary>
    Unknown,
}

/// <summary>Something to settle.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Question">Question's id.</param>
/// <param name="Message">One sentence without a full stop.</param>
/// <param name="Place">Where the answer stands; empty when there is none.</param>
public sealed record MaturityFinding(MaturityFindingKind Kind, string Question, string Message, string Place);

/// <summary>One question with its answer and what the records say.</summary>
/// <param name="Dimension">Its dimension.</param>
/// <param name="Question">The question.</param>
/// <param name="Answer">The latest answer, or null.</param>
/// <param name="Levels">Levels that it claims.</param>
/// <param name="Claimed">Points that it claims.</param>
/// <param name="Support">What the records say, or null.</param>
/// <param name="Checked">Points that are left when the records are held against it: never more than claimed.</param>
/// <param name="Freshness">0..1: halves in two years; 1 for an answer without a date or without an answer.</param>
public sealed record MaturityLine(
    MaturityDimension Dimension, MaturityQuestion Question, MaturityAnswer? Answer, IReadOnlyList<int> Levels, double Claimed, MaturitySupport? Support, double Checked, double Freshness);

/// <summary>A dimension's scores, in the model's points.</summary>
/// <param name="Dimension">The dimension.</param>
/// <param name="Claimed">As claimed.</param>
/// <param name="Checked">As the records leave it.</param>
/// <param name="Capability">Capability 0..3 as claimed, or null where none is asked for.</param>
/// <param name="Level">Level that a domain of practices reaches: every practice up to it largely or fully in place; 0 elsewhere.</param>
public sealed record MaturityScore(MaturityDimension Dimension, double Claimed, double Checked, double? Capability, int Level);

/// <summary>A day of the trend.</summary>
/// <param name="Date">The day.</param>
/// <param name="Claimed">0..1: the whole as the answers of that day and before claim it.</param>
public readonly record struct MaturityPoint(DateOnly Date, double Claimed);

/// <summary>A model answered by an organisation and held against its records. docs/design/maturity.md.</summary>
public sealed class MaturityAssessment
{
    /// <summary>Days after which an answer should be confirmed.</summary>
    public const int StaleDays = 365;

    const int HalfLifeDays = 730;

    MaturityAssessment(MaturityModel model, DateOnly asOf)
    {
        Model = model;
        AsOf = asOf;
    }

    /// <summary>The day that it speaks of.</summary>
    public DateOnly AsOf { get; }

    /// <summary>What was asked and how it is counted.</summary>
    public MaturityModel Model { get; }

    /// <summary>Every question, in the model's order.</summary>
    public required IReadOnlyList<MaturityLine> Lines { get; init; }

    /// <summary>Every dimension, in the model's order.</summary>
    public required IReadOnlyList<MaturityScore> Scores { get; init; }

    /// <summary>0..1: the whole as claimed.</summary>
    public double Claimed => Whole(static s => s.Claimed);

    /// <summary>0..1: the whole as the records leave it.</summary>
    public double Checked => Whole(static s => s.Checked);

    /// <summary>What is to settle, by question.</summary>
    public required IReadOnlyList<MaturityFinding> Findings { get; init; }

    /// <summary>The whole as claimed on each day of an answer, earliest first.</summary>
    public required IReadOnlyList<MaturityPoint> Trend { get; init; }

    /// <summary>Models that can be assessed: Merlon's and those that the organisation brought; the first of one id counts.</summary>
    public static IReadOnlyList<MaturityModel> ModelsOf(Organisation organisation)
        => [.. new[] { MaturityModel.OpenInform(), MaturityModel.OpenSoc() }.Concat(organisation.MaturityModels).DistinctBy(static m => m.Id, StringComparer.Ordinal)];

    /// <summary>Assesses one model.</summary>
    public static MaturityAssessment Of(GapAssessment assessment, MaturityModel model)
        => Of(model, assessment.Organisation.MaturityAnswers, MaturityRecords.Of(assessment).Find, assessment.AsOf);

    /// <summary>Assesses one model with records from elsewhere.</summary>
    /// <param name="model">The model.</param>
    /// <param name="answers">Answers, those of other models among them.</param>
    /// <param name="find">What the records say of a question, or null.</param>
    /// <param name="asOf">The day; answers of later days do not count yet.</param>
    public static MaturityAssessment Of(MaturityModel model, IReadOnlyList<MaturityAnswer> answers, Func<string, string, MaturitySupport?> find, DateOnly asOf)
    {
        MaturityAnswer[] own = [.. answers.Where(a => string.Equals(a.Model, model.Id, StringComparison.OrdinalIgnoreCase))];
        var lines = LinesOf(model, own, find, asOf);
        var days = own.Select(static a => a.Date).OfType<DateOnly>().Where(d => d <= asOf).Distinct().Order().ToList();
        return new MaturityAssessment(model, asOf)
        {
            Lines = lines,
            Scores = ScoresOf(model, lines),
            Findings = [.. lines.SelectMany(line => FindingsOf(model, line, asOf)), .. UnknownOf(model, own)],
            Trend = [.. days.Select(day => new MaturityPoint(day, Whole(ScoresOf(model, LinesOf(model, own, static (_, _) => null, day)), model, static s => s.Claimed)))],
        };
    }

    double Whole(Func<MaturityScore, double> pointsOf) => Whole(Scores, Model, pointsOf);

    /// <summary>0..1: dimensions by their weights; with INFORM's own this is its overall score.</summary>
    static double Whole(IReadOnlyList<MaturityScore> scores, MaturityModel model, Func<MaturityScore, double> pointsOf)
    {
        var weights = scores.Sum(static s => s.Dimension.Weight);
        return weights <= 0 ? 0 : scores.Sum(s => s.Dimension.Weight * pointsOf(s)) / weights / model.PointsMax;
    }

    static List<MaturityLine> LinesOf(MaturityModel model, MaturityAnswer[] answers, Func<string, string, MaturitySupport?> find, DateOnly asOf)
    {
        var lines = new List<MaturityLine>();
        foreach (var (dimension, question) in model.Questions)
        {
            // of one day the later in the file; one without a date before all others
            var answer = answers.Where(a => string.Equals(a.Question, question.Id, StringComparison.OrdinalIgnoreCase) && (a.Date is not { } day || day <= asOf))
                .Aggregate((MaturityAnswer?)null, static (latest, a) => latest is null || (a.Date ?? DateOnly.MinValue) >= (latest.Date ?? DateOnly.MinValue) ? a : latest);
            var levels = LevelsOf(model, answer);
            var support = find(model.Id, question.Id);
            var freshness = answer?.Date is { } given ? Math.Pow(2, -(asOf.DayNumber - given.DayNumber) / (double)HalfLifeDays) : 1;
            lines.Add(new MaturityLine(dimension, question, answer, levels, PointsOf(model, levels), support, CheckedOf(model, levels, support), freshness));
        }

        return lines;
    }

    static IReadOnlyList<int> LevelsOf(MaturityModel model, MaturityAnswer? answer) => answer is null ? []
        : model.Scale != MaturityScale.Points ? [.. answer.Levels.Take(1)]
        : answer.IsUpTo ? [.. Enumerable.Range(1, Math.Clamp(answer.Levels[0], 0, InformPoints.LevelsCount))]
        : answer.Levels;

    static double PointsOf(MaturityModel model, IReadOnlyList<int> levels)
        => model.Scale == MaturityScale.Points ? InformPoints.Of(levels) : levels.Count == 0 ? 0 : Math.Min(levels[0], model.PointsMax);

    static double CheckedOf(MaturityModel model, IReadOnlyList<int> levels, MaturitySupport? support)
    {
        if (support is null)
        {
            return PointsOf(model, levels);
        }

        if (model.Scale == MaturityScale.Points)
        {
            return InformPoints.Of(levels.Where(l => support.Levels.Contains(l) || !support.Speaks.Contains(l)));
        }

        var claimed = PointsOf(model, levels);
        return support.Reached >= support.SpeaksTo ? claimed : Math.Min(claimed, support.Reached);
    }

    static List<MaturityScore> ScoresOf(MaturityModel model, List<MaturityLine> lines)
    {
        var scores = new List<MaturityScore>();
        foreach (var dimension in model.Dimensions)
        {
            var own = lines.Where(l => ReferenceEquals(l.Dimension, dimension)).ToList();
            var weights = own.Sum(static l => l.Answer?.Weight ?? 1);
            double Mean(Func<MaturityLine, double> pointsOf) => weights <= 0 ? 0 : own.Sum(l => (l.Answer?.Weight ?? 1) * pointsOf(l)) / weights;
            scores.Add(new MaturityScore(
                dimension, Mean(static l => l.Claimed), Mean(static l => l.Checked), dimension.HasCapability ? Mean(static l => l.Answer?.Capability ?? 0) : null,
                model.Scale == MaturityScale.Practice ? LevelOf(own) : 0));
        }

        return scores;
    }

    static int LevelOf(List<MaturityLine> practices)
    {
        const int largely = 2;
        var reached = 0;
        foreach (var level in practices.Select(static p => p.Question.Level).Distinct().Order())
        {
            if (practices.Where(p => p.Question.Level == level).Any(static p => p.Claimed < largely))
            {
                break;
            }

            reached = level;
        }

        return reached;
    }

    static IEnumerable<MaturityFinding> FindingsOf(MaturityModel model, MaturityLine line, DateOnly asOf)
    {
        var place = line.Answer?.Place ?? "";
        var id = line.Question.Id;
        if (line.Support is { } support)
        {
            int[] over = model.Scale == MaturityScale.Points
                ? [.. line.Levels.Where(l => support.Speaks.Contains(l) && !support.Levels.Contains(l))]
                : line.Claimed > line.Checked ? [(int)line.Claimed] : [];
            if (over.Length > 0)
            {
                yield return new MaturityFinding(MaturityFindingKind.Overclaimed, id, $"{id} claims level {Listed(over)}; the records support {Supported(model, support)}: {support.Says}", place);
            }

            int[] under = model.Scale == MaturityScale.Points ? [.. support.Levels.Except(line.Levels)] : support.Reached > line.Claimed ? [support.Reached] : [];
            if (line.Answer is not null && under.Length > 0)
            {
                yield return new MaturityFinding(MaturityFindingKind.Underclaimed, id, $"the records support level {Listed(under)} of {id}, which is not claimed: {support.Says}", place);
            }

            if (line.Answer?.Capability is { } claimed && support.Capability is { } shown && claimed > shown)
            {
                yield return new MaturityFinding(
                    MaturityFindingKind.Overclaimed, id, string.Create(CultureInfo.InvariantCulture, $"{id} claims capability {claimed}; the records support {shown}: {support.Says}"), place);
            }
        }
        else if (line is { Claimed: > 0, Answer.Evidence.Count: 0 })
        {
            yield return new MaturityFinding(MaturityFindingKind.Unproven, id, $"{id} is claimed, the records say nothing of it, and no evidence is named", place);
        }

        if (line.Answer is { Date: var date } && (date is not { } day || asOf.DayNumber - day.DayNumber > StaleDays))
        {
            yield return new MaturityFinding(
                MaturityFindingKind.Stale, id, date is { } given ? $"the answer to {id} is of {given.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; confirm or change it" : $"the answer to {id} has no date", place);
        }
    }

    static IEnumerable<MaturityFinding> UnknownOf(MaturityModel model, MaturityAnswer[] answers)
    {
        var known = model.Questions.Select(static q => q.Question.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return answers.Where(a => !known.Contains(a.Question))
            .Select(a => new MaturityFinding(
                MaturityFindingKind.Unknown, a.Question,
                $"{model.Title} has no question {a.Question}{(Documents.Spelling.Nearest(a.Question, known.Order(StringComparer.Ordinal)) is { } near ? $" (did you mean {near}?)" : "")}", a.Place));
    }

    static string Supported(MaturityModel model, MaturitySupport support) => model.Scale == MaturityScale.Points
        ? support.Levels.Count == 0 ? "none" : $"level {Listed(support.Levels)}"
        : string.Create(CultureInfo.InvariantCulture, $"level {support.Reached}");

    static string Listed(IEnumerable<int> levels) => string.Join(", ", levels.Select(static l => l.ToString(CultureInfo.InvariantCulture)));
}
