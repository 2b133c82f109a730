using System.Security.Cryptography;
using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Trend;
using Merlon.Web.Reports.Parts;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.Reports;

/// <summary>Gathers what reports are made of beside the assessment itself.</summary>
static class ReportBooks
{
    /// <summary>Largest input file that is hashed, in bytes; larger ones are named without a hash.</summary>
    public const long HashedBytesMax = 64L * 1024 * 1024;

    /// <summary>The book of an assessment alone.</summary>
    public static ReportBook Of(GapAssessment assessment)
    {
        var maturity = MaturityPart.Of(assessment);
        return Of(assessment, maturity?.Part) with { Maturity = maturity?.Small };
    }

    static ReportBook Of(GapAssessment assessment, ReportPart? maturity) => new(assessment)
    {
        Schedule = PlanParts.Schedule(assessment.Plan),
        Costs = PlanParts.Costs(assessment),
        Frontier = [.. assessment.Plan.Curve.Select(static point => new Merlon.Web.Charts.BudgetStep((double)point.Budget, point.Covered, $"{point.Measures} measures"))],
        Parts =
        [
            .. new[] { CertaintyPart.Of(assessment), SightPart.Of(assessment), RobustnessPart.Of(assessment), ControlsPart.Of(assessment), maturity }.OfType<ReportPart>(),
        ],
    };

    /// <summary>The book of an assessment, with how it came to be so as far as the journal of a workspace tells.</summary>
    public static async Task<ReportBook> OfAsync(GapAssessment assessment, WorkspaceOptions workspace, CancellationToken cancellationToken)
    {
        var book = Of(assessment);
        if (workspace.Database is null && !Directory.Exists(workspace.Folder))
        {
            return book;
        }

        using var opened = Workspace.Open(workspace);
        foreach (var step in (TrendStep[])[TrendStep.Quarter, TrendStep.Month, TrendStep.Assessment])
        {
            // The coarsest steps that give a line; a young journal has but a few assessments.
            var trend = await opened.TrendAsync(new TrendRequest(From: null, assessment.AsOf, step, TrendKnowledge.Then), progress: null, cancellationToken);
            if (trend.Value is null)
            {
                return book;
            }

            if (trend.Value.Points.Count >= PointsWished || step == TrendStep.Assessment)
            {
                return book with { Trend = TrendParts.Line(trend.Value), Moved = TrendParts.Moved(trend.Value) };
            }
        }

        return book;
    }

    /// <summary>The book with what the plan saves, where the organisation estimates losses; else as it was.</summary>
    /// <param name="book">The book.</param>
    /// <param name="organisationPath">The organisation's folder or file, as the user named it.</param>
    public static ReportBook WithBenefit(ReportBook book, string organisationPath)
    {
        var assessment = book.Assessment;
        var read = WorthFiles.Scenarios(organisationPath, assessment.Organisation, assessment.Context, ReadLimits.Default);
        if (read.Value is not { Count: > 0 } scenarios)
        {
            return book;
        }

        var planning = assessment.Organisation.Planning;
        var question = new BenefitQuestion(Math.Clamp(planning.HorizonYears, 1, 30), (decimal)planning.DiscountRate, BenefitTrials, BenefitSeed, []);
        return book with { Parts = [.. book.Parts, BenefitPart.Of(BenefitReport.Of(assessment, scenarios, question))] };
    }

    /// <summary>As <c>merlon benefit</c> has it unless told otherwise.</summary>
    const int BenefitTrials = 10_000, BenefitSeed = 1;

    /// <summary>The book, with the hashes of the files that the assessment was made from, for an auditor.</summary>
    /// <param name="assessment">The assessment.</param>
    /// <param name="organisationPath">The organisation's folder or file, as the user named it.</param>
    public static ReportBook WithInputs(GapAssessment assessment, string organisationPath)
        => new ReportBook(assessment) { Inputs = [.. InputsOf(assessment, organisationPath)] };

    /// <summary>Points from which on a line tells something.</summary>
    const int PointsWished = 4;

    static IEnumerable<HashedInput> InputsOf(GapAssessment assessment, string organisationPath)
    {
        var file = Directory.Exists(organisationPath) ? Path.Combine(organisationPath, OrganisationFile.FileName) : organisationPath;
        yield return Hashed(assessment.Organisation.Document, file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "";
        foreach (var document in assessment.Input.Rules.Select(static rule => rule.Rule.Document).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            // A rule's document is named as its folder was: from here, or from the organisation's folder.
            yield return Hashed(document, File.Exists(document) ? document : Path.Combine(folder, document));
        }
    }

    static HashedInput Hashed(string name, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > HashedBytesMax)
        {
            return new HashedInput(name, file.Exists ? "too large to hash" : "not found again", file.Exists ? file.Length : 0);
        }

        using var stream = file.OpenRead();
        return new HashedInput(name, Convert.ToHexStringLower(SHA256.HashData(stream)), file.Length);
    }
}
