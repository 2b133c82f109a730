using System.Globalization;
using Merlon.Robustness;

namespace Merlon.Assessment;

/// <summary>What the strength of a rule's statement is the product of.</summary>
sealed partial class RuleEvidence
{
    /// <summary>
    /// The factors of a rule's statement, each with its reason and place; their product is the statement's strength; what the rounding of statements changes is a factor of its own. Null
    /// where the rule does not make the statement today.
    /// </summary>
    public static IReadOnlyList<ScorePart>? PartsOf(UsedRule used, Evidence statement, Organisation organisation, OrganisationContext context)
        => new RuleEvidence(organisation, context, new ReferenceResolver(context.Release), new EvidenceSink(organisation, context.Release)).PartsOf(used, statement);

    List<ScorePart>? PartsOf(UsedRule used, Evidence statement)
    {
        var (rule, claims) = (used.Rule, ClaimsOf(used.Rule));
        var index = claims.FindIndex(claim => claim.Technique.TechniqueId == statement.Technique);
        if (index < 0)
        {
            return null;
        }

        var possible = sink.ScopesOf(claims[index].Technique);
        var feed = FeedsOf(rule.LogSource)?.FirstOrDefault(feed => possible.Contains(feed.Scope) && (statement.Scope.Length == 0 || string.Equals(feed.Scope.Name, statement.Scope, StringComparison.Ordinal)));
        if (feed is null)
        {
            return null;
        }

        var isValidated = used.ValidatedFor.Contains(statement.Technique);
        List<ScorePart> parts =
        [
            ScorePart.Given(
                isValidated ? "status: fired on telemetry of the technique, counts as stable" : $"status: {Word(rule.Status, "none")}",
                ClaimStrength.OfStatus(isValidated ? ClaimStrength.StableStatus : rule.Status), place: rule.Document),
            ScorePart.Given($"level: {Word(rule.Level, "none")}", ClaimStrength.OfLevel(rule.Level), "how much of a technique one rule shows", rule.Document),
            ScorePart.Given("share of devices whose logs reach it", feed.Share, $"{rule.LogSource} is fed by {feed.Source} on {feed.Scope.Name}"),
            RobustnessPartOf(RuleRobustness.Of(rule)),
        ];
        if (used.Quiet is { } quiet)
        {
            parts.Add(ScorePart.Given("what noise leaves", quiet.Strength, quiet.Statement, quiet.Place) with { EvidenceId = quiet.Id });
        }

        if (claims[index].Share < 1)
        {
            parts.Add(ScorePart.Given("share of its tag", claims[index].Share, $"{AsWritten(claims[index].Tag)} stands for several techniques", $"{rule.Document}:{claims[index].Tag.Location}"));
        }

        var product = parts.Aggregate(1.0, static (product, part) => product * part.Value);
        if (product > 0 && !product.Equals(statement.Strength))
        {
            parts.Add(ScorePart.Given("rounding of statements", statement.Strength / product, "strengths are kept with six decimals"));
        }

        return parts;
    }

    static ScorePart RobustnessPartOf(RuleRobustness robustness)
    {
        var place = robustness.Parts.FirstOrDefault(static part => part.Decides) is { } part ? $"{robustness.Rule.Document}:{part.Location}" : robustness.Rule.Document;
        var level = robustness.Level is { } known ? string.Create(CultureInfo.InvariantCulture, $"robustness level {known}") : "robustness not known";
        return ScorePart.Of(
            $"robustness {robustness.Score}", ScoreOperation.Product,
            ScorePart.Given(level, robustness.LevelFactor, robustness.Why, place), ScorePart.Given($"records made by: {RuleRobustness.NameOf(robustness.Column)}", robustness.ColumnFactor, robustness.ColumnWhy));
    }
}
