using System.Globalization;
using Merlon.Assessment;
using Merlon.Intelligence;

namespace Merlon.Priorities;

/// <summary>The parts of a priority in words, with the places that they come from.</summary>
static class PriorityParts
{
    const int PlacesMax = 5;

    public static IReadOnlyList<PriorityPart> Of(
        GapAssessment assessment, TechniqueWeight weight, TechniqueCoverage coverage, ChokePoints chokes, IReadOnlyList<PriorityOption> options,
        (double Feasibility, double Cheapness, double Choke) values)
        =>
        [
            Threat(assessment, weight),
            Gap(assessment, coverage),
            Choke(chokes.Of(weight.Technique.TechniqueId), chokes, values.Choke),
            Feasibility(options, values.Feasibility),
            Cheapness(assessment, options, values.Cheapness),
        ];

    static PriorityPart Threat(GapAssessment assessment, TechniqueWeight weight)
    {
        var uses = weight.Uses.Take(PlacesMax).Select(use => string.Create(
            CultureInfo.InvariantCulture, $"{use.Group} {use.Part:0.000}, last seen {use.LastSeen:yyyy-MM-dd}{(use.Via.Length > 0 ? $" through {use.Via}" : "")}"));
        return new(
            "threat", weight.Weight,
            string.Create(CultureInfo.InvariantCulture, $"{weight.Uses.Count} groups that count use it; {weight.PrevalencePart:0.000} of it is how common it is over all"),
            [.. uses, $"ATT&CK {assessment.Context.Release.Version}, threat profile as of {assessment.AsOf:yyyy-MM-dd}"]);
    }

    static PriorityPart Gap(GapAssessment assessment, TechniqueCoverage coverage)
    {
        var places = coverage.EvidenceIds.Take(PlacesMax).Where(assessment.Evidence.ContainsKey).Select(id => $"{assessment.Evidence[id].Place}: {assessment.Evidence[id].Statement}");
        return new(
            "gap", 1 - coverage.Covered,
            string.Create(CultureInfo.InvariantCulture, $"detection {coverage.Detection:0.00}, prevention {coverage.Prevention:0.00}, from {coverage.EvidenceIds.Count} statements"),
            [.. places]);
    }

    static PriorityPart Choke(ChokePoint point, ChokePoints chokes, double value)
    {
        var said = new List<string>();
        var places = new List<string>();
        if (point.CoUse is { } use)
        {
            said.Add(string.Create(CultureInfo.InvariantCulture, $"co-use {use:0.00}: {point.Reports} of {chokes.Reports} reports tell of it, with {point.CoUseBefore:0.0} techniques of earlier and {point.CoUseAfter:0.0} of later tactics beyond chance"));
            places.Add($"most beside it: {string.Join(", ", point.Neighbours)}");
        }

        if (point.Flow is { } flow)
        {
            said.Add(string.Create(CultureInfo.InvariantCulture, $"flows {flow:0.00}: {point.FlowBefore.Count} techniques came right before it, {point.FlowAfter.Count} right after, {point.Betweenness:0.0} shortest ways lead through it"));
            places.AddRange(point.Documents.Take(PlacesMax));
        }

        return new("choke", value, said.Count == 0 ? "neither flows nor reports tell enough of it" : string.Join("; ", said), places);
    }

    static PriorityPart Feasibility(IReadOnlyList<PriorityOption> options, double value)
        => new(
            "feasibility", value,
            options.Count == 0 ? "nothing that this organisation has left to do narrows it" : string.Create(CultureInfo.InvariantCulture, $"everything that is left to do would close {value * 100:0} % of the gap"),
            [.. options.Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Measure}: {one.Title}, +{one.Rise * 100:0} points"))]);

    static PriorityPart Cheapness(GapAssessment assessment, IReadOnlyList<PriorityOption> options, double value)
        => new(
            "cheapness", value,
            options.Count == 0 ? "nothing to buy" : value >= 0.5 ? "what closes it gains more for its money than the median does" : "what closes it gains less for its money than the median does",
            [.. options.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Measure}: {one.Cost:0} {assessment.Organisation.Costs.Currency}{(one.IsCostOwn ? "" : ", assumed")}, {one.CostShare:0} of it for this technique"))]);
}
