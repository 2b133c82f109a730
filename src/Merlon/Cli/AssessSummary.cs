using System.Globalization;
using Merlon.Assessment;
using Merlon.Intelligence;

namespace Merlon.Cli;

/// <summary>An assessment on one screen or two: who comes, what we would see and stop, which gaps, what first, what is not known.</summary>
static class AssessSummary
{
    const int GroupsMax = 8, ReasonsMax = 2, GapsMax = 10, StepsMax = 8, UnresolvedMax = 5, RoomyColumns = 90;

    /// <summary>Writes the summary.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="assessment">What to summarise.</param>
    /// <param name="files">Paths of the files that were written; empty when none were.</param>
    public static void Write(Page page, GapAssessment assessment, IReadOnlyList<string> files)
    {
        WriteHead(page, assessment);
        WriteGroups(page, assessment.Profile);
        WriteCoverage(page, assessment);
        WriteGaps(page, assessment.Gaps);
        WritePlan(page, assessment.Plan);
        WriteUnresolved(page, assessment);
        WriteFiles(page, files);
    }

    static void WriteHead(Page page, GapAssessment assessment)
    {
        var organisation = assessment.Organisation;
        var release = assessment.Context.Release;
        page.Title(SafeText.Line(organisation.Name));
        List<string> facts =
        [
            $"ATT&CK {release.Version} ({string.Join(", ", organisation.Domains)})",
            $"as of {AnswerWords.Day(assessment.AsOf)}",
            string.Join(", ", organisation.Sectors.Concat(organisation.Regions)),
            string.Join(", ", organisation.Platforms),
            organisation.Scopes.Count > 1 ? $"scopes: {string.Join(", ", organisation.Scopes.Select(scope => $"{scope.Name} {Page.Percent(scope.Weight)}"))}" : "",
        ];
        page.Paragraph(SafeText.Line(string.Join("; ", facts.Where(static fact => fact.Length > 0))), tone: Tone.Quiet);
    }

    static void WriteGroups(Page page, ThreatProfile profile)
    {
        page.Heading("Who is likely to come");
        var likely = profile.LikelyGroups;
        if (likely.Count == 0)
        {
            page.Paragraph(
                $"Nobody in particular: no known sector, region or group speaks for anyone, so {Page.Count(profile.Groups.Count, "group")} of this release count alike.",
                indent: 2);
            return;
        }

        var table = new TextTable { Columns = [new("", IsNumber: true), new("", IsFlexible: true)] };
        foreach (var group in likely.Take(GroupsMax))
        {
            table.AddWithNote(
                SafeText.Line(string.Join("; ", group.Reasons.Take(ReasonsMax))), Page.Percent(group.Relevance), SafeText.Line(group.Group.ToString()));
        }

        page.Table(table);
        var rest = likely.Count > GroupsMax ? $"and {Page.Count(likely.Count - GroupsMax, "less likely group")}; " : "";
        page.Paragraph($"{rest}{Page.Count(profile.Groups.Count - likely.Count, "further group")} as background: anybody may come", indent: 9, tone: Tone.Quiet);
    }

    static void WriteCoverage(Page page, GapAssessment assessment)
    {
        var summary = assessment.Summary;
        page.Heading("How much of it we would see and stop");
        Bar("visible", summary.Visibility, "the data that would show it is collected");
        Bar("detected", summary.Detection, "something would alert");
        Bar("prevented", summary.Prevention, "something would stop it");
        Bar("covered", summary.Covered, "detected or prevented");
        page.Paragraph(
            $"Shares of the threat, over {Page.Count(summary.Techniques, "technique")} weighted by how likely they are; "
            + $"{Page.Count(summary.Tested)} tested, {Page.Count(summary.Refuted)} of them missed.",
            indent: 2, tone: Tone.Quiet);
        if (assessment.Rules is { Read: > 0 } rules)
        {
            page.Paragraph(
                $"Rules: {Page.Count(rules.Read)} read, {Page.Count(rules.Deployed)} deployed, {Page.Count(rules.Tagged)} of them tagged with a technique: "
                + $"{Page.Count(rules.Fed)} have their log source, {Page.Count(rules.Dormant)} sleep because it is not collected, "
                + $"{Page.Count(rules.UnknownLogSource)} read a log source that nobody knows.",
                indent: 2, tone: Tone.Quiet);
        }

        void Bar(string label, double share, string meaning)
            => page.Line($"  {Columns.PadRight(label, 10)} {page.Bar(share, 30)} {Page.Percent(share),5}  {page.Toned(Tone.Quiet, page.WidthColumns >= RoomyColumns ? meaning : "")}");
    }

    static void WriteGaps(Page page, IReadOnlyList<Gap> gaps)
    {
        page.Heading($"The {(gaps.Count >= GapsMax ? "ten" : Page.Count(gaps.Count))} gaps that matter most");
        var hasRoom = page.WidthColumns >= RoomyColumns;
        var table = new TextTable
        {
            Columns =
            [
                new("", IsNumber: true), new("technique", IsFlexible: true), new("weight", IsNumber: true), .. hasRoom ? [new TableColumn("class")] : (TableColumn[])[],
                new("seen", IsNumber: true), new("detected", IsNumber: true), new("stopped", IsNumber: true), new("open", IsNumber: true),
            ],
        };
        foreach (var gap in gaps.Take(GapsMax))
        {
            table.AddWithNote(
                SafeText.Line(gap.Reasons.Count > 0 ? gap.Reasons[0] : ""),
                [
                    gap.Rank.ToString(CultureInfo.InvariantCulture), SafeText.Line(gap.Technique.ToString()),
                    gap.Weight.ToString("0.00", CultureInfo.InvariantCulture), .. hasRoom ? [AssessmentJson.NameOf(gap.Class)] : (string[])[],
                    Share(gap.Coverage.Visibility), Share(gap.Coverage.Detection), Share(gap.Coverage.Prevention),
                    page.Toned(Tone.Strong, Page.Percent(gap.Open)),
                ]);
        }

        page.Table(table);

        string Share(double share) => page.Toned(Page.ToneOf(share), Page.Percent(share));
    }

    static void WritePlan(Page page, ImprovementPlan plan)
    {
        var budget = plan.Budget is { } money ? $" with {Money(money, plan.Currency)}" : "";
        page.Heading($"What to do first{budget}");
        var number = 0;
        foreach (var step in plan.Steps.Take(StepsMax))
        {
            number++;
            var measure = step.Measure;
            var assumed = measure.IsCostOwn ? "" : ", assumed";
            page.Paragraph(SafeText.Line($"{number,2}. {measure.Title}"), indent: 2, hanging: 4, tone: Tone.Strong);
            page.Paragraph(
                SafeText.Line($"{Days(measure.Cost.Days)}, {Money(measure.TotalCost, plan.Currency)}{assumed}; covered rises to {Exact(step.CoveredAfter)}. {step.Reason}."),
                indent: 6);
        }

        if (plan.Steps.Count == 0)
        {
            page.Paragraph("No measure within the budget narrows a gap.", indent: 2);
        }
        else if (plan.Steps.Count > StepsMax)
        {
            page.Paragraph($"and {Page.Count(plan.Steps.Count - StepsMax, "further step")}", indent: 6, tone: Tone.Quiet);
        }

        var spent = plan.Steps.Count > 0 ? $" for {Money(plan.Steps[^1].CostSoFar, plan.Currency)}" : "";
        page.Paragraph(SafeText.Line($"Covered {Exact(plan.CoveredBefore)} today, {Exact(plan.CoveredAfter)} after every step{spent}. {plan.Method}"), indent: 2, tone: Tone.Quiet);
    }

    static void WriteUnresolved(Page page, GapAssessment assessment)
    {
        var unresolved = assessment.Unresolved;
        if (unresolved.Count == 0)
        {
            return;
        }

        page.Heading("What did not resolve as written");
        foreach (var kind in unresolved.GroupBy(static reference => (reference.What, reference.Resolution))
            .OrderByDescending(static kind => kind.Sum(static reference => reference.Count)).ThenBy(static kind => kind.Key.What, StringComparer.Ordinal)
            .ThenBy(static kind => kind.Key.Resolution, StringComparer.Ordinal))
        {
            var top = kind.OrderByDescending(static reference => reference.Count).ThenBy(static reference => reference.Reference, StringComparer.Ordinal)
                .Take(UnresolvedMax).Select(TextOf);
            var more = kind.Count() > UnresolvedMax ? " …" : "";
            page.Paragraph(
                SafeText.Line($"{Page.Count(kind.Sum(static reference => reference.Count), kind.Key.What)} {Meaning(kind.Key.Resolution)}: {string.Join(", ", top)}{more}"),
                indent: 2, hanging: 2);
        }
    }

    static string TextOf(UnresolvedReference reference)
    {
        var moved = reference.MovedTo.Count > 0 ? $" → {string.Join(" and ", reference.MovedTo)}" : "";
        var count = reference.Count > 1 ? $" ({Page.Count(reference.Count)})" : "";
        return $"{reference.Reference}{moved}{count}";
    }

    static string Meaning(string resolution) => resolution switch
    {
        "moved" => "moved, counted under the new id",
        "dead" => "withdrawn from ATT&CK, not counted",
        _ => "unknown, not counted",
    };

    static void WriteFiles(Page page, IReadOnlyList<string> files)
    {
        if (files.Count == 0)
        {
            return;
        }

        // Not wrapped: a terminal that knows paths opens a whole one.
        page.Heading("Written");
        page.Line($"  {page.Toned(Tone.Strong, SafeText.Line(files[0]))}");
        page.Paragraph(SafeText.Line($"and beside it {string.Join(", ", files.Skip(1).Select(Path.GetFileName))}"), indent: 2, tone: Tone.Quiet);
    }

    static string Days(decimal days) => $"{days.ToString("0.#", CultureInfo.InvariantCulture)} {(days == 1 ? "day" : "days")}";

    static string Money(decimal money, string currency) => $"{money.ToString("N0", CultureInfo.InvariantCulture)} {currency}";

    static string Exact(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");
}
