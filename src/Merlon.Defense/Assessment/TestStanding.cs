using System.Globalization;
using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>Whether what a test showed still holds, for one technique and scope: docs/design/test-voiding.md.</summary>
/// <param name="Test">The test as recorded.</param>
/// <param name="Technique">The technique.</param>
/// <param name="Scope">Scope's name; empty for the whole organisation.</param>
/// <param name="EvidenceId">Its statement.</param>
/// <param name="Key">Under which its basis is kept: what was tried, when, where, how it ended and its name.</param>
/// <param name="Basis">What it would rest on today.</param>
/// <param name="Stamped">What it rested on when it was first recorded; null where this is the first time.</param>
/// <param name="Changes">What changed since that voids it, each in words without a full stop; none while it holds.</param>
/// <param name="PreventionChanges">
/// What voids what a test that was not blocked says of prevention (that it ran): a control or mitigation that is more than it was then. The test itself
/// holds on.
/// </param>
public sealed record TestStanding(
    RecordedTest Test, Technique Technique, string Scope, string EvidenceId, string Key, TestBasis Basis, TestBasis? Stamped, IReadOnlyList<string> Changes,
    IReadOnlyList<string> PreventionChanges)
{
    /// <summary>True when it no longer proves anything until it is repeated.</summary>
    public bool IsVoid => Changes.Count > 0;

    /// <summary>In one sentence what voids it, without a full stop; empty while it holds.</summary>
    public string Sentence => IsVoid ? SentenceOf(Changes, "") : "";

    /// <summary>As <see cref="Sentence"/>, of one axis.</summary>
    internal string SentenceOf(IReadOnlyList<string> changes, string of)
    {
        const int NamedMax = 3;
        var named = string.Join("; ", changes.Take(NamedMax));
        var more = changes.Count > NamedMax ? string.Create(CultureInfo.InvariantCulture, $"; and {changes.Count - NamedMax} more changes") : "";
        return $"the test of {Technique.Id} of {Test.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{(Scope.Length == 0 ? "" : $" on {Scope}")} is void{of}: {named}{more}; repeat it";
    }

    /// <summary>How each test of the organisation stands, in the order recorded.</summary>
    /// <param name="organisation">With its tests.</param>
    /// <param name="collected">What was derived of it in this run.</param>
    /// <param name="rules">Rules, deployed and available.</param>
    /// <param name="context">What it was resolved against.</param>
    /// <param name="stamped">Bases kept from earlier runs, by key.</param>
    /// <param name="asOf">Tests after this day do not stand yet.</param>
    public static IReadOnlyList<TestStanding> Of(
        Organisation organisation, CollectedEvidence collected, IReadOnlyList<UsedRule> rules, OrganisationContext context,
        IReadOnlyDictionary<string, TestBasis> stamped, DateOnly asOf)
        => organisation.Tests.Count == 0 ? [] : new TestBases(organisation, collected, rules, context).Standings(stamped, asOf);
}
