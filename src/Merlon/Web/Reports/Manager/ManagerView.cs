using Merlon.Assessment;
using Merlon.Web.Charts;

namespace Merlon.Web.Reports.Manager;

/// <summary>What fits on two pages: bounded lists of bounded texts, each figure with the number of the note that says where it comes from.</summary>
public sealed record ManagerView
{
    /// <summary>Steps of the plan that are named; the others are summed up.</summary>
    public const int StepsShown = 6;

    /// <summary>Gaps that are told.</summary>
    public const int GapsShown = 5;

    /// <summary>Groups that are told.</summary>
    public const int GroupsShown = 3;

    /// <summary>Everything behind it.</summary>
    public required ReportBook Book { get; init; }

    /// <summary>The threat in four parts.</summary>
    public required ThreatStanding Standing { get; init; }

    /// <summary>Who is likely to come, most likely first.</summary>
    public required IReadOnlyList<ManagerGroup> Groups { get; init; }

    /// <summary>How many others are likely.</summary>
    public required int OtherGroups { get; init; }

    /// <summary>How open each stage of an attack is, in the first of the organisation's domains.</summary>
    public required HeatStrip? Stages { get; init; }

    /// <summary>The gaps that matter most, in plain words.</summary>
    public required IReadOnlyList<ManagerGap> Gaps { get; init; }

    /// <summary>Steps of the plan.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>Person-days of the whole plan.</summary>
    public required decimal PlanDays { get; init; }

    /// <summary>Money of the whole plan.</summary>
    public required decimal PlanCost { get; init; }

    /// <summary>Part of <see cref="PlanCost"/> that rests on Merlon's assumptions.</summary>
    public required decimal AssumedCost { get; init; }

    /// <summary>What is proven and what is claimed, sentence by sentence.</summary>
    public required IReadOnlyList<string> Proofs { get; init; }

    /// <summary>What is to be decided.</summary>
    public required IReadOnlyList<ManagerDecision> Decisions { get; init; }

    /// <summary>The notes, by number.</summary>
    public required IReadOnlyList<ManagerNote> Notes { get; init; }

    /// <summary>What the book is about.</summary>
    public GapAssessment Assessment => Book.Assessment;

    /// <summary>Money as the plan writes it.</summary>
    public string Money(decimal amount) => Figures.Money(amount, Assessment.Plan.Currency);

    /// <summary>Chooses and words.</summary>
    public static ManagerView Of(ReportBook book)
    {
        var assessment = book.Assessment;
        var likely = assessment.Profile.LikelyGroups;
        var steps = assessment.Plan.Steps;
        var domains = AssessmentLayers.Domains(assessment);
        return new ManagerView
        {
            Book = book,
            Standing = ThreatStanding.Of(assessment),
            Groups = [.. likely.Take(GroupsShown).Select(static group => new ManagerGroup(PlainWords.Short(group.Group.Name, 40), group.Relevance, PlainWords.Short(group.Reasons.Count > 0 ? group.Reasons[0] : "", 95)))],
            OtherGroups = Math.Max(0, likely.Count - GroupsShown),
            Stages = domains.Count == 0 || assessment.Gaps.Count == 0 ? null : PlanCharts.Tactics(assessment, domains[0]),
            Gaps = [.. assessment.Gaps.Take(GapsShown).Select(gap => PlainWords.Of(assessment, gap))],
            Steps = [.. steps.Take(StepsShown)],
            PlanDays = steps.Sum(static step => step.Measure.Cost.Days),
            PlanCost = steps.Count == 0 ? 0 : steps[^1].CostSoFar,
            AssumedCost = steps.Where(static step => !step.Measure.IsCostOwn).Sum(static step => step.Measure.TotalCost),
            Proofs = ManagerWords.Proofs(assessment),
            Decisions = ManagerWords.Decisions(book),
            Notes = ManagerWords.Notes(book),
        };
    }

    /// <summary>Phase in which a step is done; empty when it is not scheduled.</summary>
    public string WhenOf(PlanStep step)
    {
        var row = Book.Schedule?.Rows.FirstOrDefault(row => string.Equals(row.Label, step.Measure.Title, StringComparison.Ordinal));
        return row is not null && row.Last >= 0 && row.Last < Book.Schedule!.Phases.Count ? Book.Schedule.Phases[row.Last] : ""; // a row came from it
    }

    /// <summary>The number of a note; a page that asks for one that is not there has a bug.</summary>
    public int NumberOf(string key)
    {
        for (var i = 0; i < Notes.Count; i++)
        {
            if (string.Equals(Notes[i].Key, key, StringComparison.Ordinal))
            {
                return i + 1;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(key), key, "no such note");
    }
}

/// <summary>A group that is likely to come.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Relevance">0..1.</param>
/// <param name="Reason">Why, the strongest reason.</param>
public sealed record ManagerGroup(string Name, double Relevance, string Reason);

/// <summary>A gap in plain words.</summary>
/// <param name="Id">The technique.</param>
/// <param name="Name">Its name.</param>
/// <param name="What">What attackers do with it, or which goal it serves.</param>
/// <param name="State">What we would see, hear and stop.</param>
/// <param name="Who">Who does it.</param>
/// <param name="Helps">What would help most; may be empty.</param>
/// <param name="Open">0..1.</param>
/// <param name="IsMissed">True when its last test was missed.</param>
public sealed record ManagerGap(string Id, string Name, string What, string State, string Who, string Helps, double Open, bool IsMissed);

/// <summary>Something to decide.</summary>
/// <param name="Question">What is asked, a few words.</param>
/// <param name="Words">What hangs on it.</param>
public sealed record ManagerDecision(string Question, string Words);

/// <summary>Where figures come from.</summary>
/// <param name="Key">What refers to it.</param>
/// <param name="Words">The source.</param>
public sealed record ManagerNote(string Key, string Words);
