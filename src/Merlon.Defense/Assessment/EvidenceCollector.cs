using System.Collections.Frozen;
using Merlon.Attack;
using Merlon.Dettect;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>Rules with how they are used.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="IsDeployed">True when it runs today; false when it could be deployed.</param>
/// <param name="Scopes">Names of scopes; empty for all.</param>
public sealed record UsedRule(SigmaRule Rule, bool IsDeployed, IReadOnlyList<string> Scopes)
{
    /// <summary>Techniques on whose recorded telemetry it has fired: for these its claim counts as a stable rule's.</summary>
    public IReadOnlySet<TechniqueId> ValidatedFor { get; init; } = FrozenSet<TechniqueId>.Empty;

    /// <summary>What was recorded of its noise on quiet logs (<see cref="QuietEvidence"/>): its strength is 0..1 of the rule's; null where nothing was.</summary>
    public Evidence? Quiet { get; init; }
}

/// <summary>What an organisation, its rules and a release say together.</summary>
/// <param name="Evidence">Statements, ordered by technique, axis, kind, source, scope, id; each once.</param>
/// <param name="Unresolved">References that the release does not know, counted and shown.</param>
/// <param name="Rules">What became of the rules.</param>
public sealed record CollectedEvidence(IReadOnlyList<Evidence> Evidence, IReadOnlyList<UnresolvedReference> Unresolved, RuleCensus Rules)
{
    /// <summary>
    /// Derives the statements: docs/design/coverage-model.md, "Where evidence comes from". A statement that holds alike in every
    /// scope where its technique is possible is made once for the whole organisation, else scope by scope.
    /// </summary>
    /// <param name="organisation">The organisation.</param>
    /// <param name="rules">Rules, deployed and available; only deployed ones make statements.</param>
    /// <param name="context">What references are resolved against.</param>
    /// <param name="asOf">
    /// The day of the assessment. Statements keep their own dates, future ones too: the fold leaves out what is not in force yet.
    /// </param>
    public static CollectedEvidence Of(
        Organisation organisation, IReadOnlyList<UsedRule> rules, OrganisationContext context, DateOnly asOf)
    {
        _ = asOf;
        var sink = new EvidenceSink(organisation, context.Release);
        var resolver = new ReferenceResolver(context.Release);
        VisibilityEvidence.Add(organisation, context, sink);
        var census = RuleEvidence.Add(rules, organisation, context, resolver, sink);
        DeclaredEvidence.Add(organisation, context, resolver, sink);
        DettectEvidence.Add(organisation, context, resolver, sink);
        return new CollectedEvidence(sink.ToList(), resolver.ToList(), census);
    }

    /// <summary>The rules' statements among those that <see cref="Of"/> makes, in the same order.</summary>
    internal static IReadOnlyList<Evidence> OfRules(Organisation organisation, IReadOnlyList<UsedRule> rules, OrganisationContext context)
    {
        var sink = new EvidenceSink(organisation, context.Release);
        RuleEvidence.Add(rules, organisation, context, new ReferenceResolver(context.Release), sink);
        return sink.ToList();
    }
}

/// <summary>A reference that did not resolve as written.</summary>
/// <param name="Reference">As written.</param>
/// <param name="What">Kind of reference: <c>technique tag</c>, <c>tactic tag</c>, <c>control mapping</c>, <c>log source</c> …</param>
/// <param name="Count">How often it occurs.</param>
/// <param name="Resolution"><c>moved</c>, <c>dead</c> or <c>unknown</c>.</param>
/// <param name="MovedTo">Ids that it was counted for instead; empty unless moved.</param>
/// <param name="Steps">Why: <c>T1562.001 → T1685 (18.1 to 19)</c>.</param>
/// <param name="Examples">Up to three documents where it stands.</param>
public sealed record UnresolvedReference(
    string Reference, string What, int Count, string Resolution, IReadOnlyList<string> MovedTo, IReadOnlyList<string> Steps,
    IReadOnlyList<string> Examples);

/// <summary>What became of the rules.</summary>
/// <param name="Read">Rules read.</param>
/// <param name="Deployed">Of them deployed.</param>
/// <param name="Tagged">Deployed with at least one technique tag that resolved.</param>
/// <param name="Fed">Tagged whose log source is collected.</param>
/// <param name="Dormant">Tagged whose log source is not collected: they count for nothing until it is.</param>
/// <param name="UnknownLogSource">Tagged whose log source the catalogue does not know.</param>
public sealed record RuleCensus(int Read, int Deployed, int Tagged, int Fed, int Dormant, int UnknownLogSource)
{
    /// <summary>Tagged whose log source is collected, but whose records lack a field that the rule needs, wherever it is collected: they count for nothing.</summary>
    public int LackingFields { get; init; }
}
