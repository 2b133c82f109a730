using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>What a plan is chosen from: the field as it is, what could be done, and what may be spent.</summary>
sealed record PlanQuestion(PlanField Field, IReadOnlyList<PlanCandidate> Candidates, PlanBudget Budget)
{
    /// <summary>Asks for an organisation, with another aim than the one of its file.</summary>
    /// <exception cref="InvalidDataException">The aim names a measure that there is not.</exception>
    public static PlanQuestion Of(AssessmentInput input, PlanAim aim)
    {
        var asked = input with { Organisation = input.Organisation with { Planning = aim } };
        var profile = GapAssessment.ProfileOf(asked);
        var fold = CoverageFold.Of(asked.Evidence, asked.Organisation, asked.Context.Release, asked.AsOf, CoverageParameters.Default);
        var field = PlanField.Of(fold, profile.WeightOf, PlanParameters.Default);
        var candidates = ImprovementMeasures.Of(asked, fold, field, ImprovementProspects.Of(asked), PlanParameters.Default);
        var names = ImprovementModel.NamesOf(candidates);
        foreach (var id in aim.Must.Concat(aim.Exclude).Concat(aim.Owned).Where(id => !names.Contains(id)))
        {
            var near = Spelling.Nearest(id, names);
            throw new InvalidDataException($"there is no measure {id} to plan with: it is in place, would change nothing, or is misspelt{(near is null ? "" : $"; did you mean {near}?")}");
        }

        return new(field, candidates, PlanBudget.Of(asked.Organisation));
    }
}
