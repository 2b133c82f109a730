using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Controls;

/// <summary>What a framework's controls leave open, and which of them would do most about it.</summary>
/// <param name="Framework">The framework.</param>
/// <param name="Covered">0..1: share of the profile's weight that is covered as it is.</param>
/// <param name="Potential">0..1: covered with every control of the framework in place to a significant degree.</param>
/// <param name="Steps">Controls that are not fully in place, in the order in which each next one does most with those before it in place.</param>
/// <param name="Open">Techniques of the profile that are open, by rank.</param>
public sealed record ControlGaps(ControlFramework Framework, double Covered, double Potential, IReadOnlyList<ControlGapStep> Steps, IReadOnlyList<OpenTechnique> Open)
{
    /// <summary>Finds the gaps.</summary>
    /// <param name="assessment">The assessment.</param>
    /// <param name="framework">The framework.</param>
    /// <param name="stepsMax">Most controls to put in order.</param>
    public static ControlGaps Of(GapAssessment assessment, ControlFramework framework, int stepsMax)
    {
        var improvements = Improvements(assessment, framework);
        var refold = new ControlRefold(assessment);
        var everything = improvements.SelectMany(static one => one.Evidence).ToArray();
        var all = refold.Reached(everything.Select(static statement => statement.Technique));
        var before = all.ToDictionary(static id => id, id => assessment.Coverage.Of(id).Covered);
        var potential = assessment.Summary.Covered + refold.Difference(before, refold.Covered(all, static _ => false, everything));
        return new ControlGaps(
            framework, assessment.Summary.Covered, Math.Min(1, potential), StepsOf(assessment, refold, improvements, stepsMax), OpenOf(assessment, framework, improvements));
    }

    static Func<Evidence, bool> IsOfFramework(string id)
    {
        var prefix = $"control:{id}:";
        return statement => statement.Source.StartsWith(prefix, StringComparison.Ordinal);
    }

    static List<Improvement> Improvements(GapAssessment assessment, ControlFramework framework)
    {
        var declared = assessment.Organisation.Controls.Where(control => string.Equals(control.FrameworkId, framework.Id, StringComparison.Ordinal))
            .ToLookup(static control => control.ControlId, StringComparer.Ordinal);
        var found = new List<Improvement>();
        foreach (var control in framework.Controls)
        {
            var entries = declared[control].ToArray();
            var degree = entries.Length == 0 ? Degree.None : entries.Max(static entry => entry.Degree);
            var evidence = ControlStandings.RaisedEvidence(assessment, framework.Id, control);
            if (evidence.Count > 0 && !entries.Any(static entry => entry is { Degree: Degree.Significant, Scopes.Count: 0, Since: null }))
            {
                found.Add(new Improvement(control, degree, evidence));
            }
        }

        return found;
    }

    // Lazy greedy: what is covered is submodular in claims, so a gain that was found earlier bounds the gain now (docs/design/controls.md).
    static List<ControlGapStep> StepsOf(GapAssessment assessment, ControlRefold refold, List<Improvement> improvements, int stepsMax)
    {
        var queue = new PriorityQueue<(Improvement One, double First, int Round), (double, int)>();
        for (var i = 0; i < improvements.Count; i++)
        {
            var gain = GainOf(refold, improvements[i]);
            queue.Enqueue((improvements[i], gain, 0), (-gain, i));
        }

        var steps = new List<ControlGapStep>();
        var covered = assessment.Summary.Covered;
        while (steps.Count < stepsMax && queue.TryDequeue(out var best, out var priority))
        {
            if (best.Round < steps.Count)
            {
                queue.Enqueue(best with { Round = steps.Count }, (-GainOf(refold, best.One), priority.Item2));
                continue;
            }

            if (-priority.Item1 <= 0)
            {
                break;
            }

            covered += -priority.Item1;
            foreach (var statement in best.One.Evidence)
            {
                refold.Add(statement);
            }

            steps.Add(new ControlGapStep(best.One.Control, best.One.Degree, best.First, -priority.Item1, covered, best.One.Evidence.Select(static e => e.Technique).Distinct().Count()));
        }

        return steps;
    }

    static double GainOf(ControlRefold refold, Improvement improvement)
    {
        var touched = refold.Reached(improvement.Evidence.Select(static statement => statement.Technique));
        return refold.Difference(refold.Covered(touched, static _ => false, []), refold.Covered(touched, static _ => false, improvement.Evidence));
    }

    static List<OpenTechnique> OpenOf(GapAssessment assessment, ControlFramework framework, List<Improvement> improvements)
    {
        var touching = improvements.SelectMany(static one => one.Evidence.Select(statement => (statement.Technique, one.Control, one.Degree, statement.Axis, statement.Strength)))
            .ToLookup(static pair => pair.Technique);
        var inPlace = assessment.Input.Evidence.Where(statement => statement.Kind == EvidenceKind.Control && IsOfFramework(framework.Id)(statement)).ToLookup(static statement => statement.Technique);
        return
        [
            .. assessment.Gaps.Where(static gap => gap.Open > 0 && gap.Coverage.Scopes.Count > 0).Select(gap => new OpenTechnique(
                gap, inPlace[gap.Technique.TechniqueId].Select(static statement => statement.Source).Distinct(StringComparer.Ordinal).Count(),
                [
                    .. touching[gap.Technique.TechniqueId].GroupBy(static one => one.Control, StringComparer.Ordinal)
                        .Select(static group => new OpenControl(group.Key, group.First().Degree, group.Max(static one => one.Strength), [.. group.Select(static one => one.Axis).Distinct().Order()]))
                        .OrderByDescending(static one => one.Strength).ThenBy(static one => one.ControlId, ControlOrder.Comparer),
                ])),
        ];
    }

    sealed record Improvement(string Control, Degree Degree, IReadOnlyList<Evidence> Evidence);
}

/// <summary>A control to put in place, or to extend, and what it adds.</summary>
/// <param name="ControlId">The control.</param>
/// <param name="Degree">How far it is in place now.</param>
/// <param name="Alone">0..1: share of the profile's weight that it would cover more if it were the only one.</param>
/// <param name="Gain">0..1: what it adds with those before it in place.</param>
/// <param name="Covered">0..1: covered with it and those before it in place.</param>
/// <param name="Techniques">Techniques that it speaks of.</param>
public sealed record ControlGapStep(string ControlId, Degree Degree, double Alone, double Gain, double Covered, int Techniques);

/// <summary>A technique that is open.</summary>
/// <param name="Gap">The gap.</param>
/// <param name="InPlace">How many controls of the framework speak for it already.</param>
/// <param name="Controls">Controls of the framework that are not fully in place and touch it, the strongest first; empty when none does: it needs something else.</param>
public sealed record OpenTechnique(Gap Gap, int InPlace, IReadOnlyList<OpenControl> Controls)
{
    /// <summary>What the gap is in.</summary>
    public Technique Technique => Gap.Technique;
}

/// <summary>A control that would speak for an open technique.</summary>
/// <param name="ControlId">The control.</param>
/// <param name="Degree">How far it is in place now.</param>
/// <param name="Strength">0..1: what it claims in place to a significant degree.</param>
/// <param name="Axes">What it claims.</param>
public sealed record OpenControl(string ControlId, Degree Degree, double Strength, IReadOnlyList<Axis> Axes);
